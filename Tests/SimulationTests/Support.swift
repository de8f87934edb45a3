import Foundation
import MIDI
import Profiles
import TestSupport
import Testing

@testable import Simulation
import TestSupport

/// The profiles as they are shipped.
enum Shipped {
  /// The examples of the documentation.
  static let examples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs/formats")

  static func profile(_ id: String) throws -> Profile { try Profile(text: ShippedModels.profile(id)) }

  /// The profile of the documentation, which uses every construct.
  static func example() throws -> String {
    try String(contentsOf: examples.appending(path: "example-profile.yaml"), encoding: .utf8)
  }

  /// The first memory of a model that is shipped.
  static func memory(_ profile: Profile, seed: UInt64 = 1) throws -> [SysExMessage] {
    try FactoryMemory.messages(for: profile, from: ShippedModels.factory(profile.id), seed: seed)
  }

  static func monomachine() throws -> Profile { try profile("elektron-monomachine") }
}

/// A unit with initial values, quick to make.
func blankUnit(_ id: String = "elektron-monomachine") throws -> SimulatedUnit {
  SimulatedUnit(profile: try Shipped.profile(id), memory: [])
}

extension Profile {
  /// What asks for a slot.
  func request(_ slot: Slot) throws -> SysExMessage {
    let pattern = try #require(kind(slot.kind)?.request)
    return try SysExMessage(pattern.fill(["slot": [UInt8(slot.index)]]))
  }
}

extension SimulatedPort {
  /// Everything that arrives until the line is silent for a while.
  func listen(until silence: Duration = .milliseconds(500)) throws -> FramedStream {
    var bytes: [UInt8] = []
    while case let more = try read(within: silence), !more.isEmpty { bytes += more }
    return FramedStream(bytes)
  }

  /// Asks for a slot and gives the first message that comes, with the time when its last byte had arrived.
  func ask(_ slot: Slot, within timeout: Duration = .seconds(2)) throws -> SysExMessage? {
    try write(unit.ownProfile.request(slot).bytes)
    var framer = Framer()
    let deadline = now + timeout
    while now < deadline {
      for case .message(let message, at: _, raw: _) in framer.feed(try read(within: deadline - now)) { return message }
    }
    return nil
  }
}

/// Some slots of a Monomachine.
enum Slots {
  static let kit = Slot(kind: "kit", index: 4)
  static let otherKit = Slot(kind: "kit", index: 19)
  static let pattern = Slot(kind: "pattern", index: 2)
  static let waveform = Slot(kind: "waveform", index: 7)
}
