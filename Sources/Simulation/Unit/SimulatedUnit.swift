package import MIDI
package import Profiles

/// An instrument made from its profile: a memory of messages, and the answers that it gives.
package struct SimulatedUnit: Sendable {
  /// A message that the unit sends, and its slot; nil where it names none.
  package struct Reply: Hashable, Sendable {
    package let slot: Slot?
    package let message: SysExMessage
  }

  package let profile: any DeviceModel
  /// The slot that is loaded, by kind; kinds that are not in it have their first slot loaded.
  package internal(set) var loaded: [String: Int]
  /// The value of every part of the reported firmware version.
  var firmware: UInt8 = 0
  private let blanks = BlankDumps()
  /// Sent or saved content, by slot; the last message counts.
  var contents: [Slot: SlotDump] = [:]
  /// The channel for bank and program, from 0.
  package var channel: UInt8 = 0
  /// The bank received last.
  var bank: (msb: UInt8?, lsb: UInt8?) = (nil, nil)
  /// The content of the edit buffer, by kind, where a slot was loaded or edited.
  var buffer: [String: SlotDump] = [:]
  /// Where a talk with acknowledgements has come to.
  var talk = HandshakeState()

  /// Fills the memory with the messages of a dump; those that the profile has no place for are left out.
  package init(profile: any DeviceModel, memory: [SysExMessage], loaded: [String: Int] = [:]) {
    self.profile = profile
    self.loaded = loaded
    let placement = profile.place(memory)
    for home in placement.homes {
      guard let dump = placement.dump(home, of: memory) else { continue }
      let isInOrder = profile.slotKind(home.slot.kind)?.isPlacedByOrder == true
      contents[home.slot] = isInOrder ? profile.addressed(dump, to: home.slot) : dump
    }
  }

  /// The content of the memory, in dump order. Gaps of a kind that is placed by order are filled, so that reading the
  /// messages back gives the same memory.
  package var memory: [SysExMessage] { profile.slotKinds.flatMap(dumps).flatMap(\.messages) }

  private func dumps(_ kind: SlotKind) -> [SlotDump] {
    let indices = contents.keys.filter { $0.kind == kind.id }.map(\.index).sorted()
    guard kind.isPlacedByOrder, let last = indices.last else {
      return indices.compactMap { contents[Slot(kind: kind.id, index: $0)] }
    }
    return (0...last).compactMap { index in
      let slot = Slot(kind: kind.id, index: index)
      return contents[slot] ?? blanks.dump(of: slot, profile)
    }
  }

  /// The content of a slot, or the initial values; nil for a slot that the model does not have or that stays silent
  /// while it is empty.
  package func dump(in slot: Slot) -> SlotDump? {
    guard let kind = profile.kind(having: slot) else { return nil }
    return contents[slot] ?? (kind.isSilentWhenEmpty ? nil : blanks.dump(of: slot, profile))
  }

  /// The message of a slot that has one; the first of several.
  package func message(in slot: Slot) -> SysExMessage? { dump(in: slot)?.messages.first }

  /// Loads a slot, as a person does at the front panel.
  ///
  /// - Throws: ``EditError/unknownSlot(_:)``.
  package mutating func load(_ slot: Slot) throws(EditError) {
    guard let kind = profile.kind(having: slot) else { throw .unknownSlot(slot) }
    if kind.select == nil { loaded[slot.kind] = slot.index } else { loadBuffer(slot) }
  }
}
