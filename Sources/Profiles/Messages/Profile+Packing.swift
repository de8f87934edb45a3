package import MIDI

extension Profile {
  /// The content of a slot, for comparing: its values count, however its message is packed.
  ///
  /// ``decode(_:in:)`` keeps bytes where packing the values again would give others.
  package func values(of slot: Slot, in message: SysExMessage) -> Item? {
    decode(slot, in: packedAgain(message))?.item
  }

  /// The content of a message, for comparing.
  package func values(of message: SysExMessage) -> Item? { decode(packedAgain(message))?.item }

  private func packedAgain(_ message: SysExMessage) -> SysExMessage {
    recognise(message)?.kind.packedAgain(message) ?? message
  }
}

extension Kind {
  /// The message as synvc packs its content; nil where it is packed so, or damaged.
  fileprivate func packedAgain(_ message: SysExMessage) -> SysExMessage? {
    guard let body = dump.match(message.bytes)?["body"], problems(of: message).isEmpty,
      let payloads = try? unpack(message.bytes[body])
    else { return nil }
    let packed = pack(payloads)
    guard !packed.elementsEqual(message.bytes[body]) else { return nil }
    var bytes = message.bytes
    bytes.replaceSubrange(body, with: packed)
    return try? SysExMessage(seal(bytes))
  }
}
