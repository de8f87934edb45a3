import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: limits of a restore are reported")
struct RestoreJourneyTests {
  /// A studio with a device that has no port: the file that was imported as it, twice.
  private func workspace() throws -> Workbench {
    let bench = try Workbench()
    bench.snapshot("first")
    for (level, text) in [("11", "second"), ("12", "third")] {
      try bench.edit("kit/003", ["level": level])
      bench.snapshot("kit \(level)")
      try Data(bench.run("cat", "HEAD:one/kit/003", "--raw").bytes)
        .write(to: URL(filePath: bench.home("work/old.syx")))
      #expect(bench.run("import", "old.syx", "--device", "old", "-m", text).status == .done)
    }
    return bench
  }

  private func tree(_ bench: Workbench) throws -> String {
    try TestSupport.Git(in: bench.home("work"), home: bench.home.path)("--git-dir=.synvc", "rev-parse", "HEAD:old")
  }

  @Test("a skipped differing device is named, the send is partial, and HEAD keeps its state")
  func leftOut() throws {
    let bench = try workspace()
    let before = try tree(bench)
    let whole = bench.run("checkout", "third", "--send", "--yes")
    #expect(whole.status == .done && whole.notes.contains("old  skipped: no port on this computer"), "\(whole)")
    let sent = bench.run("checkout", "second", "--send", "--yes")
    #expect(sent.status == .partial && sent.notes.contains("old  skipped"), "\(sent)")
    #expect(sent.results.contains("] partly restore \"second\""), "\(sent.results)")
    #expect(try tree(bench) == before)
    let json = bench.run("checkout", "first", "--send", "--yes", "--json")
    #expect(json.status == .done && json.results.contains(#""reason": "not in the snapshot""#), "\(json)")
    #expect(bench.run("checkout", "first").notes.contains("old  unchanged: the snapshot does not contain the device"))
  }

  @Test("a switch or undo that leaves a device unchanged prints a note")
  func switched() throws {
    let bench = try workspace()
    bench.run("branch", "live", ":/second")
    let switched = bench.run("switch", "live", "--send", "--yes")
    #expect(switched.status == .partial, "\(switched)")
    #expect(switched.notes.contains("old  was not updated: the device may differ from the current snapshot"))
    let undone = bench.run("undo", "--send", "--yes")
    #expect(undone.status == .partial && undone.notes.contains("old  was not updated"), "\(undone)")
  }

