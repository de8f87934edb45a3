package import Objects

/// One thing that a repair does.
package enum RepairStep: Hashable, Sendable {
  /// Objects are written into a new pack: what was sound in a damaged one, and what another copy still has.
  case writeObjects([ObjectID], pack: String)
  /// The index of a sound pack is made anew.
  case writeIndex(file: String)
  /// A file that is damaged, or belongs nowhere, is moved to `lost+found`.
  case setAside(file: String)
  /// A ref gets the value that a log still has.
  case writeRef(name: String, value: String, by: Source)
  /// A file of lines gets those that are sound or known, and loses the others.
  case rewrite(file: String)

  /// What tells the value of a ref.
  package enum Source: Hashable, Sendable {
    case operationsLog
    case reflog
  }
}

/// What a repair does, or would do.
package struct Repair: Sendable {
  /// In the order in which they are made: nothing is moved away before what it held is written and read back.
  package var steps: [RepairStep] = []
  /// Objects that came from the other archive.
  package var fromOther: [ObjectID] = []
  /// Where the files that were moved or replaced are now, below the archive.
  package var folder = ""
  /// Steps that failed, and why; the others were made.
  package var failures: [(step: RepairStep, error: StorageError)] = []

  /// The new content of each file that is rewritten, and of each pack and index.
  var contents = FileTable<[UInt8]>()

  package init() {}
}
