extension DeviceModel {
  /// The content of a slot, for comparing: its values count, however its messages are packed.
  ///
  /// ``decode(_:in:)`` keeps bytes where packing the values again would give others.
  package func values(of slot: Slot, in dump: SlotDump) -> Item? { decode(slot, in: packedAgain(dump, of: slot))?.item }

  /// Whether two dumps of a slot hold the same for the musician.
  package func areEqual(_ left: SlotDump, _ right: SlotDump, of slot: Slot) -> Bool {
    if left == right { return true }
    if definitelyDiffers(left, right, of: slot) { return false }
    guard let one = values(of: slot, in: left), let other = values(of: slot, in: right) else { return false }
    return one.isEqual(to: other)
  }

  /// The content of a dump by the slot that it names itself, which may be a whole bank; nil where it has no place.
  package func item(in dump: SlotDump) -> Item? {
    locate(dump.messages[0]).flatMap { decode($0.slot, in: dump)?.item }
  }

  /// Checksums and lengths of all messages of a dump.
  package func problems(of dump: SlotDump) -> [MessageProblem] { dump.messages.flatMap { problems(of: $0) } }

  /// Whether every message of a dump proves itself whole.
  package func provesItself(_ dump: SlotDump) -> Bool { dump.messages.allSatisfy { provesItself($0) } }

  /// The dump of a slot, made for another slot of the same kind that has its own messages.
  package func moved(_ dump: SlotDump, from slot: Slot, to other: Slot) throws(EncodeError) -> SlotDump {
    guard let item = decode(slot, in: dump)?.item else { throw .badPlace(name(slot)) }
    return try encode(ItemTree(item), slot: other, into: nil, isCompleting: false)
  }

  /// The questions that identify a device of the model, in the order of asking.
  package var questions: [Probe] { [identity, probe].compactMap(\.self) }

  /// The family of the firmware in a reply to any question.
  package func firmwareFamily(in reply: [UInt8]) -> String? {
    for question in questions { if let family = question.family(in: reply) { return family } }
    return nil
  }

  /// Whether any of its content can be requested, so that it can be read without hands and read back.
  package var isAskable: Bool {
    !transfer.isOneWay && transfer.byHand == nil && slotKinds.contains { $0.askableCount > 0 }
  }

  /// Whether any of these slots is reached by selecting programs on the instrument.
  package func selectsPrograms(for slots: some Sequence<Slot>) -> Bool {
    let selected = Set(slotKinds.filter { $0.select != nil }.map(\.id))
    return !selected.isEmpty && slots.contains { selected.contains($0.kind) }
  }
}