  @Test("slots trusted from a snapshot are not reported as saved")
  func assumed() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    try bench.edit("kit/003", ["level": "11"])
    bench.snapshot("second")
    let sent = bench.run("checkout", "first", "--assume", "second", "--send", "--yes")
    #expect(
      sent.status == .done && sent.notes.contains("is not read first, so the overwritten slots are not saved"),
      "\(sent)")
    #expect(!sent.notes.contains("already saved"))
    try bench.edit("kit/003", ["level": "11"])
    let read = bench.run("checkout", "first", "--send", "--yes")
    #expect(!read.notes.contains("is not read") && read.notes.contains("saved the current state as"), "\(read)")
  }

  @Test("a slot can be sent to another slot of its device or of another device of the model")
  func destination() throws {
    let bench = try Workbench()
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two")
    try bench.edit("kit/001", ["level": "11"])
    bench.snapshot("first")
    for (slot, name) in [("004", "kit/004"), ("005", "one/kit/005")] {
      let sent = bench.run("checkout", "first", "one/kit/001", "--to", name, "--send", "--yes")
      #expect(sent.status == .done, "\(sent)")
      #expect(bench.run("cat", "HEAD:one/kit/\(slot)").results.contains("level                   11"))
      #expect(!bench.run("cat", "HEAD:two/kit/\(slot)").results.contains("level                   11"))
    }
    let other = bench.run("checkout", "first", "one/kit/001", "--to", "two/kit/006", "--send", "--yes")
    #expect(other.status == .done, "\(other)")
    #expect(bench.run("cat", "HEAD:two/kit/006").results.contains("level                   11"))
    #expect(!bench.run("cat", "HEAD:one/kit/006").results.contains("level                   11"))
    bench.run("device", "add", "three", "--profile", "none", "--port", "sim:three")
    let refused = bench.run("checkout", "first", "one/kit/001", "--to", "three", "--send", "--yes")
    #expect(refused.status == .unknownName, "\(refused)")
  }

  @Test("the plan names the users of a slot that will be overwritten")
  func uses() throws {
    let bench = try Workbench()
    for pattern in ["A01", "B02"] { try bench.edit("pattern/\(pattern)", ["kit": "003", "track.1.step.1.note": "C3"]) }
    bench.snapshot("first")
    try bench.edit("kit/003", ["level": "11"])
    let plan = bench.run("checkout", "first", "kit/003")
    #expect(
      plan.results.contains("kit/003 is used by pattern/A01, pattern/B02, which will sound different"), "\(plan)")
  }

  @Test("after a confirmation the slots to overwrite are read again; with '--yes' they are not")
  func again() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    try bench.edit("kit/003", ["level": "11"])
    // Asked for the plan, twice, for it has no checksum, and read back; at a terminal also after the answer.
    for (isTerminal, count) in [(false, 3), (true, 5)] {
      try bench.edit("kit/003", ["level": "1\(count)"])
      bench.terminal = isTerminal
      bench.answers = ["y", ""]
      let words = ["checkout", "first", "kit/003", "--send", "--wire-log", "log-\(count).txt"]
      #expect(bench.run(words + (isTerminal ? [] : ["--yes"])).status == .done)
      let log = try String(contentsOfFile: bench.home("work/log-\(count).txt"), encoding: .utf8)
      #expect(log.components(separatedBy: "F0 7D 01 10 02 F7").count == count + 1, "\(log)")
    }
  }

  /// The Toy as an instrument that keeps what it is sent only when its project is saved.
  private func projects() throws -> Workbench {
    let bench = try Workbench(device: false)
    try bench.home.write(
      ToyDevice.text.replacing("steps:\n", with: "keeping: save-project\nsteps:\n"),
      to: ".config/synvc/profiles/toy.yaml")
    #expect(bench.run("device", "add", "one", "--profile", "toy", "--port", "sim:one").status == .done)
    bench.snapshot("first")
    try bench.edit("kit/003", ["level": "11"])
    return bench
  }

  @Test("a required project save ends the send with instructions and status 3 until confirmed")
  func project() throws {
    let bench = try projects()
    let instruction = "now save the project on the instrument: unsaved data is lost at power-off"
    let sent = bench.run("checkout", "first", "--send", "--yes")
    #expect(sent.status == .partial && sent.results.contains(instruction), "\(sent)")
    #expect(sent.notes.contains("the slots go into the project loaded on the instrument"))
    bench.terminal = true
    for (answer, status) in [("n", ExitStatus.partial), ("y", .done)] {
      try bench.edit("kit/003", ["level": "11"])
      bench.answers = ["y", "", answer]
      let asked = bench.run("checkout", "first", "--send")
      #expect(asked.status == status && asked.results.contains("now save the project"), "\(asked)")
    }
  }

  @Test("slots that the snapshot lacks are listed and left alone")
  func absent() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    try Data(bench.run("cat", "HEAD:kit/003", "--raw").bytes).write(to: URL(filePath: bench.home("work/kit.syx")))
    #expect(bench.run("import", "kit.syx", "--device", "one", "--replace", "-m", "alone").status == .done)
    try bench.edit("kit/003", ["level": "11"])
    let sent = bench.run("checkout", "alone", "--send", "--yes")
    #expect(sent.status == .done && sent.results.contains("read back: 1 of 1 slot matches"), "\(sent)")
    let left = "unchanged, not in the snapshot: kit/001, kit/002, kit/004"
    #expect(sent.notes.contains(left), "\(sent.notes)")
    #expect(bench.run("cat", "HEAD:kit/001").status == .done)
  }

  @Test("a loaded slot is reported to need a reload")
  func loaded() throws {
    let bench = try Workbench(device: false)
    let loaded = """
      loaded:
        request: "F0 7D 01 03 {type} F7"
        reply: "F0 7D 01 04 {type} {value} F7"
        types: {kit: 1}
        source: "made up"
      steps:

      """
    try bench.home.write(
      ToyDevice.text.replacing("steps:\n", with: loaded), to: ".config/synvc/profiles/toy.yaml")
    #expect(bench.run("device", "add", "one", "--profile", "toy", "--port", "sim:one").status == .done)
    bench.snapshot("first")
    try bench.edit("kit/001", ["level": "11"])
    let sent = bench.run("checkout", "first", "--send", "--yes")
    #expect(
      sent.results.contains(
        "kit/001 is loaded: reload it to hear the change; saving it now overwrites the restored data"), "\(sent)")
  }
}
