/// Words of a command line as a shell takes them: those with blanks and the like in quotes.
package enum ShellWords {
  /// The program's name, then the words.
  package static func command(_ words: [String]) -> String { (["synvc"] + words).map(quoted).joined(separator: " ") }

  /// One word.
  package static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || plain.contains(scalar)
    }
    if isPlain, !word.isEmpty, !["~", "="].contains(word.first) { return word }
    guard word.contains(where: { "\"$`\\!".contains($0) }) else { return "\"\(word)\"" }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// Signs that no shell takes for anything else within a word.
  private static let plain: Set<Unicode.Scalar> = ["-", "_", ".", ",", "/", ":", "=", "@", "+", "%", "~", "^"]
}
