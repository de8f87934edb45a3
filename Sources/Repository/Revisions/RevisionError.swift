package import Objects

/// Why a text names no one object.
package enum RevisionError: Error, Hashable, Sendable {
  /// The name is unknown; with similar names and subjects, nearest first.
  case unknown(String, near: [String])
  /// More than one has it, newest first.
  case ambiguous(String, [Candidate])
  /// It cannot be read as a revision, from this offset on.
  case malformed(String, offset: Int)
  /// The commit has no parent of this number.
  case noParent(ObjectID, number: Int)
  /// The object is not of this kind and cannot be peeled to it.
  case wrongKind(ObjectID, found: ObjectKind, wanted: ObjectKind)
  /// The reflog has no entry of this number; it has `count` entries.
  case noReflogEntry(RefName, count: Int)
  /// `@{-N}` with fewer branches switched from.
  case noPreviousBranch(number: Int)
  /// `@{upstream}` of a branch without one.
  case noUpstream(String)
  /// No commit has a matching message.
  case noMatch(String)
  /// A regular expression that is too large once its repeats are written out.
  case tooLarge(String)
  case storage(StorageError)

  /// One of several objects that match the name.
  package struct Candidate: Hashable, Sendable {
    package let id: ObjectID
    package let kind: ObjectKind
    /// Of a commit: when it was made.
    package let seconds: Int?
    /// Of a commit: its first line.
    package let subject: String?
  }
}
