import Files
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Synchronization
import TestSupport
import Archive
import Importers

/// One process at work on an archive: what it does goes through the file system that it is given.
final class ArchiveClient {
  static let folder = "/archive"
  static let start = 1_700_000_000

  let files: any FileSystem
  /// Counts the processes that came before it, all of which are dead.
  let process: Int32
  let registry: ProfileRegistry
  var unit: SimulatedUnit
  var seconds: Int
  var notes: [StorageNote] { noted.value }
  private let noted = Noted()

  init(_ files: any FileSystem, _ unit: SimulatedUnit, registry: ProfileRegistry, process: Int32 = 1) {
    self.files = files
    self.unit = unit
    self.registry = registry
    self.process = process
    seconds = ArchiveClient.start + Int(process) * 3600
  }

  var context: RepositoryContext {
    let own = process
    let holder = LockOwner(
      process: own, host: "studio", boot: "boot", started: "\(own)0", command: "synvc \(own)")
    let noted = noted
    return RepositoryContext(
      files: files, lockContext: LockContext(holder: holder) { $0 == own ? .started("\(own)0") : .gone }
    ) {
      note in
      noted.add(note)
    }
  }

  func makeArchive() throws {
    _ = try Repository.create(at: ArchiveClient.folder, format: .sha1, textconv: "synvc textconv", context)
  }

  func archive() throws -> Repository { try Repository(opening: ArchiveClient.folder, context) }

  /// The archive opened anew, as every command does, a minute later.
  func workspace(_ arguments: String...) throws -> Workspace {
    seconds += 60
    let archive = try archive()
    try archive.recover()
    return Workspace(
      repository: archive, registry: registry,
      author: Signature(name: "Test", email: "test@localhost", seconds: seconds, zone: "+0000"), arguments: arguments)
  }

  var delegate: TransferDelegate {
    TransferDelegate(
      open: { _, name in SimulatedPort(self.unit, name: name, stored: { self.unit = $0 }) }, progress: { _ in },
      isInterrupted: { false })
  }

  func edit(_ slot: String, _ path: String, _ value: String) throws {
    guard let place = unit.ownProfile.slot(slot) else { throw EditError.unknownSlot(Slot(kind: slot, index: 0)) }
    try unit.edit(place, FieldPath(path), to: value)
  }

  func addDevice(_ name: String = "six") throws {
    try workspace("device", "add").addDevice(Device(name: name, profile: "six"), port: "sim:\(name)")
  }

  @discardableResult
  func snapshot(_ text: String) throws -> ObjectID? {
    try workspace("snapshot").takeSnapshot(SnapshotRequest(text: text), on: delegate).commit
  }

  func importFile(_ bytes: [UInt8], as device: String? = nil, _ text: String) throws {
    var request = ImportRequest(text: text)
    request.device = device
    _ = try workspace("import").importFiles(try ImportedFile.read(bytes, name: "dump.syx"), request)
  }

  /// Brings a snapshot back, or ends the send that was cut.
  func checkout(_ revision: String, sending: Bool) throws {
    let workspace = try workspace("checkout")
    let cut = try workspace.journals().first
    var request = RestoreRequest(target: try cut?.target ?? workspace.repository.id(revision))
    request.isResuming = cut != nil
    let restore = try workspace.planRestore(request, on: delegate)
    defer { restore.close() }
    guard sending else { return }
    _ = try workspace.send(restore, on: delegate) { _, _ in }
  }
}

extension Repository {
  /// The commit that a revision names.
  func id(_ text: String) throws -> ObjectID {
    if let tag = RefName(tag: text), let id = try refs.id(tag) { return try objects.peel(id).id }
    guard let head = try refs.id(.head) else { throw StorageError.ref(.damaged(.head, path: text)) }
    return head
  }
}

/// What an archive reported.
private final class Noted: Sendable {
  private let list = Mutex<[StorageNote]>([])
  var value: [StorageNote] { list.withLock { $0 } }
  func add(_ note: StorageNote) { list.withLock { $0.append(note) } }
}
