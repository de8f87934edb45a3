/// A change of a ref, and the value that the ref must have before.
package struct RefChange: Hashable, Sendable {
  package enum Expectation: Hashable, Sendable {
    case anything
    /// Nil: that the ref does not exist.
    case value(RefValue?)
  }

  package let name: RefName
  package let expected: Expectation
  /// Nil to delete it.
  package let new: RefValue?

  package init(_ name: RefName, expecting expected: Expectation, to new: RefValue?) {
    self.name = name
    self.expected = expected
    self.new = new
  }

  /// The change that makes a move, if the ref did not move since.
  package init(_ move: RefMove) { self.init(move.name, expecting: .value(move.old), to: move.new) }
}

/// The command that changes refs, for the operations log.
package struct OperationRecord: Hashable, Sendable {
  package let arguments: [String]
  package let status: Int
  package let kind: LoggedOperation.Kind
  /// The number of the operation that must be the newest one of the log, 0 for none; nil: any may be.
  package let following: Int?

  package init(
    arguments: [String], status: Int = 0, kind: LoggedOperation.Kind = .command, following: Int? = nil
  ) {
    self.arguments = arguments
    self.status = status
    self.kind = kind
    self.following = following
  }
}
