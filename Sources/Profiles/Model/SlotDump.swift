package import MIDI

/// The content of a slot as it travels: its messages in sending order, most often one.
package struct SlotDump: Hashable, Sendable {
  /// Never empty.
  package let messages: [SysExMessage]

  package init(_ message: SysExMessage) { messages = [message] }

  /// Nil for no messages.
  package init?(_ messages: [SysExMessage]) {
    guard !messages.isEmpty else { return nil }
    self.messages = messages
  }

  /// The messages of a file, one behind the other; nil where the bytes are anything else.
  package init?(bytes: [UInt8]) {
    if let message = try? SysExMessage(bytes) {
      self.init(message)
      return
    }
    var messages: [SysExMessage] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0xF7) {
      guard let message = try? SysExMessage(Array(rest[...end])) else { return nil }
      messages.append(message)
      rest = rest[(end + 1)...]
    }
    guard rest.isEmpty else { return nil }
    self.init(messages)
  }

  /// The messages one behind the other.
  package var bytes: [UInt8] { messages.count == 1 ? messages[0].bytes : messages.flatMap(\.bytes) }

  package var byteCount: Int { messages.reduce(0) { $0 + $1.bytes.count } }
}
