package import Presentation

extension CommandContext {
  /// Asks whether to go on; `--yes` has answered already.
  ///
  /// - Parameter question: without the question mark: `"send 2 slots to \(name)"`.
  /// - Throws: ``Failure`` `.declined` for every answer but yes, `.cannotAsk` without a terminal or with `--json`,
  ///   `.interrupted` when a signal came instead.
  package func confirm(_ question: StyledText) throws(Failure) {
    if globals.yes { return }
    let answer = try ask("\(question)? [y/N] ").lowercased()
    guard ["y", "yes"].contains(answer) else { throw .declined }
  }

  /// Asks for one line of text.
  ///
  /// - Returns: the answer without blanks around it; empty at the end of the input.
  /// - Throws: as ``confirm(_:)``, except `.declined`.
  package func ask(_ question: StyledText) throws(Failure) -> String {
    guard canAsk else { throw .cannotAsk(question: question.plain.trimmingQuestion) }
    output.ask(question)
    let answer = process.input.readLine()
    try interrupt.check()
    return answer?.trimmingBlanks ?? ""
  }

  /// Whether a user can answer questions.
  package var canAsk: Bool {
    process.input.isTerminal && process.notes.isTerminal && !output.rules.json
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// The question without its mark and the choices after it.
  fileprivate var trimmingQuestion: String {
    (lastIndex(of: "?").map { String(self[..<$0]) } ?? self).trimmingBlanks
  }
}
