package import MIDI
package import Profiles

/// What the slots of one device hold, placed by its profile.
package struct DeviceContent: Sendable {
  package let profile: Profile?
  /// The message that counts for each slot: the last one sent.
  package let values: [Slot: SysExMessage]
  /// Slots that were sent twice with different messages.
  package let sentTwice: Set<Slot>
  /// Messages that the profile has no place for, in order.
  package let unknown: [SysExMessage]

  /// - Parameter filed: the slot that each message was filed under, where there is one.
  package init(_ messages: [SysExMessage], filed: [Slot?] = [], profile: Profile?) {
    self.profile = profile
    guard let profile else {
      (values, sentTwice, unknown) = ([:], [], messages)
      return
    }
    let placement = profile.place(messages, filed: filed)
    var values: [Slot: SysExMessage] = [:]
    var twice: Set<Slot> = []
    for placed in placement.placed {
      guard let part = placed.parts.first else { continue }
      let message = messages[part.message]
      if let before = values[placed.slot], before != message { twice.insert(placed.slot) }
      values[placed.slot] = message
    }
    (self.values, sentTwice) = (values, twice)
    unknown = placement.unknown.map { messages[$0] }
  }

  /// The slots held, in dump order.
  package var slots: [Slot] {
    guard let profile else { return [] }
    return values.keys.sorted { profile.precedes($0, $1) }
  }

  /// A slot's value, decoded.
  package func item(_ slot: Slot) -> Item? { values[slot].flatMap { profile?.decode($0)?.item } }

  /// Whether two messages hold the same for the musician.
  package static func areEqual(_ left: SysExMessage, _ right: SysExMessage, _ profile: Profile) -> Bool {
    if left == right { return true }
    guard let one = profile.decode(left), let other = profile.decode(right),
      profile.recognise(left)?.kind.id == profile.recognise(right)?.kind.id
    else { return false }
    return one.item.isEqual(to: other.item)
  }
}
