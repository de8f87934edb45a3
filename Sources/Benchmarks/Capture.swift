import Foundation
import Operations
import Profiles
import Simulation

/// Capture time over wire time, lock-step.
struct Capture {
  let scene: Scene

  func run() throws {
    for (title, pace) in [("clock stopped", Pace()), ("clock running, 120 BPM", scene.clocked)] {
      try run(title, pace)
    }
  }

  private func run(_ title: String, _ pace: Pace) throws {
    let wire = Wire(scene.unit, pace: pace)
    let reader = SlotReader(Conversation(wire), scene.profile)
    var reading: DeviceReading?
    let cost = try Bench.time { reading = try reader.read(scene.profile.slots(), of: "mono", progress: { _ in }) }
    let (took, ideal) = (seconds(reading?.duration ?? .zero), seconds(wire.statistics.wireTime))
    let ratio = String(format: "%.4f", took / ideal)
    Bench.say("capture of \(reading?.messages.count ?? 0) messages at 31,250 baud, 5 ms think time, \(title):")
    print(
      "  \(Bench.number(took)) s over a wire time of \(Bench.number(ideal)) s: \(ratio); CPU \(Bench.number(cost)) ms")
  }

  private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
