/// A commit message: the user's text, and the facts that synvc adds as git trailers in a last paragraph.
///
/// Git stops looking for trailers at a line that begins with `---` or at its scissors line `# ------…`. Where the user's
/// text has such a line, a backslash is put before it (and one more where it already begins with backslashes), and taken
/// away when the message is read: so every text comes back as it was.
package struct CommitMessage: Hashable, Sendable {
  /// How the keys of synvc's facts begin.
  package static let factPrefix = "Synvc-"

  /// Without blank lines at both ends.
  package let text: String
  package let facts: [Trailer]

  package init(_ text: String, facts: [Trailer] = []) {
    let lines = lines(of: text).map { withoutEnd($0) }
    self.text = CommitMessage.withoutBlankEnds(lines).joined(separator: "\n")
    self.facts = facts
  }

  /// Takes a message apart.
  ///
  /// The last paragraph holds facts if it is not the first, each line is a trailer, and the first key begins with
  /// `prefix`. A user's own `fix: bass` is text.
  package init(parsing message: String, prefix: String = CommitMessage.factPrefix) {
    let lines = CommitMessage.withoutBlankEnds(
      lines(of: message).map { withoutEnd($0) })
    let start = (lines.lastIndex { isBlank($0) } ?? -1) + 1
    let hasTitle = start > 0 || message.utf8.first == 0x0A
    guard hasTitle, let facts = Trailer.paragraph(lines[start...]), facts[0].key.hasPrefix(prefix) else {
      self.init(lines.joined(separator: "\n"))
      return
    }
    self.init(lines[..<start].map { CommitMessage.unescaped($0) }.joined(separator: "\n"), facts: facts)
  }

  /// The message as it is stored; without facts it is the text alone.
  package var encoded: String {
    guard !facts.isEmpty else { return text + "\n" }
    let lines = lines(of: text).map { CommitMessage.escaped($0) }
    return lines.joined(separator: "\n") + (text.isEmpty ? "\n" : "\n\n") + facts.map { $0.encoded + "\n" }.joined()
  }

  /// The first paragraph on one line, as git shows it.
  package var subject: String {
    let lines = lines(of: text)
    return lines.prefix { !isBlank($0) }.map { trimmed($0) }.joined(separator: " ")
  }

  private static func escaped(_ line: Substring) -> String {
    isDivider(line.utf8.drop { $0 == 0x5C }) ? "\\" + line : String(line)
  }

  private static func unescaped(_ line: Substring) -> String {
    let isEscaped = line.utf8.first == 0x5C && isDivider(line.utf8.drop { $0 == 0x5C })
    return isEscaped ? String(Substring(line.utf8.dropFirst())) : String(line)
  }

  private static func isDivider(_ line: Substring.UTF8View) -> Bool {
    line.starts(with: "---".utf8) || line.starts(with: "# ---".utf8)
  }

  private static func withoutBlankEnds(_ lines: [Substring]) -> [Substring] {
    guard let last = lines.lastIndex(where: { !isBlank($0) }) else { return [] }
    return Array(lines[...last].drop { isBlank($0) })
  }
}

/// Without blanks at the end: a carriage return would become part of the text.
private func withoutEnd(_ line: Substring) -> Substring {
  guard let last = line.utf8.lastIndex(where: { $0 != 0x20 && !(0x09...0x0D).contains($0) }) else { return "" }
  return line[...last]
}

/// Splits at line feeds; not at the other characters that Swift takes for line ends.
func lines(of text: String) -> [Substring] {
  text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Substring($0) }
}
