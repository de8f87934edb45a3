package import MIDI
package import Profiles
import Synchronization

/// The content of the slots of one device, placed by its model.
package struct DeviceContent: Sendable {
  package let profile: (any DeviceModel)?
  /// The dump that counts for each slot: the last one sent. For a slot inside a bank it is that of the bank.
  package let values: [Slot: SlotDump]
  /// The dump that counts for each slot with its own messages, including banks.
  package let carriers: [Slot: SlotDump]
  /// Slots that were sent twice with different messages.
  package let sentTwice: Set<Slot>
  /// Messages that the model has no place for, in order.
  package let unknown: [SysExMessage]
  private let decoded = DecodedItems()

  /// - Parameter filed: the slot that each message was filed under, where there is one.
  package init(_ messages: [SysExMessage], filed: [Slot?] = [], profile: (any DeviceModel)?) {
    self.init(messages, profile?.place(messages, filed: filed), profile: profile)
  }

  /// - Parameter placement: of the messages by the model.
  package init(_ messages: [SysExMessage], _ placement: Placement?, profile: (any DeviceModel)?) {
    guard let placement, let profile else {
      self.init(profile: profile, unknown: messages)
      return
    }
    let dumps = placement.homes.compactMap { home in placement.dump(home, of: messages).map { (home.slot, $0) } }
    self.init(dumps, unknown: placement.unknown.map { messages[$0] }, profile: profile)
  }

  /// - Parameter dumps: in the order in which they were sent.
  package init(_ dumps: [(slot: Slot, dump: SlotDump)], unknown: [SysExMessage] = [], profile: any DeviceModel) {
    var values: [Slot: SlotDump] = [:]
    var carriers: [Slot: SlotDump] = [:]
    var twice: Set<Slot> = []
    for (home, dump) in dumps {
      carriers[home] = dump
      for slot in profile.members(of: home, in: dump) {
        if let before = values[slot], before != dump { twice.insert(slot) }
        values[slot] = dump
      }
    }
    self.init(profile: profile, values: values, carriers: carriers, sentTwice: twice, unknown: unknown)
  }

  private init(
    profile: (any DeviceModel)?, values: [Slot: SlotDump] = [:], carriers: [Slot: SlotDump] = [:],
    sentTwice: Set<Slot> = [], unknown: [SysExMessage]
  ) {
    self.profile = profile
    self.values = values
    self.carriers = carriers
    self.sentTwice = sentTwice
    self.unknown = unknown
  }

  /// The filled slots, in dump order.
  package var slots: [Slot] { profile?.sorted(Array(values.keys)) ?? [] }

  /// Slots that were sent twice with different messages, in dump order.
  package var slotsSentTwice: [Slot] { profile?.sorted(Array(sentTwice)) ?? [] }

  /// A slot's value, decoded for comparing; the second time as it was decoded the first time.
  package func item(_ slot: Slot) -> Item? {
    guard let dump = values[slot], let profile else { return nil }
    return decoded.item(slot) { profile.values(of: slot, in: dump) }
  }

  /// Whether a slot holds the same for the musician in both.
  package func isEqual(_ slot: Slot, to other: DeviceContent, _ profile: any DeviceModel) -> Bool {
    guard let one = values[slot], let another = other.values[slot] else { return false }
    if one == another { return true }
    if profile.slotKind(slot.kind)?.isBankMember == true {
      if let left = profile.content(of: slot, in: one), left == profile.content(of: slot, in: another) { return true }
    } else if profile.definitelyDiffers(one, another, of: slot) {
      return false
    }
    guard let left = item(slot), let right = other.item(slot) else { return false }
    return left.isEqual(to: right)
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

extension DeviceState {
  /// The messages placed by a profile; a message without a slot number is placed by its path.
  package func content(_ profile: (any DeviceModel)?) -> DeviceContent {
    let messages = messages
    let filed = messages.map { entry in profile.flatMap { MessagePaths.slot(entry.path, $0) } }
    return DeviceContent(messages.map(\.message), filed: filed, profile: profile)
  }
}
