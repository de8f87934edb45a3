package import Bytes

/// The reason why synvc refuses a YAML text, and the position.
package struct YAMLError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    /// In libyaml's words.
    case syntax(String)
    case duplicateKey(String)
    /// More than this reader takes.
    case tooLarge(ReadingBudget.Reader)
  }

  package let problem: Problem
  package let mark: Mark

  package init(_ problem: Problem, at mark: Mark) {
    self.problem = problem
    self.mark = mark
  }
}

/// A place in a text.
package struct Mark: Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// From 1, in characters.
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
