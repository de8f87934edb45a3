import Files
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Testing
import Archive

/// An archive in memory and a unit, brought to where a job begins; made once for all jobs of a scene.
///
/// HEAD is the snapshot "second", before it is "first"; the unit was changed once more since.
struct FaultRunStart: Sendable {
  let fixture: FaultFixture
  let first: ObjectID
  let second: ObjectID
  let unit: SimulatedUnit
  private let files: [String: [UInt8]]
  private let folders: [String]

  init(_ fixture: FaultFixture) throws {
    self.fixture = fixture
    let files = MemoryFileSystem()
    let archive = try Self.makeArchive(in: files)
    let registry = ProfileRegistry()
    #expect(registry.add(fixture.text, from: "test"))
    try Self.workspace(archive, registry, 1_700_000_000)
      .addDevice(Device(name: "unit", profile: fixture.profile.id), port: "sim:unit")
    var unit = fixture.unit
    func take(_ text: String, at seconds: Int) throws -> ObjectID? {
      let held = unit
      let delegate = TransferDelegate(
        open: { _, name in SimulatedPort(held, name: name) }, progress: { _ in }, isInterrupted: { false },
        agreeToSelect: { _ in })
      var request = SnapshotRequest(text: text)
      request.verify = false
      return try Self.workspace(archive, registry, seconds).takeSnapshot(request, on: delegate).commit
    }
    first = try #require(try take("first", at: 1_700_000_060))
    try fixture.turn(&unit, fixture.knobs.dropLast())
    second = try #require(try take("second", at: 1_700_000_120))
    try fixture.turn(&unit, fixture.knobs.suffix(1))
    self.unit = unit
    (self.files, folders) = try Self.contents(of: files)
  }

  /// The archive as it is at the start; a new one each time.
  func archive() throws -> Repository {
    let copy = MemoryFileSystem()
    for folder in folders { try copy.makeFolder(folder) }
    for (path, bytes) in files {
      let file = try copy.create(path, permissions: 0o644)
      try file.write(bytes)
      try file.close()
    }
    return try Repository(opening: "/archive", Self.context(copy))
  }

  static func makeArchive(in files: MemoryFileSystem) throws -> Repository {
    try Repository.create(at: "/archive", format: .sha1, textconv: "synvc textconv", context(files))
  }

  static func workspace(_ archive: Repository, _ registry: ProfileRegistry, _ seconds: Int) -> Workspace {
    Workspace(
      repository: archive, registry: registry,
      author: Signature(name: "Test", email: "test@localhost", seconds: seconds, zone: "+0000"), arguments: ["test"])
  }

  private static func context(_ files: MemoryFileSystem) -> RepositoryContext {
    RepositoryContext(files: files, lockContext: LockContext.current(command: "test"), report: { _ in })
  }

  private static func contents(of files: MemoryFileSystem) throws -> ([String: [UInt8]], [String]) {
    var (contents, folders, left) = ([String: [UInt8]](), [String](), ["/archive"])
    while let path = left.popLast() {
      guard try files.isFolder(path) else {
        contents[path] = try files.read(path)
        continue
      }
      folders.append(path)
      left += try files.list(path).map { Path.join(path, $0) }
    }
    return (contents, folders)
  }
}
