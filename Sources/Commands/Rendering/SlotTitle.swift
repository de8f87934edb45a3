internal import Diffing
internal import Operations
internal import Profiles

extension DeviceDifference {
  /// The slot as users write it: `kit/005`.
  func name(_ slot: Slot) -> String { profile?.name(slot) ?? "\(slot.kind)/#\(slot.index)" }

  /// What the item of a change is called, now or before.
  func title(_ change: SlotChange) -> String? {
    func name(_ item: Item?) -> String? { item?.name }
    return name(newContent.item(change.slot)) ?? name(oldContent.item(change.slot))
  }

  /// `mono kit/005 "ACIDKIT"`, or `mono kit/020 → kit/031 "PADS"`.
  func heading(_ change: SlotChange) -> Line {
    var line: Line
    switch change.kind {
    case .moved(let from), .copied(let from):
      line = "\(device, .heading) \(name(from), .heading) → \(name(change.slot), .heading)"
    default: line = "\(device, .heading) \(name(change.slot), .heading)"
    }
    if let title = title(change) { line = line + " \("\"\(title)\"", .heading)" }
    return line
  }

  /// One word or two for a change that is not told field by field.
  func summary(_ change: SlotChange) -> String? {
    switch change.kind {
    case .added: newContent.item(change.slot)?.isEmpty == true ? "added, empty" : "added"
    case .removed: "removed"
    case .moved: "moved"
    case .copied: "copied"
    case .changed:
      switch (oldContent.item(change.slot)?.isEmpty, newContent.item(change.slot)?.isEmpty) {
      case (true, false): "was empty"
      case (false, true): "is empty now"
      default: nil
      }
    }
  }

  /// Whether the slot was sent twice on the new side.
  func isSentTwice(_ change: SlotChange) -> Bool { newContent.sentTwice.contains(change.slot) }
}
