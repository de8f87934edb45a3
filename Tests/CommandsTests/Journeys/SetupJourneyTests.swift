import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

@Suite("Journey: find and name instruments")
struct SetupJourneyTests {
  private func bench() throws -> Workbench {
    let bench = try Workbench(device: false)
    bench.terminal = true
    bench.environment["NO_COLOR"] = "1"
    return bench
  }

  @Test("an invalid or taken name is asked for again")
  func names() throws {
    let bench = try bench()
    bench.run("device", "add", "mono", "--profile", "toy", "--port", "sim:other")
    let toy = try ToyOnPipes(bench)
    bench.answers = ["My Toy", "mono", "desk"]
    let outcome = bench.run("setup", toy.port, "--no-snapshot")
    #expect(outcome.status == .done && outcome.results == "added: desk\n", "\(outcome)")
    #expect(outcome.notes.contains("'My Toy' is not a valid device name"))
    #expect(outcome.notes.contains("'mono' is already in the rig"))
    let list = bench.run("device", "list").results
    #expect(list.contains("sim:other") && list.contains("from,"), "\(list)")
  }

  @Test("a rig device without a port on this computer is the first name proposed")
  func portless() throws {
    let bench = try bench()
    bench.run("device", "add", "desk", "--profile", "toy")
    let toy = try ToyOnPipes(bench)
    let outcome = bench.run("setup", toy.port, "--no-snapshot", "--yes")
    #expect(outcome.status == .done && outcome.results == "added: desk\n", "\(outcome)")
  }

  @Test("setup in a clone keeps the device's stored channel")
  func channel() throws {
    let bench = try bench()
    bench.run("device", "add", "desk", "--profile", "toy", "--port", "sim:desk", "--channel", "5")
    bench.snapshot("first")
    let config = bench.home("work/.synvc/config")
    let lines = try String(contentsOfFile: config, encoding: .utf8).split(separator: "\n")
    try lines.filter { !$0.contains("port = ") }.joined(separator: "\n").appending("\n")
      .write(toFile: config, atomically: true, encoding: .utf8)
    #expect(bench.run("device", "list").results.contains("no port here"))
    let toy = try ToyOnPipes(bench)
    #expect(bench.run("setup", toy.port, "--no-snapshot", "--yes").results == "added: desk\n")
    #expect(bench.run("device", "show", "desk").results.contains("channel 5"))
  }

  @Test("a hyphen as answer skips an instrument")
  func leftOut() throws {
    let bench = try bench()
    let toy = try ToyOnPipes(bench)
    bench.answers = ["-"]
    let outcome = bench.run("setup", toy.port)
    #expect(outcome.status == .done && outcome.results == "no instrument was added to the rig\n", "\(outcome)")
  }

  /// Puts a second model beside the toy.
  private func add(_ id: String, asked: Bool = true, to bench: Workbench) throws {
    var text = ToyDevice.text.replacing("id: toy\n", with: "id: \(id)\n")
      .replacing("name: Toy One", with: "name: \(id.capitalized)")
    if !asked {
      text = text.replacing("probe:\n  request: \"F0 7D 01 01 F7\"\n  reply: \"F0 7D 01 02 {value} F7\"\n", with: "")
    }
    try bench.home.write(text, to: ".config/synvc/profiles/\(id).yaml")
  }

