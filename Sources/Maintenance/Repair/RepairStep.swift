package import Repository
package import Objects

/// One step of a repair.
package enum RepairStep: Hashable, Sendable {
  /// Objects are written into a new pack: the sound ones of a damaged pack, and those that another copy still has.
  case writeObjects([ObjectID], pack: String)
  /// The index of a sound pack is made anew.
  case writeIndex(file: String)
  /// A file that is damaged, or belongs nowhere, is moved to `lost+found`.
  case setAside(file: String)
  /// A ref gets the value that a log still has.
  case writeRef(name: String, value: String, by: Source)
  /// A file of lines keeps its sound lines, gets the known missing ones, and loses the others.
  case rewrite(file: String)

  /// The source of a ref's restored value.
  package enum Source: Hashable, Sendable {
    case operationsLog
    case reflog
  }
}

/// The steps of a repair, done or planned.
package struct Repair: Sendable {
  /// In the order in which they are made: a file is moved away only after its contents are written and read back.
  package var steps: [RepairStep] = []
  /// Objects copied from the other archive.
  package var fromOther: [ObjectID] = []
  /// Where the files that were moved or replaced are now, below the archive.
  package var folder = ""
  /// Steps that failed, and why; the others were made.
  package var failures: [(step: RepairStep, error: StorageError)] = []

  /// The new content of each file that is rewritten, and of each pack and index.
  var contents = FileTable<[UInt8]>()

  package init() {}
}
