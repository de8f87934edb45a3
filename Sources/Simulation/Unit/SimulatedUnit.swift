package import MIDI
package import Profiles

/// An instrument made from its profile: a memory of messages, and the answers that it gives.
package struct SimulatedUnit: Sendable {
  /// A message that the unit sends, and its slot; nil where it names none.
  package struct Reply: Hashable, Sendable {
    package let slot: Slot?
    package let message: SysExMessage
  }

  package let profile: Profile
  /// The slot that is loaded, by kind; kinds that are not in it have their first slot loaded.
  package internal(set) var loaded: [String: Int]
  /// The value of every part of the reported firmware version.
  var firmware: UInt8 = 0
  private let blanks = BlankMessages()
  /// Sent or saved content, by slot; the last message counts.
  var contents: [Slot: SysExMessage] = [:]
  /// The channel for bank and program, from 0.
  package var channel: UInt8 = 0
  /// The bank received last.
  var bank: (msb: UInt8?, lsb: UInt8?) = (nil, nil)
  /// The content of the edit buffer, by kind, where a slot was loaded or edited.
  var buffer: [String: SysExMessage] = [:]
  /// Where a talk with acknowledgements has come to.
  var talk = HandshakeState()

  /// Fills the memory with the messages of a dump; those that the profile has no place for are left out.
  package init(profile: Profile, memory: [SysExMessage], loaded: [String: Int] = [:]) {
    self.profile = profile
    self.loaded = loaded
    for (index, home) in profile.place(memory).carriers.enumerated() {
      guard let home, let kind = profile.kind(home.kind) else { continue }
      contents[home] = kind.isPlacedByOrder ? kind.stamped(memory[index], slot: home.index) : memory[index]
    }
  }

  /// The content of the memory, in dump order. Gaps of a kind that is placed by order are filled, so that reading the
  /// messages back gives the same memory.
  package var memory: [SysExMessage] { profile.kinds.flatMap(messages) }

  private func messages(_ kind: Kind) -> [SysExMessage] {
    let indices = contents.keys.filter { $0.kind == kind.id }.map(\.index).sorted()
    guard kind.isPlacedByOrder, let last = indices.last else {
      return indices.compactMap { contents[Slot(kind: kind.id, index: $0)] }
    }
    return (0...last).compactMap { contents[Slot(kind: kind.id, index: $0)] ?? blanks.message(of: kind, slot: $0) }
  }

  /// The answer of the slot: its content, or the initial values; nil for a slot that the model does not have or that
  /// stays silent while it is empty.
  package func message(in slot: Slot) -> SysExMessage? {
    guard let kind = profile.kind(slot.kind), (0..<kind.count).contains(slot.index) else { return nil }
    return contents[slot] ?? (kind.isSilentWhenEmpty ? nil : blanks.message(of: kind, slot: slot.index))
  }

  /// Loads a slot, as a person does at the front panel.
  ///
  /// - Throws: ``EditError/unknownSlot(_:)``.
  package mutating func load(_ slot: Slot) throws(EditError) {
    guard let kind = profile.kind(slot.kind), (0..<kind.count).contains(slot.index) else { throw .unknownSlot(slot) }
    if kind.select == nil { loaded[slot.kind] = slot.index } else { loadBuffer(slot) }
  }
}

extension Kind {
  /// The message with another slot byte; checksum and length follow where they were right.
  func stamped(_ message: SysExMessage, slot: Int) -> SysExMessage {
    guard let place = dump.match(message.bytes)?["slot"] else { return message }
    var bytes = message.bytes
    bytes[place.lowerBound] = UInt8(slot & 0x7F)
    let isSound = problems(of: message).isEmpty
    do { return try SysExMessage(isSound ? seal(bytes) : bytes) } catch { return message }
  }
}
