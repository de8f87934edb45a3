import Bytes
import Files
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Storage
import Synchronization
import Testing

/// An archive in memory with a simulated Monomachine beside it.
final class Bench {
  let files = MemoryFileSystem()
  let archive: Archive
  let shelf = ProfileShelf()
  let profile: Profile
  var unit: SimulatedUnit
  var seconds = 1_700_000_000
  var faults: [Fault] = []
  var pace = Pace()
  var phases: [TransferProgress] = []
  /// The wire of the last connection.
  var wire: Wire?

  init(format: ObjectFormat = .sha1, isMemoryNeeded: Bool = true, naming: ObjectNaming = .hash) throws {
    let party = LockParty.current(command: "test")
    archive = try Archive.create(
      at: "/archive", format: format, textconv: "synvc textconv",
      ArchiveContext(files: files, party: party, naming: naming, report: { _ in }))
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for id in ["elektron-monomachine", "elektron-digitone"] {
      let path = root.appending(path: "Sources/Profiles/Profiles/\(id).yaml")
      #expect(shelf.add(try String(contentsOf: path, encoding: .utf8), from: path.path))
    }
    profile = try #require(try shelf.profile("elektron-monomachine"))
    unit = SimulatedUnit(profile: profile, memory: isMemoryNeeded ? try Self.firstMemory(profile) : [])
    guard isMemoryNeeded else { return }
    try studio.addDevice(Device(name: "mono", profile: profile.id), port: "sim:mono")
  }

  /// Made once for all tests.
  private static let made = Mutex<[SysExMessage]?>(nil)

  private static func firstMemory(_ profile: Profile) throws -> [SysExMessage] {
    try made.withLock { made in
      if let made { return made }
      let messages = try FactoryMemory.messages(for: profile)
      made = messages
      return messages
    }
  }

  var studio: Studio {
    seconds += 60
    return Studio(
      archive: archive, shelf: shelf,
      author: Signature(name: "Test", email: "test@localhost", seconds: seconds, zone: "+0000"),
      arguments: ["test"])
  }

  var surface: Surface { surface { false } }

  /// - Parameter isInterrupted: asked between slots.
  func surface(_ isInterrupted: @escaping () -> Bool) -> Surface {
    Surface(
      open: { _, name in
        let wire = Wire(self.unit, name: name, pace: self.pace, faults: self.faults, stored: { self.unit = $0 })
        self.wire = wire
        return wire
      },
      progress: { self.phases.append($0) }, isInterrupted: isInterrupted)
  }

  /// - Parameter verify: nil: as the program does by itself, twice over a new port.
  @discardableResult
  func snapshot(_ text: String, verify: Bool? = false) throws -> SnapshotResult {
    var request = SnapshotRequest(text: text)
    request.verify = verify
    return try studio.takeSnapshot(request, on: surface)
  }

  func edit(_ slot: String, _ path: String, _ value: String) throws {
    let slot = try #require(profile.slot(slot))
    try unit.edit(slot, FieldPath(path), to: value)
  }
}
