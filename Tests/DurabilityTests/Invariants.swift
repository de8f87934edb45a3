import Files
import Maintenance
import Objects
import Operations
import Profiles
import Simulation

@testable import Repository

/// Everything that must hold of an archive at any time; throws at the first thing that does not.
struct Invariants {
  /// What is wrong.
  struct Finding: Error, CustomStringConvertible {
    let description: String
  }

  let files: any FileSystem
  let registry: ProfileRegistry
  let unit: SimulatedUnit

  /// What is there; nothing where no archive is.
  func run() throws -> Picture {
    let player = ArchiveClient(files, unit, registry: registry, process: 999)
    let archive: Repository
    do { archive = try player.archive() } catch StorageError.noArchive { return Picture() }
    // What a crash left is whole before anything is mended.
    var closure = Closure(archive)
    for ref in try archive.refs.list() { try closure.take(ref.id) }
    try archive.recover()
    let picture = try Picture(of: archive)
    try examineReflogs(archive, picture, &closure)
    try examineOperations(archive, &closure)
    let workspace = try player.workspace("check")
    _ = try workspace.state(try workspace.head())
    _ = try workspace.rig()
    try examineJournals(workspace)
    try examineByFsck(archive)
    return picture
  }

  /// Every entry leads to what is there; the last one of a ref is its value, even if a crash came before it was written.
  private func examineReflogs(_ archive: Repository, _ picture: Picture, _ closure: inout Closure) throws {
    for (name, id) in picture.refs {
      let log = try archive.reflog(name)
      for entry in log where entry.new != archive.format.zero { try closure.take(entry.new) }
      guard log.last?.new == id else { throw Finding(description: "the reflog of \(name) does not know \(id)") }
    }
  }

  private func examineOperations(_ archive: Repository, _ closure: inout Closure) throws {
    let content = try archive.operations.read()
    let numbers = content.operations.map(\.number)
    guard numbers == Array(1..<numbers.count + 1) else {
      throw Finding(description: "operations are numbered \(numbers), damaged lines at \(content.damaged)")
    }
    for operation in content.operations {
      for move in operation.moves { if case .id(let id)? = move.new { try closure.take(id) } }
    }
    _ = try archive.operationHistory()
  }

  /// What a crash leaves is nothing that fsck would call suspicious.
  private func examineByFsck(_ archive: Repository) throws {
    guard let place = ArchivePlace(archive.folder, in: files) else { throw Finding(description: "no place") }
    let report = ArchiveCheck.run(Fsck.run(place, lockContext: archive.context.lockContext), registry: registry)
    for finding in report.findings where finding.severity >= .suspicious {
      throw Finding(
        description: "fsck: \(finding.kind.rawValue) \(finding.file ?? "") \(finding.ref ?? "") \(finding.evidence)")
    }
  }

  private func examineJournals(_ workspace: Workspace) throws {
    let folder = Path.join(ArchiveClient.folder, "journal")
    let names = try files.listIfPresent(folder).filter { !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
    guard try workspace.journals().count == names.count else { throw Finding(description: "a journal is damaged") }
  }
}

/// Reads everything that objects lead to.
struct Closure {
  private let archive: Repository
  private var seen: Set<ObjectID> = []

  init(_ archive: Repository) { self.archive = archive }

  mutating func take(_ start: ObjectID) throws {
    var waiting = [start]
    while let id = waiting.popLast() {
      guard seen.insert(id).inserted else { continue }
      let object = try archive.objects.read(id)
      switch object.kind {
      case .blob: break
      case .tree: waiting += try archive.objects.tree(id).entries.map(\.id)
      case .commit:
        let commit = try archive.objects.commit(id)
        waiting += [commit.tree] + commit.parents
      case .tag: waiting.append(try archive.objects.tag(id).target)
      }
    }
  }
}
