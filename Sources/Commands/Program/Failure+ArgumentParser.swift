extension Failure {
  /// Splits the parser's text like our own errors: the first sentence is the message, the rest is the hint.
  static func usage(parserWords: String, command: [String]) -> Failure {
    let (message, rest) = parserWords.brokenAfterSentence
    let hint = rest.oneLine.sentence
    return .usage(message: message.sentence, hint: hint.isEmpty ? nil : hint, command: command)
  }
}

extension String {
  fileprivate var oneLine: String { split { $0 == " " || $0 == "\n" }.joined(separator: " ") }

  /// A small letter first, no full stop last.
  fileprivate var sentence: String {
    let small = prefix(1).lowercased() + dropFirst()
    return small.hasSuffix(".") ? String(small.dropLast()) : small
  }

  /// The first sentence or line, and the rest; text inside quotes or inside a word ends no sentence.
  fileprivate var brokenAfterSentence: (String, String) {
    let characters = Array(self)
    var isQuoted = false
    for (index, character) in characters.enumerated() {
      let startsWord = index == 0 || characters[index - 1].isWhitespace
      let endsWord = index + 1 == characters.count || characters[index + 1].isWhitespace
      if character == "'", isQuoted || startsWord { isQuoted.toggle() }
      if !isQuoted, character == "\n" || character == "." && endsWord {
        return (String(characters[..<index]), String(characters[(index + 1)...]))
      }
    }
    return (self, "")
  }
}
