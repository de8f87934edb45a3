import Files
import Objects
import Storage
import Synchronization
import TestSupport
import Testing

/// An archive on the disk, git beside it, and what was reported.
struct Fixture {
  let folder: TemporaryFolder
  let git: Git
  let archive: Archive
  let notes: Notes

  var path: String { folder("archive") }

  init(_ format: ObjectFormat = .sha1) throws {
    folder = try TemporaryFolder()
    notes = Notes()
    var git = Git(in: folder.path, home: folder.path)
    git.environment["GIT_DIR"] = folder("archive")
    self.git = git
    archive = try Archive.create(
      at: folder("archive"), format: format, textconv: "cat", Fixture.context(RealFileSystem(), notes))
  }

  static func context(
    _ files: any FileSystem, _ notes: Notes = Notes(), command: String = "test", naming: ObjectNaming = .hash
  ) -> ArchiveContext {
    ArchiveContext(files: files, lockContext: .current(command: command), naming: naming) { notes.add($0) }
  }

  /// The archive as another process would open it.
  func reopened() throws -> Archive { try Archive(opening: path, Fixture.context(RealFileSystem(), notes)) }

  static func who(_ seconds: Int = 1_700_000_000) -> Signature {
    Signature(name: "A U Thor", email: "author@example.com", seconds: seconds, zone: "+0100")
  }

  /// Commits files, moving the branch that HEAD names.
  @discardableResult
  func commit(
    _ files: [String: String], _ message: String, seconds: Int = 1_700_000_000, verb: String = "commit"
  ) throws -> ObjectID {
    try archive.commit(files, message, by: Fixture.who(seconds), verb: verb, command: "test")
  }
}

/// What an archive reported.
final class Notes: Sendable {
  private let list = Mutex<[StorageNote]>([])
  var all: [StorageNote] { list.withLock { $0 } }
  func add(_ note: StorageNote) { list.withLock { $0.append(note) } }
}
