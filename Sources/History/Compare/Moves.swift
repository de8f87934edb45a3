import Profiles
import Archive

/// Finds content that a slot took over from another slot of its kind.
struct Moves {
  private let old: DeviceContent
  private let new: DeviceContent
  private let slots: Set<Slot>
  /// Where the new content of a slot was before.
  private(set) var source: [Slot: Slot] = [:]
  /// Slots whose content moved away.
  private(set) var left: Set<Slot> = []
  private var explained: Set<Slot> = []

  init(_ old: DeviceContent, _ new: DeviceContent, among slots: Set<Slot>) {
    self.old = old
    self.new = new
    self.slots = slots
  }

  /// Whether the slot's own change is only that its content moved.
  func isExplained(_ slot: Slot) -> Bool { explained.contains(slot) }

  mutating func find(among differing: [Slot]) {
    guard let profile = new.profile ?? old.profile, !differing.isEmpty else { return }
    var before: [Content: Slot] = [:]
    for slot in slots.sorted(by: { profile.precedes($0, $1) }).reversed() {
      if let content = Content(slot, old.values[slot], profile) { before[content] = slot }
    }
    for slot in differing {
      guard let content = Content(slot, new.values[slot], profile), let from = before[content], from != slot,
        old.item(from)?.isEmpty == false
      else { continue }
      source[slot] = from
      guard Content(from, new.values[from], profile) != content else { continue }
      left.insert(from)
      if new.values[from] == nil || new.item(from)?.isEmpty == true { explained.insert(from) }
    }
  }
}

/// A dump without its slot number: the part that a move keeps.
private struct Content: Hashable {
  let kind: String
  let bytes: [UInt8]

  init?(_ slot: Slot, _ dump: SlotDump?, _ profile: any DeviceModel) {
    guard let dump, let bytes = profile.content(of: slot, in: dump) else { return nil }
    kind = slot.kind
    self.bytes = bytes
  }
}
