import Files
import Maintenance
import Profiles
import Repository
import Simulation
import TestSupport
import Testing

/// A repair that is cut off loses nothing: given again it ends as the first would have.
@Suite("an interrupted repair", .serialized)
struct RepairFaultTests {
  private let registry = ProfileRegistry()

  /// An archive of two packs without an index of one, and with a configuration that says nothing.
  private func damaged() throws -> Fixture {
    var world = try Fixture.made(registry) { player in
      try player.makeArchive()
      try player.addDevice()
      try player.snapshot("first")
      try player.edit("kit/1", "level", "5")
      try player.snapshot("second")
    }
    let files = DiskFileSystem(world.disk)
    let packs = ArchiveClient.folder + "/objects/pack"
    let index = try #require(try files.list(packs).first { $0.hasSuffix(".idx") })
    try files.remove(Path.join(packs, index))
    try files.remove(ArchiveClient.folder + "/config")
    world.disk = files.disk
    return world
  }

  private func repair(_ files: any FileSystem, _ process: Int32, _ unit: SimulatedUnit) throws {
    let player = ArchiveClient(files, unit, registry: registry, process: process)
    // Where no part of an archive can be looked at, the command ends before it does anything.
    guard let place = ArchivePlace(ArchiveClient.folder, in: files) else {
      throw Invariants.Finding(description: "no archive")
    }
    let repairing = Repairing(place, player.context, textconv: "synvc textconv", seconds: player.seconds)
    _ = try repairing.run(from: nil) { Fsck.run(place, lockContext: player.context.lockContext) }
  }

  private func examine(_ disk: Disk, _ unit: SimulatedUnit) throws -> Picture {
    try Invariants(files: DiskFileSystem(disk), registry: registry, unit: unit).run()
  }

  @Test("after any failing call or power cut the next repair restores everything")
  func everyCall() throws {
    _ = registry.add(SixSlots.text, from: "tests")
    let world = try damaged()
    let recording = DiskFileSystem(world.disk)
    let counting = FaultyFileSystem(recording)
    try repair(counting, 2, world.unit)
    let wanted = try examine(recording.disk, world.unit)
    #expect(wanted.commit != nil)
    var (faults, states) = (0, 0)
    for plan in Plans(counting.calls, seed: 6) {
      let disk = DiskFileSystem(world.disk)
      // What it says of its failure is not looked at here.
      try? repair(FaultyFileSystem(disk, failing: plan), 2, world.unit)
      try repair(disk, 3, world.unit)
      let found = try examine(disk.disk, world.unit)
      #expect(found == wanted, "\(plan): \(counting.calls[plan.call])")
      faults += 1
    }
    var cut = PowerCut(recording, PowerCutTests.effort, seed: 6)
    try cut.forEach(0..<PowerCut.instants(of: recording)) { state, instant in
      let disk = DiskFileSystem(state)
      try repair(disk, 3, world.unit)
      let found = try examine(disk.disk, world.unit)
      #expect(found == wanted, "instant \(instant)")
      states += 1
    }
    print(
      "fsck --repair: \(counting.calls.count) calls, \(faults) faults and \(states) power cuts, each mended by the next"
    )
  }
}
