package import MIDI
package import Profiles
import Synchronization

/// The content of the slots of one device, placed by its profile.
package struct DeviceContent: Sendable {
  package let profile: Profile?
  /// The message that counts for each slot: the last one sent.
  package let values: [Slot: SysExMessage]
  /// The message that counts for each slot with its own messages, including banks.
  package let carriers: [Slot: SysExMessage]
  /// Slots that were sent twice with different messages.
  package let sentTwice: Set<Slot>
  /// Messages that the profile has no place for, in order.
  package let unknown: [SysExMessage]
  private let decoded = DecodedItems()

  /// - Parameter filed: the slot that each message was filed under, where there is one.
  package init(_ messages: [SysExMessage], filed: [Slot?] = [], profile: Profile?) {
    self.init(messages, profile?.place(messages, filed: filed), profile: profile)
  }

  /// - Parameter placement: of the messages by the profile.
  package init(_ messages: [SysExMessage], _ placement: Placement?, profile: Profile?) {
    self.profile = profile
    guard let placement else {
      (values, carriers, sentTwice, unknown) = ([:], [:], [], messages)
      return
    }
    var values: [Slot: SysExMessage] = [:]
    var twice: Set<Slot> = []
    for placed in placement.placed {
      guard let part = placed.parts.first else { continue }
      let message = messages[part.message]
      if let before = values[placed.slot], before != message { twice.insert(placed.slot) }
      values[placed.slot] = message
    }
    (self.values, sentTwice) = (values, twice)
    var carriers: [Slot: SysExMessage] = [:]
    for (index, home) in placement.carriers.enumerated() { if let home { carriers[home] = messages[index] } }
    self.carriers = carriers
    unknown = placement.unknown.map { messages[$0] }
  }

  /// The filled slots, in dump order.
  package var slots: [Slot] { profile?.sorted(Array(values.keys)) ?? [] }

  /// Slots that were sent twice with different messages, in dump order.
  package var slotsSentTwice: [Slot] { profile?.sorted(Array(sentTwice)) ?? [] }

  /// A slot's value, decoded for comparing; the second time as it was decoded the first time.
  package func item(_ slot: Slot) -> Item? {
    guard let message = values[slot], let profile else { return nil }
    return decoded.item(slot) { profile.values(of: slot, in: message) }
  }

  /// Whether a slot holds the same for the musician in both.
  package func isEqual(_ slot: Slot, to other: DeviceContent, _ profile: Profile) -> Bool {
    guard let one = values[slot], let another = other.values[slot] else { return false }
    if one == another { return true }
    if profile.kind(slot.kind)?.isBankMember == true {
      if let left = profile.memberBytes(of: slot, in: one), left == profile.memberBytes(of: slot, in: another) {
        return true
      }
    } else if profile.definitelyDiffers(one, another) {
      return false
    }
    guard let left = item(slot), let right = other.item(slot) else { return false }
    return left.isEqual(to: right)
  }

  /// Whether two messages hold the same for the musician.
  package static func areEqual(_ left: SysExMessage, _ right: SysExMessage, _ profile: Profile) -> Bool {
    if left == right { return true }
    if profile.definitelyDiffers(left, right) { return false }
    guard let one = profile.values(of: left), let other = profile.values(of: right),
      profile.recognise(left)?.kind.id == profile.recognise(right)?.kind.id
    else { return false }
    return one.isEqual(to: other)
  }
}

/// The items decoded until now, shared by all copies of a content.
private final class DecodedItems: Sendable {
  private let items = Mutex<[Slot: Item?]>([:])

  func item(_ slot: Slot, decode: () -> Item?) -> Item? {
    if let known = items.withLock({ $0[slot] }) { return known }
    let item = decode()
    items.withLock { $0[slot] = .some(item) }
    return item
  }
}
