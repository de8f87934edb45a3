import Files
import Glibc
import Objects
import Profiles
import Simulation
import TestSupport

@testable import Repository

/// A scenario made ready: the world before it, and what a run without faults does.
struct PreparedScenario {
  let scenario: Scenario
  let registry: ProfileRegistry
  let before: Fixture
  /// The states that may be found afterwards: the old one, and that after each operation of the command.
  let pictures: [Picture]
  /// What the configuration may be.
  let configs: Set<[UInt8]>
  /// Calls of the run without faults.
  let calls: [(call: FileCall, path: String)]
  let recording: DiskFileSystem
  let after: Fixture

  static var isExhaustive: Bool { getenv("SYNVC_EXHAUSTIVE").map { String(cString: $0) } == "1" }

  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    registry = ProfileRegistry()
    _ = registry.add(SixSlots.text, from: "tests")
    before = try Fixture.made(registry, scenario.before)
    recording = DiskFileSystem(before.disk)
    let counting = FaultyFileSystem(recording)
    let player = ArchiveClient(counting, before.unit, registry: registry, process: 2)
    try scenario.act(player)
    calls = counting.calls
    after = Fixture(disk: recording.disk, unit: player.unit)
    let old = try Invariants(files: DiskFileSystem(before.disk), registry: registry, unit: before.unit).run()
    pictures = try PreparedScenario.pictures(from: old, before.disk, to: recording, registry, after.unit)
    configs = Set(recording.history.map { disk in (try? DiskFileSystem(disk).read("/archive/config")) ?? [] })
  }

  private static func pictures(
    from old: Picture, _ disk: Disk, to files: DiskFileSystem, _ registry: ProfileRegistry, _ unit: SimulatedUnit
  ) throws -> [Picture] {
    let new = try Invariants(files: files, registry: registry, unit: unit).run()
    // An archive that is made, or made anew with other ids, is there or not.
    guard old.head != nil, old.commit?.format == new.commit?.format else { return [old, new] }
    let count = try OperationsLog(folder: ArchiveClient.folder, format: .sha1, files: DiskFileSystem(disk)).read()
      .operations
      .count
    var pictures = [old]
    for operation in try OperationsLog(folder: ArchiveClient.folder, format: .sha1, files: files).read().operations
      .dropFirst(
        count)
    {
      pictures.append(pictures[pictures.count - 1].moved(by: operation))
    }
    guard pictures.last == new else { throw Invariants.Finding(description: "the operations log does not tell all") }
    return pictures
  }

  /// The state of an archive; throws where it is damaged or none of those allowed.
  ///
  /// - Parameter mustBeNew: the command has said that it was done.
  func examine(_ files: any FileSystem, mustBeNew: Bool) throws -> Picture {
    let picture = try Invariants(files: files, registry: registry, unit: before.unit).run()
    guard pictures.contains(picture) else {
      throw Invariants.Finding(description: "neither the old state nor the new one: \(picture)\nallowed: \(pictures)")
    }
    if mustBeNew, picture != pictures.last {
      throw Invariants.Finding(description: "it was said to be done, and is not")
    }
    if picture.head != nil, !configs.contains(try files.read("/archive/config")) {
      throw Invariants.Finding(description: "the configuration is neither the old nor the new one")
    }
    return picture
  }

  /// Runs the command again, by a process of its own, and expects what it would have left.
  func repeatAct(on files: any FileSystem, _ unit: SimulatedUnit, _ found: Picture) throws {
    if found == pictures.last, !scenario.isRepeatable { return }
    let player = ArchiveClient(files, unit, registry: registry, process: 3)
    try scenario.act(player)
    let again = try Invariants(files: files, registry: registry, unit: player.unit).run()
    guard let wanted = pictures.last, again.names == wanted.names, again.head == wanted.head else {
      throw Invariants.Finding(description: "done again it left \(again)")
    }
    let trees = try [again, wanted].map { picture in
      try picture.commit.map { id in try player.archiveOf(id, files, after).tree }
    }
    guard trees[0] == trees[1] else { throw Invariants.Finding(description: "done again it stored another state") }
    guard player.unit.memory == after.unit.memory else {
      throw Invariants.Finding(description: "done again it left another memory in the instrument")
    }
  }

  /// Names of temporary files.
  static func leftovers(_ disk: Disk) throws -> [String] {
    let files = DiskFileSystem(disk)
    var found: [String] = []
    var folders = ["/"]
    while let folder = folders.popLast() {
      for name in try files.list(folder) {
        let path = Path.join(folder, name)
        if try files.isFolder(path) { folders.append(path) } else if isLeftover(name) { found.append(path) }
      }
    }
    return found
  }

  private static func isLeftover(_ name: String) -> Bool {
    name.hasPrefix(".tmp") || name.hasPrefix("tmp_") || name.hasSuffix(".lock")
  }
}

extension ArchiveClient {
  /// A commit of this archive, or of the one that a run without faults left.
  func archiveOf(_ id: ObjectID, _ files: any FileSystem, _ other: Fixture) throws -> Commit {
    do { return try archive().objects.commit(id) } catch StorageError.missingObject {
      return try ArchiveClient(DiskFileSystem(other.disk), unit, registry: registry).archive().objects.commit(id)
    }
  }
}
