package import Repository
package import Objects

/// The request to `gc`.
package struct CollectionRequest: Sendable {
  /// The minimum age of deleted objects: 30 days.
  package static let grace = 30 * 86400
  /// Temporary files younger than this may belong to a command at work: a day.
  static let temporaryAge = 86400

  /// Seconds since 1970.
  package let now: Int
  /// Unreachable objects older than this are deleted; nil: never.
  package let cutoff: Int?
  package let isDryRun: Bool

  /// - Parameter cutoff: a later time than the grace allows is taken as that.
  package init(now: Int, cutoff: Int?, isDryRun: Bool = false) {
    self.now = now
    self.cutoff = cutoff.map { min($0, now - CollectionRequest.grace) }
    self.isDryRun = isDryRun
  }

  /// Parses a date expression; nil where it is not understood.
  package static func time(_ text: String, now: Timestamp) -> Int? { DateExpression.seconds(text, now: now) }
}

/// The result of `gc`, or of its dry run.
package struct CollectionReport: Hashable, Sendable {
  /// Objects, and the bytes that they have, not packed.
  package struct Amount: Hashable, Sendable {
    package var objects = 0
    package var bytes = 0
  }

  /// The number of objects reachable from refs and logs.
  package var reachable = 0
  /// Unreachable objects that are kept: young ones, and those that young ones need.
  package var young = Amount()
  /// Unreachable objects that are deleted.
  package var dropped = Amount()
  /// The snapshots among the deleted objects.
  package var droppedCommits: [ObjectID] = []
  package var loose = 0
  package var packs = 0
  /// Packs that are left as they are.
  package var keptPacks = 0
  /// Bytes of packs, indexes and loose objects before `gc`. `after` is nil where nothing was written.
  package var before = 0
  package var after: Int?
  /// Leftovers of old crashes: temporary files and halves of packs, by their paths in the archive.
  package var temporary: [String] = []
  /// Whether all is in one pack already.
  package var isPacked = false
}
