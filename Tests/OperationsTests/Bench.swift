import Bytes
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Synchronization
import TestSupport
import Testing
import Archive

/// An archive in memory with a simulated Monomachine beside it.
final class Bench: ArchiveBench {
  init(format: ObjectFormat = .sha1, isMemoryNeeded: Bool = true, naming: ObjectNaming = .hash) throws {
    let registry = ProfileRegistry()
    for id in ["elektron-monomachine", "elektron-digitone"] {
      #expect(registry.add(try ShippedModels.profile(id), from: "\(id)/profile.yaml"))
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
      let messages = try FactoryMemory.messages(for: profile, from: ShippedModels.factory(profile.id))
      made = messages
      return messages
    }
  }

  func edit(_ slot: String, _ path: String, _ value: String) throws {
    let slot = try #require(profile.slot(slot))
    try unit.edit(slot, FieldPath(path), to: value)
  }
}
