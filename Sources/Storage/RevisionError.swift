package import Objects

/// Why a text names no one object.
package enum RevisionError: Error, Hashable, Sendable {
  /// Nothing has this name; with names and subjects that are nearly the same, nearest first.
  case unknown(String, near: [String])
  /// More than one has it, newest first.
  case ambiguous(String, [Candidate])
  /// It cannot be read as a revision, from this offset on.
  case malformed(String, offset: Int)
  /// The commit has no such parent.
  case noParent(ObjectID, number: Int)
  /// The object is not, and does not lead to, one of this kind.
  case wrongKind(ObjectID, found: ObjectKind, wanted: ObjectKind)
  /// The ref has no such entry in its reflog; `count` are there.
  case noReflogEntry(RefName, count: Int)
  /// `@{-N}` with fewer branches switched from.
  case noPreviousBranch(number: Int)
  /// `@{upstream}` of a branch without one.
  case noUpstream(String)
  /// No commit has such a message.
  case noMatch(String)
  /// A regular expression that is too large once its repeats are written out.
  case tooLarge(String)
  case storage(StorageError)

  /// One of several that have the name asked for.
  package struct Candidate: Hashable, Sendable {
    package let id: ObjectID
    package let kind: ObjectKind
    /// Of a commit: when it was made.
    package let seconds: Int?
    /// Of a commit: its first line.
    package let subject: String?
  }
}
