package import Objects

/// What `gc` is asked to do.
package struct CollectionRequest: Sendable {
  /// Nothing younger is ever dropped: 30 days.
  package static let grace = 30 * 86400
  /// Temporary files younger than this may belong to a command at work: a day.
  static let temporaryAge = 86400

  /// Seconds since 1970.
  package let now: Int
  /// What nothing leads to is dropped when it is older; nil: never.
  package let cutoff: Int?
  package let isDryRun: Bool

  /// - Parameter cutoff: a later time than the grace allows is taken as that.
  package init(now: Int, cutoff: Int?, isDryRun: Bool = false) {
    self.now = now
    self.cutoff = cutoff.map { min($0, now - CollectionRequest.grace) }
    self.isDryRun = isDryRun
  }

  /// A time as people write it; nil where it is not understood.
  package static func time(_ text: String, now: Timestamp) -> Int? { DateExpression.seconds(text, now: now) }
}

/// What `gc` did, or would do.
package struct CollectionReport: Hashable, Sendable {
  /// Objects, and the bytes that they have, not packed.
  package struct Amount: Hashable, Sendable {
    package var objects = 0
    package var bytes = 0
  }

  /// What refs and logs lead to.
  package var reachable = 0
  /// What nothing leads to and is kept because it is young, or because something young needs it.
  package var young = Amount()
  /// What nothing leads to, dropped.
  package var dropped = Amount()
  /// Of what is dropped, the snapshots.
  package var droppedCommits: [ObjectID] = []
  package var loose = 0
  package var packs = 0
  /// Packs that are left as they are.
  package var keptPacks = 0
  /// Bytes of packs, indexes and loose objects before; after it nil where nothing was written.
  package var before = 0
  package var after: Int?
  /// What a crash left long ago: temporary files and halves of packs, by their paths in the archive.
  package var temporary: [String] = []
  /// Whether all is in one pack already.
  package var isPacked = false
}
