internal import Archive
internal import History
internal import Profiles

extension DeviceDifference {
  /// The slot as users write it: `kit/005`.
  func name(_ slot: Slot) -> String { profile?.name(slot) ?? "\(slot.kind)/#\(slot.index)" }

  /// Whether all slots of the device were added or removed, which is shown in one line.
  var isWhole: Bool {
    let content = presence == .added ? newContent : oldContent
    return presence != .both && comparison.changes.count == content.slots.count
  }
}

/// One change of a slot with both items, each decoded once.
struct ChangedSlot {
  let change: SlotChange
  private let difference: DeviceDifference
  private let old: Item?
  private let new: Item?

  init(_ change: SlotChange, _ difference: DeviceDifference) {
    self.change = change
    self.difference = difference
    old = difference.oldContent.item(change.slot)
    new = difference.newContent.item(change.slot)
  }

  var slot: String { difference.name(change.slot) }
  /// Where the content was before; nil where it did not move.
  var source: String? {
    switch change.kind {
    case .moved(let from), .copied(let from): difference.name(from)
    default: nil
    }
  }
  /// The name of the item, now or before.
  var title: String? { new?.name ?? old?.name }
  var wasEmpty: Bool { old?.isEmpty ?? true }
  var isEmpty: Bool { new?.isEmpty ?? true }
  /// Whether the slot was sent twice on the new side.
  var isSentTwice: Bool { difference.newContent.sentTwice.contains(change.slot) }

  /// `mono kit/005 "ACIDKIT"`, or `mono kit/020 → kit/031 "PADS"`.
  var heading: StyledText {
    var line: StyledText = "\(difference.device, .heading) "
    if let source { line = line + "\(source, .heading) → " }
    line = line + "\(slot, .heading)"
    return title.map { line + " \("\"\($0)\"", .heading)" } ?? line
  }

  /// A word or two for a change without a list of fields.
  var summary: String? {
    switch change.kind {
    case .added: isEmpty ? "added, empty" : "added"
    case .removed: "removed"
    case .moved: "moved"
    case .copied: "copied"
    case .changed where old?.isEmpty == true && new?.isEmpty == false: "was empty"
    case .changed where old?.isEmpty == false && new?.isEmpty == true: "is empty now"
    case .changed: nil
    }
  }
}
