import MIDI
import Operations
import Profiles
import Simulation
import Testing
import Archive

/// The profile of an instrument that nobody makes: eight patches of a few bytes.
enum ToyProfile {
  static let identity = """
    identity:
      reply: "F0 7E ?? 06 02 7D 01 00 02 00 {minor} 00 {major} 00 F7"
      firmware: "{major}.{minor}"
      firmware-family: "{major}"
    """

  /// - Parameters:
  ///   - head: keys beside those that every profile has.
  ///   - kind: keys of the kind `patch`.
  static func text(
    id: String = "small", head: String = identity, transfer: String = "{gap: 10 ms, idle-timeout: 200 ms}",
    request: Bool = true, kind: [String] = []
  ) -> String {
    let lines =
      [
        "synvc: 1", "id: \(id)", "name: \(id.prefix(1).uppercased() + id.dropFirst())", "maker: Nobody",
        "header: \"F0 7D 01\"", head, "transfer: \(transfer)", "kinds:", "  patch:", "    count: 8",
        "    numbers: {first: 1, digits: 1}", request ? "    request: \"F0 7D 01 10 {slot} F7\"" : "",
        "    dump: \"F0 7D 01 20 {slot} {body*} {checksum} F7\"", "    checksum: {algorithm: sum7, from: slot}",
      ] + kind.map { "    \($0)" } + ["    seq: [{ids: [a, b], type: u1}]"]
    return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  static func profile() throws -> Profile { try Profile(text: text()) }

  static func message(_ slot: Int, _ body: [UInt8]) throws -> SysExMessage {
    let sum = ([UInt8(slot)] + body).reduce(0) { $0 &+ $1 } & 0x7F
    return try SysExMessage([0xF0, 0x7D, 0x01, 0x20, UInt8(slot)] + body + [sum, 0xF7])
  }
}

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
