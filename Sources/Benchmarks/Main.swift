import Files
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Storage

/// `make bench`: the simulated Monomachine against its wire, and the archive beside git on the same 288 files.
@main
struct Main {
  static func main() throws {
    guard CommandLine.arguments.count == 3 else {
      print("usage: benchmarks SYNVC PROFILES-FOLDER")
      exit(64)
    }
    let scene = try Scene(synvc: CommandLine.arguments[1], profiles: CommandLine.arguments[2])
    defer { scene.remove() }
    try capture(scene)
    print("\nmilliseconds, medians of 9 runs in turn          ")
    print(Bench.row("", "synvc", "git", "ratio"))
    try inProcess(scene)
    try commands(scene)
  }

  /// Capture time over wire time, lock-step.
  static func capture(_ scene: Scene) throws {
    for (title, pace) in [("clock stopped", Pace()), ("clock running, 120 BPM", scene.clocked)] {
      let wire = Wire(scene.unit, pace: pace)
      let reader = SlotReader(Conversation(wire), scene.profile)
      var reading: DeviceReading?
      let cost = try Bench.time { reading = try reader.read(scene.profile.slots(), of: "mono", progress: { _ in }) }
      let (took, ideal) = (seconds(reading?.duration ?? .zero), seconds(wire.statistics.wireTime))
      print("capture of \(reading?.messages.count ?? 0) messages at 31,250 baud, 5 ms think time, \(title):")
      print(
        "  \(Bench.number(took)) s over a wire time of \(Bench.number(ideal)) s: \(String(format: "%.4f", took / ideal)); CPU \(Bench.number(cost)) ms"
      )
    }
  }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  /// Inside the process: from the first byte available to the ref durable.
  static func inProcess(_ scene: Scene) throws {
    let bench = Bench(runs: 9)
    try bench.compare("first snapshot, in process / git add + commit") { run in
      let studio = try scene.newArchive("first-\(run)")
      return try Bench.time { try scene.store(scene.dump(0), in: studio) }
    } theirs: { run in
      let folder = try scene.newRepository("first-\(run)", scene.messages(0))
      return try Bench.time { try scene.commit(folder) }
    }
    let studio = try scene.newArchive("later")
    let folder = try scene.newRepository("later", scene.messages(0))
    try scene.store(scene.dump(0), in: studio)
    try scene.commit(folder)
    try bench.compare("later snapshot, 5 of 288 changed, in process / git") { run in
      let dump = try scene.dump(run + 1)
      return try Bench.time { try scene.store(dump, in: studio) }
    } theirs: { run in
      try scene.write(scene.messages(run + 1), to: folder)
      return try Bench.time { try scene.commit(folder) }
    }
    try bench.compare("diff HEAD~1, in process / git diff HEAD~1") { _ in
      try Bench.time {
        let head = try studio.head()
        let parent = try head.flatMap { try studio.snapshot($0).commit.parents.first }
        _ = try studio.compare(parent, head)
      }
    } theirs: { _ in
      try Bench.time { try scene.git.run(["diff", "HEAD~1"], in: folder) }
    }
  }

  /// Whole commands, start-up included; start-up alone first.
  static func commands(_ scene: Scene) throws {
    let bench = Bench(runs: 9)
    let ours = try scene.folderWithArchive(snapshots: 10)
    let theirs = try scene.newRepository("commands", scene.messages(0))
    try scene.commit(theirs)
    for index in 1..<10 {
      try scene.write(scene.messages(index), to: theirs)
      try scene.commit(theirs)
    }
    try bench.compare("start-up: --version") { _ in
      try Bench.time { try scene.synvc.run(["--version"], in: ours) }
    } theirs: { _ in
      try Bench.time { try scene.git.run(["--version"], in: theirs) }
    }
    try bench.compare("command: diff HEAD~1") { _ in
      try Bench.time { try scene.synvc.run(["diff", "HEAD~1"], in: ours) }
    } theirs: { _ in
      try Bench.time { try scene.git.run(["diff", "HEAD~1"], in: theirs) }
    }
    try bench.compare("command: log, 10 snapshots") { _ in
      try Bench.time { try scene.synvc.run(["log"], in: ours) }
    } theirs: { _ in
      try Bench.time { try scene.git.run(["log"], in: theirs) }
    }
  }
}
