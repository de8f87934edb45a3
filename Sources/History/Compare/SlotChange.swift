package import MIDI
package import Profiles
package import Archive

/// The change of a slot between two states.
package struct SlotChange: Sendable {
  package enum Kind: Sendable {
    case added
    case removed
    case changed([FieldChange])
    /// The content of another slot, which no longer holds it.
    case moved(from: Slot)
    /// The content of another slot, which still holds it.
    case copied(from: Slot)
  }

  package let slot: Slot
  package let kind: Kind
  package let old: SlotDump?
  package let new: SlotDump?
}

/// The differences between two states of one device.
package struct DeviceComparison: Sendable {
  /// In dump order.
  package let changes: [SlotChange]
  /// Slots that either side holds.
  package let slotCount: Int
  /// Messages without a place that only one side has.
  package let unknownRemoved: [SysExMessage]
  package let unknownAdded: [SysExMessage]

  package var isEmpty: Bool { changes.isEmpty && unknownRemoved.isEmpty && unknownAdded.isEmpty }

  /// Compares two states, both placed by the same profile.
  ///
  /// - Parameters:
  ///   - isWanted: slots to look at.
  ///   - withUnknown: whether messages without a place are looked at too.
  package init(
    _ old: DeviceContent, _ new: DeviceContent, isWanted: (Slot) -> Bool = { _ in true }, withUnknown: Bool = true
  ) {
    let all = Set(old.values.keys).union(new.values.keys).filter(isWanted)
    slotCount = all.count
    var moves = Moves(old, new, among: all)
    changes = Self.compare(old, new, all, &moves)
    (unknownRemoved, unknownAdded) = withUnknown ? Self.difference(old.unknown, new.unknown) : ([], [])
  }

  /// Whether any difference has a meaning: stops at the first one.
  package static func differ(_ old: DeviceContent, _ new: DeviceContent) -> Bool {
    let slots = Set(old.values.keys).union(new.values.keys)
    if let profile = new.profile ?? old.profile, slots.contains(where: { !old.isEqual($0, to: new, profile) }) {
      return true
    }
    let (removed, added) = difference(old.unknown, new.unknown)
    return !removed.isEmpty || !added.isEmpty
  }

  private static func compare(
    _ old: DeviceContent, _ new: DeviceContent, _ slots: Set<Slot>, _ moves: inout Moves
  ) -> [SlotChange] {
    guard let profile = new.profile ?? old.profile else { return [] }
    let differing = profile.sorted(slots.filter { !old.isEqual($0, to: new, profile) })
    moves.find(among: differing)
    return differing.compactMap { slot in
      if moves.isExplained(slot) { return nil }
      let (before, after) = (old.values[slot], new.values[slot])
      return SlotChange(slot: slot, kind: kind(slot, old, new, moves), old: before, new: after)
    }
  }

  private static func kind(_ slot: Slot, _ old: DeviceContent, _ new: DeviceContent, _ moves: Moves) -> SlotChange.Kind
  {
    if let from = moves.source[slot] { return moves.left.contains(from) ? .moved(from: from) : .copied(from: from) }
    guard let before = old.item(slot) else { return .added }
    guard let after = new.item(slot) else { return .removed }
    return .changed(FieldChange.between(before, after))
  }

  /// Messages that one list has more often than the other, in order.
  private static func difference(
    _ old: [SysExMessage], _ new: [SysExMessage]
  ) -> (removed: [SysExMessage], added: [SysExMessage]) {
    func surplus(_ list: [SysExMessage], over other: [SysExMessage]) -> [SysExMessage] {
      var counts = Dictionary(other.map { ($0, 1) }, uniquingKeysWith: +)
      return list.filter { message in
        counts[message, default: 0] -= 1
        return counts[message, default: 0] < 0
      }
    }
    return (surplus(old, over: new), surplus(new, over: old))
  }
}
