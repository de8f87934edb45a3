/// A text that names places of a message: `{major}.{minor}`, `{version:text}`.
///
/// - Shape: `{name}` prints a number, seven bits a byte, the highest first; `{name:text}` prints ASCII.
package struct ReplyText: Hashable, Sendable {
  private enum Part: Hashable {
    case words(String)
    case number(String)
    case text(String)
  }

  private let parts: [Part]

  /// Nil where braces do not match, or no place is named.
  init?(_ text: String) {
    var parts: [Part] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "{") {
      guard let end = rest.firstIndex(of: "}"), start < end else { return nil }
      if start > rest.startIndex { parts.append(.words(String(rest[..<start]))) }
      let name = rest[rest.index(after: start)..<end]
      guard !name.isEmpty else { return nil }
      parts.append(name.hasSuffix(":text") ? .text(String(name.dropLast(5))) : .number(String(name)))
      rest = rest[rest.index(after: end)...]
    }
    guard !parts.isEmpty, !rest.contains("}") else { return nil }
    if !rest.isEmpty { parts.append(.words(String(rest))) }
    self.parts = parts
  }

  /// Names of the places, in order.
  package var places: [String] {
    parts.compactMap { part in
      switch part {
      case .words: nil
      case .number(let name), .text(let name): name
      }
    }
  }

  /// The text for a message; nil where it is of another pattern.
  package func print(_ message: [UInt8], by pattern: BytePattern) -> String? {
    guard let places = pattern.match(message) else { return nil }
    var text = ""
    for part in parts {
      switch part {
      case .words(let words): text += words
      case .number(let name):
        guard let range = places[name] else { return nil }
        text += String(message[range].reduce(0) { $0 << 7 | UInt64($1 & 0x7F) })
      case .text(let name):
        guard let range = places[name] else { return nil }
        text += String(decoding: message[range].filter { (0x20..<0x7F).contains($0) }, as: UTF8.self)
      }
    }
    return text
  }
}

extension Probe {
  /// The firmware in the reply.
  package func firmware(in reply: [UInt8]) -> String? { firmware?.print(reply, by: self.reply) }

  /// The part of the firmware that must agree for dumps to be exchanged.
  package func family(in reply: [UInt8]) -> String? { (family ?? firmware)?.print(reply, by: self.reply) }

  /// The reply without its changing bytes: named places outside the firmware version hold zeros.
  package func stable(_ reply: [UInt8]) -> [UInt8] {
    guard let places = self.reply.match(reply) else { return reply }
    let kept = Set((firmware?.places ?? []) + (family?.places ?? []))
    var bytes = reply
    for (name, range) in places.all where !kept.contains(name) { for index in range { bytes[index] = 0 } }
    return bytes
  }
}
