package import MIDI

extension Profile {
  /// Every SysEx message that may go to a device of this model: questions, and slot content.
  ///
  /// The only other messages sent are bank and program where a kind has ``Kind/select``. No command saves or presses a
  /// key, and firmware is never sent.
  package var patternsToSend: [BytePattern] {
    kinds.filter { !$0.slots.isBankMember }.flatMap(\.patternsToSend)
      + (handshake?.patterns ?? []) + questions.map(\.request) + [loaded?.request].compactMap(\.self)
  }

  /// Whether a message is one of those that may go to a device of this model.
  package func maySend(_ message: SysExMessage) -> Bool {
    guard patternsToSend.contains(where: { $0.matches(message.bytes) }) else { return false }
    // The pattern of a packet says nothing of its address.
    guard kinds.contains(where: \.carrier.isMemory), !questions.contains(where: { $0.request.matches(message.bytes) })
    else { return true }
    return locate(message) != nil || requested(by: message) != nil
      || handshake?.patterns.contains { $0.matches(message.bytes) } == true
  }
}

extension Kind {
  fileprivate var patternsToSend: [BytePattern] {
    switch carrier {
    case .message: [request, dump, store].compactMap(\.self)
    case .parts(let parts):
      [request].compactMap(\.self) + parts.flatMap { [$0.request, $0.form.dump].compactMap(\.self) }
    case .memory(let place): [place.access.read, place.access.write.dump].compactMap(\.self)
    }
  }
}
