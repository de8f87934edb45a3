import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: compare slots, devices and snapshots")
struct CompareJourneyTests {
  /// Two instruments of one model and two snapshots of both.
  private func workspace() throws -> Workbench {
    let bench = try Workbench()
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two")
    try bench.edit("kit/002", ["name": "BASS", "level": "7"])
    bench.snapshot("first")
    try bench.edit("kit/001", ["name": "LEAD", "level": "9"])
    bench.snapshot("second")
    return bench
  }

  @Test("two slots of one device, two devices or two snapshots are compared")
  func slots() throws {
    let bench = try workspace()
    expectJourney(bench.run("diff", "one/kit/001", "one/kit/002"), "diff-pair-slots")
    expectJourney(bench.run("diff", "one/kit/001", "two/kit/001"), "diff-pair-devices")
    expectJourney(bench.run("diff", "HEAD~1:one/kit/001", "HEAD:one/kit/002", "--json"), "diff-pair-json")
    #expect(bench.run("diff", "one/kit/003", "two/kit/003").results.hasSuffix("\nnothing differs\n"))
    #expect(bench.run("diff", "one/kit/001", "two/kit/001", "--exit-code").status == .failed)
    #expect(bench.run("diff", "one/kit/003", "two/kit/003", "--exit-code").status == .done)
    #expect(bench.run("diff", "one/kit/001", "two/kit/001", "--name-only").results == "one/kit/001\ntwo/kit/001\n")
  }

  @Test("two devices of one model are compared slot by slot, or by one kind")
  func devices() throws {
    let bench = try workspace()
    expectJourney(bench.run("diff", "one", "two", "--stat"), "diff-pair-whole")
    let kinds = bench.run("diff", "one/pattern/", "two/pattern/")
    #expect(kinds.results.hasSuffix("nothing differs in 4 slots\n"), "\(kinds)")
  }

  @Test("different kinds or models are refused, and the printed hint works")
  func different() throws {
    let bench = try workspace()
    bench.run("device", "add", "three", "--profile", "none", "--port", "sim:two")
    let outcome = bench.run("diff", "one/kit/001", "one/pattern/A01")
    #expect(outcome.status == .usage && outcome.notes.contains("they differ in kind"), "\(outcome)")
    let hint = try #require(outcome.notes.firstMatch(of: /'synvc (diff -- [^']*)'/)?.1)
    let second = bench.run(hint.split(separator: " ").map(String.init))
    #expect(second.status == .done && second.results.contains(" in one/kit/001, one/pattern/A01\n"), "\(second)")
    try Data([0xF0, 0x7D, 1, 0xF7]).write(to: URL(filePath: bench.home("work/dump.syx")))
    #expect(bench.run("import", "dump.syx", "--device", "three", "-m", "opaque").status == .done)
    let devices = bench.run("diff", "one", "three")
    #expect(devices.status == .usage && devices.notes.contains("they differ in model"), "\(devices)")
  }

  @Test("differing slots, devices or messages are counted; equality is stated in words")
  func totals() throws {
    let bench = try workspace()
    try Data([0xF0, 0x7D, 1, 0xF7]).write(to: URL(filePath: bench.home("work/a.syx")))
    try Data([0xF0, 0x7D, 2, 0xF7]).write(to: URL(filePath: bench.home("work/b.syx")))
    bench.run("device", "add", "three", "--profile", "none", "--port", "sim:two")
    #expect(bench.run("import", "a.syx", "--device", "three", "-m", "opaque").status == .done)
    let added = bench.run("diff")
    #expect(added.results.hasSuffix("\n1 device was added\n"), "\(added)")
    #expect(bench.run("import", "b.syx", "--device", "three", "--replace", "-m", "other").status == .done)
    let messages = bench.run("diff")
    #expect(messages.results.hasSuffix("\n2 messages without a slot differ\n"), "\(messages)")
    let none = bench.run("diff", "HEAD", "one")
    #expect(none.results.hasSuffix("\nnothing differs in 12 slots\n"), "\(none)")
    #expect(bench.run("diff", "HEAD~1", "one", "--exit-code").status == .done)
    for words in [["diff"], ["diff", "HEAD"], ["diff", "HEAD~1", "three"], ["show"]] {
      #expect(!bench.run(words).results.contains("0 of 0"), "\(words)")
    }
  }

  @Test("the first line names both sides; without a revision it offers the live devices")
  func firstLine() throws {
    let bench = try workspace()
    let outcome = bench.run("diff")
    #expect(outcome.results.hasPrefix("comparing "), "\(outcome)")
    let line = outcome.results.split(separator: "\n").first.map(String.init) ?? ""
    #expect(line.contains("\"first\" with ") && line.hasSuffix("\"second\""))
    #expect(outcome.notes.contains("hint:  compare with the current state of the devices: 'synvc diff --live'\n"))
    #expect(!bench.run("diff", "HEAD~1").notes.contains("--live"))
    let first = bench.run("diff", "HEAD~1", "--json").results
    #expect(first.contains("\"compared\": {") && first.contains("\"subject\": \"first\""))
    let live = bench.run("diff", "--live", "--yes")
    let heading = live.results.split(separator: "\n").first ?? ""
    #expect(heading.hasSuffix("\"second\" with the live devices one, two"), "\(live)")
    #expect(live.results.hasSuffix("\nnothing differs in 24 slots\n"), "\(live)")
    let names = bench.run("diff", "--name-only")
    #expect(names.results == "one/kit/001\n" && names.notes.contains("comparing "))
  }
}
