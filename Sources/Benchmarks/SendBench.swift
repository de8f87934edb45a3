import Foundation
import MIDI
import Operations
import Profiles
import Simulation
import Transfer
import Archive

/// Three slots restored, compared with a blind send of the whole dump.
struct SendBench {
  let scene: BenchmarkDevice

  private static let slots = ["kit/005", "kit/020", "pattern/A03"]

  func run() throws {
    let folder = try scene.newArchive("send")
    let workspace = try scene.workspace(folder)
    try workspace.addDevice(Device(name: "mono", profile: scene.profile.id), port: "sim:mono")
    var unit = scene.unit
    let delegate = { (wire: SimulatedPort) in
      TransferDelegate(open: { _, _ in wire }, progress: { _ in }, isInterrupted: { false })
    }
    var request = SnapshotRequest(text: "before gig")
    request.verify = false
    guard let target = try workspace.takeSnapshot(request, on: delegate(SimulatedPort(unit))).commit else { return }
    for (slot, edit) in zip(Self.slots, [("track 1 level", "16"), ("track 2 level", "17"), ("length", "32")]) {
      guard let slot = scene.profile.slot(slot) else { return }
      try unit.edit(slot, FieldPath(edit.0), to: edit.1)
    }
    Bench.say(Bench.row("bringing three edited slots back at 31,250 baud", "bytes out", "bytes in", "seconds"))
    for (title, isNamed) in [
      ("synvc, the slots named (read, sent, read back)", true), ("synvc, all slots read first", false),
    ] {
      let wire = SimulatedPort(unit)
      var restore = RestoreRequest(target: target)
      if isNamed { restore.selection = try workspace.slotNames(of: try workspace.state(target)).select(Self.slots) }
      let planned = try scene.workspace(folder).planRestore(restore, on: delegate(wire))
      let result = try scene.workspace(folder).send(planned, on: delegate(wire)) { _, _ in }
      guard result.isVerified, result.parts.first?.verified.count == 3 else { throw Failed() }
      say(title, wire)
    }
    let wire = SimulatedPort(unit)
    let conversation = Conversation(wire, pacing: Pacing(scene.profile.transfer))
    for message in scene.factory { try conversation.send(message.bytes) }
    conversation.settle()
    say("whole dump, not read back (as C6, mmb, KnobKraft)", wire)
  }

  private func say(_ title: String, _ wire: SimulatedPort) {
    let parts = wire.now.components
    let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    Bench.say(
      Bench.row(
        title, "\(wire.statistics.bytesToUnit)", "\(wire.statistics.bytesFromUnit)", Bench.number(seconds)))
  }

  private struct Failed: Error {}
}
