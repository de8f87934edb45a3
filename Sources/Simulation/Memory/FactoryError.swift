package import Bytes
package import Profiles
import YAML

/// An error in the description of a first memory, with its position.
package struct FactoryError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    case notYAML(String)
    case duplicate(String)
    /// More than the reader of YAML takes.
    case tooLarge(ReadingBudget.Reader)
    case missing(key: String)
    case unknownKey(String, near: [String])
    case expected(String)
    /// A name that is not among the parts, kinds, lists of names or draws, or is not yet known.
    case unknownName(String, of: String, near: [String])
    /// A part that uses itself.
    case circle(String)
    /// More steps for one slot than the limit.
    case tooManySteps(limit: Int)
    /// A value that the profile does not take, in the slot that the text names.
    case encode(EncodeError, slot: String)
  }

  package let problem: Problem
  package let file: String
  /// From 1.
  package let line: Int
  package let column: Int

  package init(_ problem: Problem, file: String, line: Int, column: Int) {
    self.problem = problem
    self.file = file
    self.line = line
    self.column = column
  }

  init(_ problem: Problem, file: String, at mark: Mark) {
    self.init(problem, file: file, line: mark.line, column: mark.column)
  }

  init(_ error: YAMLError, file: String) {
    let problem: Problem =
      switch error.problem {
      case .syntax(let problem): .notYAML(problem)
      case .duplicateKey(let key): .duplicate(key)
      case .tooLarge(let reader): .tooLarge(reader)
      }
    self.init(problem, file: file, at: error.mark)
  }
}
