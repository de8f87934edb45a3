import Files
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Testing
import Transfer

/// An archive in memory with one simulated unit beside it.
class ArchiveBench {
  let files = MemoryFileSystem()
  let archive: Repository
  let registry: ProfileRegistry
  let model: any DeviceModel
  var unit: SimulatedUnit
  var seconds = 1_700_000_000
  var faults: [Fault] = []
  var pace = Pace()
  var phases: [TransferProgress] = []
  /// Puts something between the program and the wire.
  var wrap: (any Port) -> any Port = { $0 }
  /// The wire of the last connection.
  var wire: SimulatedPort?

  init(
    _ model: any DeviceModel, on registry: ProfileRegistry, memory: [SysExMessage], format: ObjectFormat = .sha1,
    naming: ObjectNaming = .hash
  ) throws {
    archive = try Repository.create(
      at: "/archive", format: format, textconv: "synvc textconv",
      RepositoryContext(
        files: files, lockContext: LockContext.current(command: "test"), naming: naming, report: { _ in }))
    self.registry = registry
    self.model = model
    unit = SimulatedUnit(profile: model, memory: memory)
  }

  /// The model, where it is a profile.
  var profile: Profile {
    guard let profile = model as? Profile else { preconditionFailure("\(model.id) is no profile") }
    return profile
  }

  var workspace: Workspace {
    seconds += 60
    return Workspace(
      repository: archive, registry: registry,
      author: Signature(name: "Test", email: "test@localhost", seconds: seconds, zone: "+0000"),
      arguments: ["test"])
  }

  var delegate: TransferDelegate { delegate { false } }

  /// - Parameter isInterrupted: asked between slots.
  func delegate(_ isInterrupted: @escaping () -> Bool) -> TransferDelegate {
    TransferDelegate(
      open: { _, name in self.open(name) }, progress: { self.phases.append($0) }, isInterrupted: isInterrupted)
  }

  func open(_ name: String) -> any Port {
    let wire = SimulatedPort(unit, name: name, pace: pace, faults: faults, stored: { self.unit = $0 })
    self.wire = wire
    return wrap(connect(wire))
  }

  /// What the program gets of a wire.
  func connect(_ wire: SimulatedPort) -> any Port { wire }

  /// - Parameter verify: nil: as the program does by itself, twice over a new port.
  @discardableResult
  func snapshot(_ text: String, verify: Bool? = false) throws -> SnapshotResult {
    var request = SnapshotRequest(text: text)
    request.verify = verify
    return try workspace.takeSnapshot(request, on: delegate)
  }
}
