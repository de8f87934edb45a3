/// A fact at the end of a commit message: `Key: value`.
package struct Trailer: Hashable, Sendable {
  /// Letters, digits and hyphens.
  package let key: String
  /// Lines are joined by line feeds; none is blank.
  package let value: String

  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }

  /// The line and its continuation lines, each beginning with a blank.
  var encoded: String {
    let lines = value.split(whereSeparator: \.isNewline).map { trimmed($0) }.filter { !$0.isEmpty }
    return "\(key): " + lines.joined(separator: "\n ")
  }

  /// Parses a paragraph; nil when a line neither is a trailer nor continues one.
  static func paragraph(_ lines: ArraySlice<Substring>) -> [Trailer]? {
    var trailers: [Trailer] = []
    for line in lines {
      if let first = line.utf8.first, first == 0x20 || first == 0x09 {
        guard let last = trailers.popLast() else { return nil }
        trailers.append(Trailer(last.key, last.value.isEmpty ? trimmed(line) : last.value + "\n" + trimmed(line)))
      } else if let trailer = Trailer(line: line) {
        trailers.append(trailer)
      } else {
        return nil
      }
    }
    return trailers.isEmpty ? nil : trailers
  }

  private init?(line: Substring) {
    guard let colon = line.utf8.firstIndex(of: 0x3A) else { return nil }
    let before = line[..<colon]
    let end = before.utf8.lastIndex { !isBlank($0) }
    guard let end else { return nil }
    let key = before[...end]
    guard key.utf8.allSatisfy(isKeyByte) else { return nil }
    self.init(String(key), trimmed(line[line.utf8.index(after: colon)...]))
  }
}

func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

/// Whether a line holds blanks alone.
func isBlank(_ line: Substring) -> Bool { line.utf8.allSatisfy { isBlank($0) } }

private func isKeyByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
  default: false
  }
}

/// Without blanks at both ends.
func trimmed(_ text: Substring) -> String {
  guard let first = text.utf8.firstIndex(where: { !isBlank($0) }),
    let last = text.utf8.lastIndex(where: { !isBlank($0) })
  else { return "" }
  return String(text[first...last])
}
