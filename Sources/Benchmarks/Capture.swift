import Foundation
import MIDI
import Profiles
import Simulation
import Transfer

/// Capture time relative to wire time, in simulated and in real time, and the processor time.
struct Capture {
  let scene: BenchmarkDevice

  func run() throws {
    for (title, pace) in [("clock stopped", Pace()), ("clock running, 120 BPM", scene.clocked)] {
      try run(title, pace, scene.profile)
    }
    try run("clock running, four questions ahead", scene.clocked, try scene.askingAhead(4))
    try processor()
    try realTime()
  }

  private func run(_ title: String, _ pace: Pace, _ profile: Profile) throws {
    let wire = SimulatedPort(SimulatedUnit(profile: profile, memory: scene.unit.memory), pace: pace)
    let reading = try read(wire, profile, profile.slots())
    let (took, ideal) = (seconds(reading.duration), seconds(wire.statistics.wireTime))
    // With questions ahead the answers alone take time, and the first question.
    let replies = Double(wire.statistics.bytesFromUnit) * 320e-6
    Bench.say("capture of \(reading.dumps.count) messages at 31,250 baud, 5 ms think time, \(title):")
    Bench.say(
      "  \(Bench.number(took)) s over a wire time of \(Bench.number(ideal)) s: \(ratio(took, ideal)); over that of the answers alone: \(ratio(took, replies))"
    )
  }

  private func ratio(_ one: Double, _ other: Double) -> String { String(format: "%.4f", one / other) }

  private func read(_ port: any MIDI.Port, _ profile: Profile, _ slots: [Slot]) throws -> DeviceReading {
    try SlotReader(Conversation(port, pacing: Pacing(profile.transfer)), profile)
      .read(slots, of: "mono", progress: { _ in })
  }

  /// The processor time of reading alone: the answers come from memory, in chunks of 64 bytes.
  private func processor() throws {
    var received = 0
    let before = clock()
    for _ in 0..<20 {
      received += try read(Recorded(scene.unit, scene.profile), scene.profile, scene.profile.slots()).bytesReceived
    }
    let spent = Double(clock() - before) / Double(CLOCKS_PER_SEC)
    Bench.say("CPU while reading: \(String(format: "%.4f", spent / Double(received) * 1e6)) s for each MB received")
  }

  /// Some slots over a port that takes as long as a cable does.
  private func realTime() throws {
    let start = ContinuousClock.now
    var passed = Duration.zero
    let wire = SimulatedPort(
      scene.unit, pace: scene.clocked,
      sleep: { step in
        // The next sleep makes up for one that takes too long.
        passed += step
        let left = start + passed - ContinuousClock.now
        if left > .zero { usleep(UInt32(Self.microseconds(left))) }
      })
    let slots = Array(scene.profile.slots().prefix(16))
    var reading: DeviceReading?
    let cost = try Bench.time { reading = try read(wire, scene.profile, slots) }
    let ideal = seconds(wire.statistics.wireTime)
    Bench.say(
      "in real time, \(slots.count) messages over a port with the speed of DIN, clock running: \(Bench.number(cost / 1e3)) s, \(ratio(cost / 1e3, ideal)) of their wire time (\(reading?.bytesReceived ?? 0) bytes)"
    )
  }

  private static func microseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
  }

  private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}

/// A port that has every answer ready.
private final class Recorded: MIDI.Port {
  let name = "recorded"
  private(set) var now: Duration = .zero
  private var answers: [[UInt8]: [UInt8]] = [:]
  private var waiting: ArraySlice<UInt8> = []

  init(_ unit: SimulatedUnit, _ profile: Profile) {
    for slot in profile.slots() {
      guard let request = profile.kind(slot.kind)?.request, let message = unit.message(in: slot) else { continue }
      answers[request.fill(["slot": [UInt8(slot.index & 0x7F)]])] = message.bytes
    }
  }

  func write(_ bytes: [UInt8]) throws(PortError) { waiting += answers[bytes] ?? [] }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    let chunk = Array(waiting.prefix(64))
    waiting = waiting.dropFirst(64)
    if chunk.isEmpty { now += duration }
    return chunk
  }

  func drain() throws(PortError) {}
  func pause(_ duration: Duration) { now += duration }
  func close() {}
}
