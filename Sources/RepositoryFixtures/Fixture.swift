package import Files
package import Objects
package import Repository
import Synchronization
package import TestSupport

/// An archive on the disk, git beside it, and what was reported.
package struct Fixture {
  package let folder: TemporaryFolder
  package let git: Git
  package let archive: Repository
  package let notes: Notes

  package var path: String { folder("archive") }

  package init(_ format: ObjectFormat = .sha1) throws {
    folder = try TemporaryFolder()
    notes = Notes()
    var git = Git(in: folder.path, home: folder.path)
    git.environment["GIT_DIR"] = folder("archive")
    self.git = git
    archive = try Repository.create(
      at: folder("archive"), format: format, textconv: "cat", Fixture.context(RealFileSystem(), notes))
  }

  package static func context(
    _ files: any FileSystem, _ notes: Notes = Notes(), command: String = "test", naming: ObjectNaming = .hash
  ) -> RepositoryContext {
    RepositoryContext(files: files, lockContext: .current(command: command), naming: naming) { notes.add($0) }
  }

  /// The archive as another process would open it.
  package func reopened() throws -> Repository {
    try Repository(opening: path, Fixture.context(RealFileSystem(), notes))
  }

  package static func who(_ seconds: Int = 1_700_000_000) -> Signature {
    Signature(name: "A U Thor", email: "author@example.com", seconds: seconds, zone: "+0100")
  }

  /// Commits files, moving the branch that HEAD names.
  @discardableResult
  package func commit(
    _ files: [String: String], _ message: String, seconds: Int = 1_700_000_000, verb: String = "commit"
  ) throws -> ObjectID {
    try archive.commit(files, message, by: Fixture.who(seconds), verb: verb, command: "test")
  }
}

/// What an archive reported.
package final class Notes: Sendable {
  private let list = Mutex<[StorageNote]>([])

  package init() {}

  package var all: [StorageNote] { list.withLock { $0 } }
  package func add(_ note: StorageNote) { list.withLock { $0.append(note) } }
}
