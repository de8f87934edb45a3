import TestSupport
import MIDI
import Operations
import Profiles
import Simulation
import Testing
import Archive

/// An archive in memory with one small simulated unit, quick enough to go through every place of a send.
final class ToyBench: ArchiveBench {
  /// What the unit answers besides what its profile makes it answer.
  var answers: [[UInt8]: [[UInt8]]] = [:]

  init(_ text: String = ToyProfile.text(), name: String = "small") throws {
    let registry = ProfileRegistry()
    #expect(registry.add(text, from: "test"))
    let id = try #require(registry.entries.first?.id)
    try super.init(
      try #require(try registry.profile(id)), on: registry,
      memory: try (0..<8).map { try ToyProfile.message($0, [UInt8($0), UInt8(100 + $0)]) })
    try workspace.addDevice(Device(name: name, profile: profile.id), port: "sim:\(name)")
  }

  /// The firmware that the unit reports.
  var firmware: (major: UInt8, minor: UInt8) = (0, 0) {
    didSet {
      answers[IdentityRequest().message.bytes] = [
        [
          0xF0, 0x7E, 0x00, 0x06, 0x02, 0x7D, 0x01, 0x00, 0x02, 0x00, firmware.minor, 0x00, firmware.major, 0x00, 0xF7,
        ]
      ]
    }
  }

  override func connect(_ wire: SimulatedPort) -> any Port { AnsweringPort(wire, answers) }

  /// Changes a patch, as a person does at the front panel.
  func put(_ slot: Int, _ body: [UInt8]) throws { _ = unit.receive(try ToyProfile.message(slot, body)) }

  /// What the unit holds.
  var memory: [SysExMessage] { (0..<8).compactMap { unit.message(in: Slot(kind: "patch", index: $0)) } }
}
