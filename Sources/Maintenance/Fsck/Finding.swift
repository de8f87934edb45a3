package import Repository
package import Files
package import Objects

/// Something that fsck found, with its evidence.
package struct Finding: Hashable, Sendable {
  /// How much it matters; the greatest one decides the exit status.
  package enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Harmless: a leftover of a crash, or a change made by git.
    case notice
    /// Stored faithfully, but the device sent it so.
    case message
    /// Probably harmless: no loss is visible, but the state is unexpected.
    case suspicious
    /// Something that was stored is lost, or cannot be trusted.
    case damage

    package static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }

    private var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The found and the expected value; each is nil where it does not apply.
  package struct Evidence: Hashable, Sendable {
    package var damage: ObjectDamage?
    package var error: FileError?
    /// Bytes from the start of the file or object.
    package var offset: Int?
    package var found: String?
    package var expected: String?
    /// Of a tree's entry, a setting, a slot.
    package var name: String?
    /// The ref, reflog, operation or other object that references this object.
    package var namedBy: String?

    package init() {}
  }

  package let kind: FindingKind
  package let severity: Severity
  /// Below the archive's folder; nil where no single file is meant.
  package var file: String?
  package var object: ObjectID?
  package var ref: String?
  package var evidence = Evidence()
  /// The affected paths of devices.
  package var affectedPaths: [AffectedPath] = []

  package init(
    _ kind: FindingKind, _ severity: Severity? = nil, file: String? = nil, object: ObjectID? = nil,
    ref: String? = nil, _ change: (inout Evidence) -> Void = { _ in }
  ) {
    self.kind = kind
    self.severity = severity ?? kind.severity
    self.file = file
    self.object = object
    self.ref = ref
    change(&evidence)
  }
}

/// A path of a tree that is lost or not to be trusted, and the commits that have it.
package struct AffectedPath: Hashable, Sendable {
  /// `mono/kit/012.syx`; ends in `/` where all below it is meant; empty for a whole commit.
  package let path: String
  /// The newest first.
  package let commits: [ObjectID]
  /// The name it had in another snapshot; set by callers that know devices.
  package var name: String?

  package init(path: String, commits: [ObjectID], name: String? = nil) {
    self.path = path
    self.commits = commits
    self.name = name
  }
}
