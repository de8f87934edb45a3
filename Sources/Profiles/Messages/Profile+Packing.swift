package import MIDI

extension Profile {
  /// What a slot holds, for comparing: its values count, not how its message is packed.
  ///
  /// ``decode(_:in:)`` gives bytes where packing the values again would give others.
  package func values(of slot: Slot, in message: SysExMessage) -> Item? {
    decode(slot, in: packedAgain(message))?.item
  }

  /// What a message holds, for comparing.
  package func values(of message: SysExMessage) -> Item? { decode(packedAgain(message))?.item }

  private func packedAgain(_ message: SysExMessage) -> SysExMessage {
    recognise(message)?.kind.packedAgain(message) ?? message
  }
}

extension Kind {
  /// The message as synvc packs what it holds; nil where it is packed so, or wrong in itself.
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
