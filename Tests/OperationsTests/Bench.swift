import Bytes
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Synchronization
import Testing

/// An archive in memory with a simulated Monomachine beside it.
final class Bench: ArchiveBench {
  init(format: ObjectFormat = .sha1, isMemoryNeeded: Bool = true, naming: ObjectNaming = .hash) throws {
    let registry = ProfileRegistry()
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for id in ["elektron-monomachine", "elektron-digitone"] {
      let path = root.appending(path: "Sources/Profiles/Profiles/\(id).yaml")
      #expect(registry.add(try String(contentsOf: path, encoding: .utf8), from: path.path))
    }
    let profile = try #require(try registry.profile("elektron-monomachine"))
    let memory = isMemoryNeeded ? try Self.firstMemory(profile) : []
    try super.init(profile, on: registry, memory: memory, format: format, naming: naming)
    guard isMemoryNeeded else { return }
    try workspace.addDevice(Device(name: "mono", profile: profile.id), port: "sim:mono")
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

  func edit(_ slot: String, _ path: String, _ value: String) throws {
    let slot = try #require(profile.slot(slot))
    try unit.edit(slot, FieldPath(path), to: value)
  }
}