  @Test("identical replies of several models cause a question, and no model is guessed")
  func several() throws {
    let bench = try bench()
    try add("twin", to: bench)
    let toy = try ToyOnPipes(bench)
    let left = bench.run("setup", toy.port, "--no-snapshot", "--yes")
    #expect(left.status == .done && left.results == "no instrument was added to the rig\n", "\(left)")
    #expect(
      left.unwrapped.contains("several models give this answer: toy, twin; the instrument was skipped"))
    bench.answers = ["twin", ""]
    #expect(bench.run("setup", toy.port, "--no-snapshot").results == "added: twin\n")
    #expect(bench.run("device", "list").results.hasPrefix("twin  Twin  "))
  }

  @Test("without replies, setup lists models that cannot be queried and the command to add one")
  func unaskable() throws {
    let bench = try bench()
    #expect(!bench.run("setup", "--yes").notes.contains("cannot identify"))
    try add("mute", asked: false, to: bench)
    #expect(
      bench.run("setup", "--yes").unwrapped.contains(
        "; add one with 'synvc device add NAME --profile mute --port PORT'"))
    let toy = try ToyOnPipes(bench)
    for name in ["a", "b"] { try #require(mkfifo(bench.home("work/\(name)"), 0o600) == 0) }
    let path = bench.home("work/b")
    Thread.detachNewThread {
      let file = FileHandle(forReadingAtPath: path)
      while let data = file?.availableData, !data.isEmpty {}
    }
    let answered = bench.run("setup", toy.port, "--no-snapshot", "--yes")
    #expect(answered.results == "added: toy\n" && !answered.notes.contains("cannot identify"), "\(answered)")
    let silent = bench.run("setup", "a,b", "--yes")
    #expect(silent.status == .failed && silent.results == "no instrument was added to the rig\n", "\(silent)")
    #expect(silent.unwrapped.contains("these models cannot identify themselves: Mute; "), "\(silent)")
    #expect(silent.unwrapped.contains("add one with 'synvc device add NAME --profile mute --port ~/work/a,~/work/b'"))
  }

  @Test("a reply on another port is reported as crossed cables")
  func crossed() throws {
    let bench = try bench()
    let toy = try ToyOnPipes(bench)
    for name in ["x", "y"] { try #require(mkfifo(bench.home("work/\(name)"), 0o600) == 0) }
    let outcome = bench.run("devices", "x,to", "from,y")
    #expect(outcome.status == .failed, "\(outcome)")
    #expect(
      outcome.results.contains("the answer arrived on ~/work/from,~/work/y: the cables are crossed"), "\(outcome)")
    withExtendedLifetime(toy) {}
  }

  @Test("a first snapshot that starts setup is then made as requested")
  func firstSnapshot() throws {
    let bench = try bench()
    bench.answers = ["y"]
    let outcome = bench.run("snapshot", "-m", "before gig")
    #expect(outcome.status == .failed && outcome.results == "no instrument was added to the rig\n", "\(outcome)")
    let words = ["--with", "pattern", "--no-verify", "--allow-partial"]
    let named = try Snapshot.parse(["-m", "before gig"] + words).first(of: ["desk", "mono"])
    #expect(named.message == "before gig" && named.with == ["pattern"] && named.verify == false && named.allowPartial)
    #expect(try Snapshot.parse([]).first(of: ["desk", "mono"]).message == "first snapshot of desk, mono")
  }

  @Test("every device, also two on one port, is announced with its key presses before it is queried")
  func announced() throws {
    let bench = try Workbench()
    let steps = "steps:\n  reading:\n    - text: \"On the Toy: press Send\"\n"
    let text = ToyDevice.text.replacing("steps:\n", with: steps, maxReplacements: 1)
    try bench.home.write(text, to: ".config/synvc/profiles/toy.yaml")
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:one")
    let outcome = bench.run("snapshot", "-m", "first")
    #expect(outcome.status == .done, "\(outcome)")
    let notes = outcome.notes.split(separator: "\n")
    let told = ["one  Toy One, sim:one", "On the Toy: press Send", "two  Toy One, sim:one", "On the Toy: press Send"]
    #expect(Array(notes.prefix(4)) == told.map { $0[...] }, "\(notes)")
  }

  @Test("a computer without MIDI ports is reported with a next step that works")
  func noInterface() throws {
    let bench = try Workbench(device: false)
    let outcome = bench.run("setup", "--yes")
    #expect(
      outcome.status == .failed && outcome.unwrapped.contains("this computer has no MIDI port: plug in"), "\(outcome)")
    #expect(
      outcome.unwrapped.contains(
        "'synvc device add mono --profile elektron-monomachine --port sim:mono' adds a simulated unit"))
    #expect(bench.run("ports").status == .done)
  }

  @Test("a simulated unit treats an invalid channel as none", arguments: [Int.min, -1, 0, 17, Int.max])
  func channels(number: Int) throws {
    let bench = try Workbench()
    bench.run("git", "config", "synvc.one.channel", "\(number)")
    let outcome = bench.run("snapshot", "-m", "first")
    #expect(outcome.status == .done, "\(outcome)")
  }
}

extension Workbench.Outcome {
  /// The notes without the line breaks that a terminal's width makes.
  fileprivate var unwrapped: String { notes.replacing(/\n +/, with: " ") }
}
