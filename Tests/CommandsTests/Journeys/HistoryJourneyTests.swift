import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: look at the history")
struct HistoryJourneyTests {
  /// Four snapshots of one instrument.
  static func workspace() throws -> Workbench {
    let bench = try Workbench()
    bench.snapshot("first")
    try bench.edit(
      "kit/005",
      ["name": "ACIDKIT", "level": "72", "tempo": "140", "filter on": "on", "wave": Self.wave(0x11)])
    try bench.edit("pattern/A02", ["kit": "005", "track 1 trigs": "x...x...x...x...", "track 1 step 5 note": "D#4"])
    bench.snapshot("before gig")
    try bench.edit("kit/005", ["level": "80", "wave": Self.wave(0x12)])
    try bench.edit(
      "pattern/A02", ["track 1 trigs": "x...x...x...x...x...x...x...x...x..x", "track 1 step 5 note": nil])
    bench.snapshot("after gig")
    return bench
  }

  private static func wave(_ last: Int) -> String {
    (Array(repeating: "10", count: 39) + [String(last, radix: 16)]).joined(separator: " ")
  }

  @Test("diff shows fields in the instrument's terms, grids at equal length, long bytes by count")
  func diff() throws {
    let bench = try Self.workspace()
    expectJourney(bench.run("diff"), "diff")
    expectJourney(bench.run("diff", "first", "before gig"), "diff-two")
    expectJourney(bench.run("diff", "HEAD~2", "--stat"), "diff-stat")
    expectJourney(bench.run("diff", "HEAD~2", "--name-only"), "diff-names")
    expectJourney(bench.run("diff", "HEAD~2", "--raw"), "diff-raw")
    expectJourney(bench.run("diff", "HEAD~2", "--json"), "diff-json")
    expectJourney(bench.run("diff", "HEAD~1", "kit/"), "diff-kind")
    expectJourney(bench.run("diff", "HEAD~1..HEAD", "--", "one/pattern/A01-B02"), "diff-range")
  }

  @Test("diff --exit-code returns 1 for differences and 0 for equality")
  func exitCode() throws {
    let bench = try Self.workspace()
    #expect(bench.run("diff", "--exit-code").status == .failed)
    #expect(bench.run("diff", "HEAD", "--exit-code").status == .done)
    #expect(bench.run("diff", "HEAD~1", "kit/001", "--exit-code").status == .done)
    #expect(bench.run("diff", "--raw", "HEAD", "--exit-code").status == .done)
    #expect(bench.run("diff", "--raw", "HEAD~1", "--exit-code").status == .failed)
  }

  @Test("log lists snapshots, and the history of one slot with what changed")
  func log() throws {
    let bench = try Self.workspace()
    expectJourney(bench.run("log"), "log")
    expectJourney(bench.run("log", "--oneline", "-n", "2"), "log-oneline")
    expectJourney(bench.run("log", "kit/005"), "log-slot")
    expectJourney(bench.run("log", "before gig", "kit/", "--oneline"), "log-kind")
    expectJourney(bench.run("log", "-n", "1", "--json", "kit/005"), "log-json")
    #expect(bench.run("log", "-n", "0").results == "")
  }

  @Test("show prints a snapshot with its changes, or one slot in full")
  func show() throws {
    let bench = try Self.workspace()
    expectJourney(bench.run("show"), "show")
    expectJourney(bench.run("show", "first"), "show-first")
    expectJourney(bench.run("show", "before gig:kit/005"), "show-slot")
    expectJourney(bench.run("show", "HEAD~1", "--json"), "show-json")
  }

  @Test("cat prints a slot, its bytes, and a document that encodes to the same message")
  func cat() throws {
    let bench = try Self.workspace()
    expectJourney(bench.run("cat", "HEAD:kit/005"), "cat")
    expectJourney(bench.run("cat", "HEAD:kit/5", "--hex"), "cat-hex")
    for slot in ["kit/005", "pattern/A02", "kit/001"] {
      let document = bench.run("cat", "HEAD:\(slot)", "--json")
      try bench.home.write(document.results, to: "work/item.json")
      let bytes = bench.run("cat", "HEAD:\(slot)", "--raw").bytes
      #expect(bytes.first == 0xF0 && bytes.last == 0xF7)
      #expect(bench.run("profiles", "encode", "item.json").bytes == bytes, "\(slot)")
      #expect(bench.run("profiles", "encode", "item.json", "-o", "item.syx", "--force").status == .done)
      #expect(try Array(Data(contentsOf: URL(filePath: bench.home("work/item.syx")))) == bytes)
    }
    expectJourney(bench.run("cat", "HEAD:kit/005", "--json"), "cat-json")
  }

  @Test("git log shows the instrument's terms through textconv")
  func textconv() throws {
    let bench = try Self.workspace()
    try bench.home.write(String(repeating: "x", count: 4), to: "work/text.syx")
    expectJourney(bench.run("textconv", "text.syx"), "textconv-unknown")
    let bytes = bench.run("cat", "HEAD:kit/005", "--raw").bytes
    try Data(bytes).write(to: URL(filePath: bench.home("work/kit.syx")))
    expectJourney(bench.run("textconv", "kit.syx"), "textconv")
  }

  @Test("a device removed from the rig is still shown in the history")
  func gone() throws {
    let bench = try Self.workspace()
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two")
    bench.run("device", "remove", "one")
    #expect(bench.run("snapshot", "-m", "the other").status == .done)
    #expect(bench.run("show", "before gig:one/kit/005").results.contains("ACIDKIT"))
    #expect(bench.run("log", "one/kit/005", "--oneline").results.contains("after gig"))
  }
}
