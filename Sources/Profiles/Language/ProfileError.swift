package import Bytes

/// An error in the text of a profile, with its position.
package struct ProfileError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    case notYAML(String)
    case missing(key: String)
    case unknownKey(String, near: [String])
    case expected(String)
    /// Text that YAML 1.1 reads as something else: `yes`, `010`, `1:20`.
    case ambiguous(String)
    case unknownName(String, of: String)
    case pattern(String)
    case binding(BindingError)
    case duplicate(String)
    case tooDeep
    /// More than this reader takes.
    case tooLarge(ReadingBudget.Reader)
    /// A pattern of bytes that would be sent and is not one message.
    case notOneMessage(OutgoingProblem)
  }

  package let problem: Problem
  /// Keys from the top, joined with dots.
  package let place: String
  /// From 1; 0 where it is not known.
  package let line: Int
  package let column: Int
}
