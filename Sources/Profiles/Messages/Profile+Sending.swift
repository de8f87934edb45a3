package import MIDI

extension Profile {
  /// Every SysEx message that may go to a device of this model: questions, and slot content.
  ///
  /// The only other messages sent are bank and program where a kind has ``Kind/select``. No command saves or presses a
  /// key, and firmware is never sent.
  package var patternsToSend: [BytePattern] {
    kinds.flatMap { [$0.request, $0.isBankMember ? nil : $0.dump, $0.store].compactMap(\.self) }
      + (handshake?.patterns ?? []) + questions.map(\.request) + [loaded?.request].compactMap(\.self)
  }

  /// Whether a message is one of those that may go to a device of this model.
  package func maySend(_ message: SysExMessage) -> Bool {
    patternsToSend.contains { $0.match(message.bytes) != nil }
  }
}

extension Profile {
  /// Whether any of these slots is reached by selecting programs on the instrument.
  package func selectsPrograms(for slots: some Sequence<Slot>) -> Bool {
    let selected = Set(kinds.filter { $0.select != nil }.map(\.id))
    return !selected.isEmpty && slots.contains { selected.contains($0.kind) }
  }
}
