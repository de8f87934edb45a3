import Bytes

/// A character set of an instrument's names.
///
/// Every byte has a spelling and every spelling gives its byte back: a byte without a character is `\xNN`, a
/// backslash is `\\`.
package struct TextEncoding: Sendable {
  private let characters: [Character?]
  private let bytes: [Character: UInt8]

  /// - Parameter characters: the character of each byte from 0 on; nil where a byte has none.
  package init(_ characters: [Character?]) {
    self.characters = characters
    var bytes: [Character: UInt8] = [:]
    for (byte, character) in characters.enumerated() {
      if let character, bytes[character] == nil { bytes[character] = UInt8(byte) }
    }
    self.bytes = bytes
  }

  package static let ascii = TextEncoding(
    (0..<256).map { (0x20..<0x7F).contains($0) ? Character(UnicodeScalar(UInt8($0))) : nil })

  /// Source: the Unicode Consortium's table of code page 1252; 80h–9Fh hold the Windows characters.
  package static let windows1252: TextEncoding = {
    let c1 = Array("€\u{0}‚ƒ„…†‡ˆ‰Š‹Œ\u{0}Ž\u{0}\u{0}‘’“”•–—˜™š›œ\u{0}žŸ")
    return TextEncoding(
      (0..<256).map { byte -> Character? in
        switch byte {
        case 0x20..<0x7F: Character(UnicodeScalar(UInt8(byte)))
        case 0x80..<0xA0: c1[byte - 0x80] == "\u{0}" ? nil : c1[byte - 0x80]
        case 0xA1...0xFF where byte != 0xAD: Character(UnicodeScalar(UInt8(byte)))
        default: nil
        }
      })
  }()

  package func spell(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
      if byte == 0x5C, characters[0x5C] == "\\" {
        text += "\\\\"
      } else if Int(byte) < characters.count, let character = characters[Int(byte)] {
        text.append(character)
      } else {
        text += "\\x" + Hex.spaced([byte])
      }
    }
    return text
  }

  /// The bytes of a spelling; nil where a character is not in the set.
  package func read(_ text: String) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = text[...]
    while let character = rest.popFirst() {
      guard character == "\\" else {
        guard let byte = bytes[character] else { return nil }
        result.append(byte)
        continue
      }
      switch rest.popFirst() {
      case "\\": result.append(0x5C)
      case "x":
        guard let pair = try? Hex.parse(rest.prefix(2)), pair.count == 1 else { return nil }
        rest = rest.dropFirst(2)
        result.append(pair[0])
      default: return nil
      }
    }
    return result
  }
}
