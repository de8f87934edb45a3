internal import Bytes
internal import Files

/// Makes text from devices, archives and arguments safe for a terminal.
///
/// The result is for reading, not for reading back: a backslash in the text is left as it is.
package enum Escape {
  /// Writes characters that could steer or deceive a terminal as `\x1b` or `\u{202e}`. A character that represents a
  /// raw byte of a file name is written as that byte.
  package static func text(_ text: some StringProtocol) -> String {
    // Nearly all text is plain ASCII, which has a faster check.
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return String(text) }
    guard text.unicodeScalars.contains(where: isUnsafe) else { return String(text) }
    var result = ""
    for scalar in text.unicodeScalars {
      if isUnsafe(scalar) {
        result += visible(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Decodes UTF-8 and escapes it; a byte that is not UTF-8 becomes `\xff`.
  package static func bytes(_ bytes: some Collection<UInt8>) -> String {
    var result = ""
    var rest = Array(bytes)[...]
    while let first = rest.first {
      // The shortest valid prefix is one scalar; without any, the first byte is taken alone.
      let length = (1...4).first { rest.count >= $0 && String(validating: rest.prefix($0), as: UTF8.self) != nil }
      result += length.map { text(String(decoding: rest.prefix($0), as: UTF8.self)) } ?? "\\x\(Hex.compact([first]))"
      rest = rest.dropFirst(length ?? 1)
    }
    return result
  }

  /// Whether a scalar is a control (C0, DEL, C1), a line separator, or one that changes the reading
  /// order or hides (bidirectional controls, zero-width blanks, language tags).
  package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
    case 0xE0000...0xE007F: true
    case _ where FileName.isByte(scalar): true
    default: false
    }
  }

  private static func visible(_ scalar: Unicode.Scalar) -> String {
    scalar.value < 0x100 || FileName.isByte(scalar)
      ? "\\x\(Hex.compact([UInt8(scalar.value & 0xFF)]))" : "\\u{\(String(scalar.value, radix: 16))}"
  }
}
