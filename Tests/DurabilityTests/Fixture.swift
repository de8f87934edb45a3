import Objects
import Profiles
import Simulation
import Repository
import TestSupport

/// A disk with an archive on it, and the instrument beside it.
struct Fixture {
  var disk: Disk
  var unit: SimulatedUnit

  /// What a sequence of commands leaves behind.
  static func made(_ registry: ProfileRegistry, _ steps: (ArchiveClient) throws -> Void) throws -> Fixture {
    let profile = try SixSlots.profile()
    let files = DiskFileSystem()
    let unit = SimulatedUnit(profile: profile, memory: try FactoryMemory.messages(for: profile))
    let player = ArchiveClient(files, unit, registry: registry)
    try steps(player)
    return Fixture(disk: files.disk, unit: player.unit)
  }
}

/// What of an archive a user would notice.
struct Picture: Hashable {
  /// Nil: there is no archive.
  var head: RefValue?
  var refs: [RefName: ObjectID] = [:]

  init() {}

  init(of archive: Repository) throws {
    head = try archive.refs.value(.head)
    for ref in try archive.refs.list() { refs[ref.name] = ref.id }
  }

  /// After one more command.
  func moved(by operation: LoggedOperation) -> Picture {
    var picture = self
    for move in operation.moves {
      switch move.new {
      case .symbolic(let name): picture.head = .symbolic(name)
      case .id(let id): picture.refs[move.name] = id
      case nil: picture.refs[move.name] = nil
      }
    }
    return picture
  }

  /// Names of branches and tags.
  var names: Set<RefName> { Set(refs.keys.filter { !$0.text.hasPrefix("refs/synvc/") }) }

  /// The commit that HEAD leads to.
  var commit: ObjectID? {
    guard case .symbolic(let name)? = head else { return nil }
    return refs[name]
  }
}
