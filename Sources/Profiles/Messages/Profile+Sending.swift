package import MIDI

extension Profile {
  /// Every message that may go to a device of this model: questions, and what its slots hold.
  ///
  /// Nothing else is ever sent: no command that loads, saves or presses a key, and no firmware.
  package var patternsToSend: [BytePattern] {
    kinds.flatMap { [$0.request, $0.isHeld ? nil : $0.dump].compactMap(\.self) }
      + (handshake?.patterns ?? []) + questions.map(\.request) + [loaded?.request].compactMap(\.self)
  }

  /// Whether a message is one of those that may go to a device of this model.
  package func maySend(_ message: SysExMessage) -> Bool {
    patternsToSend.contains { $0.match(message.bytes) != nil }
  }
}
