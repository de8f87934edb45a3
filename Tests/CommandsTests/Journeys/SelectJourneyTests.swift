import Foundation
import TestSupport
import Testing

@testable import Presentation

/// The worked example of an instrument that can only be asked for its edit buffer.
private enum Pocket {
  static func text() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/formats/example-edit-buffer.yaml"), encoding: .utf8)
  }
}

@Suite("Journey: an instrument read by program selection")
struct SelectJourneyTests {
  private func bench() throws -> Workbench {
    let bench = try Workbench(device: false)
    try bench.home.write(try Pocket.text(), to: ".config/synvc/profiles/pocket.yaml")
    #expect(bench.run("device", "add", "pocket", "--profile", "nimbus-pocket", "--port", "sim:pocket").status == .done)
    return bench
  }

  @Test("reading commands announce the loss first, fail without confirmation, and proceed with '--yes'")
  func asked() throws {
    let bench = try bench()
    #expect(bench.run("snapshot", "-m", "x", "--yes").status == .done)
    for slot in ["patch/A02", "patch/B01"] {
      #expect(bench.run("simulate", "edit", "sim:pocket", slot, "level=7").status == .done)
    }
    for words in [
      ["snapshot", "-m", "y"], ["status"], ["diff", "--live"], ["checkout", "HEAD", "--send"], ["checkout", "HEAD"],
      ["status", "patch/A01"],
    ] {
      let refused = bench.run(words)
      #expect(refused.status == .refused && refused.results.isEmpty, "\(words): \(refused)")
      #expect(refused.notes.contains("unsaved edits of the edit buffer are lost") && refused.notes.contains("'--yes'"))
      #expect(!refused.notes.contains(" is selected "))
      let read = bench.run(words + ["--yes", "--dry-run"].prefix(words[0] == "checkout" ? 2 : 1))
      #expect(read.status == .done && read.notes.contains(" is selected "), "\(words): \(read)")
    }
    let json = bench.run("snapshot", "-m", "z", "--yes", "--json")
    #expect(json.results.contains(#""standsOn": "layer/4""#) && json.results.contains(#""unconfirmed": ["#))
  }

  @Test("a terminal user is asked once per command; 'no' sends nothing")
  func terminal() throws {
    let bench = try bench()
    bench.terminal = true
    bench.answers = ["n"]
    let no = bench.run("snapshot", "-m", "x")
    #expect(no.status == .refused && no.notes.contains("not confirmed") && !no.notes.contains(" is selected "), "\(no)")
    bench.answers = ["y"]
    let yes = bench.run("snapshot", "-m", "x")
    #expect(yes.status == .done && yes.notes.contains("layer/4 is selected now"), "\(yes)")
    #expect(yes.results.contains(": layer/1-4, equal to the one before"), "\(yes.results)")
    #expect(yes.notes.components(separatedBy: "[y/N]").count == 2)
  }

  @Test("a slot is sent and verified; an unstorable slot is refused with the reason")
  func sent() throws {
    let bench = try bench()
    #expect(bench.run("snapshot", "-m", "x", "--yes").status == .done)
    bench.run("simulate", "edit", "sim:pocket", "patch/B03", "level=7")
    bench.run("simulate", "edit", "sim:pocket", "layer/2", "split=C2")
    let sent = bench.run("checkout", "HEAD", "patch/B03", "--send", "--yes")
    #expect(sent.status == .done && sent.results.contains("read back: 1 of 1 slot matches"), "\(sent)")
    for force in [[], ["--force"]] {
      let refused = bench.run(["checkout", "x", "layer/2", "--send", "--yes"] + force)
      #expect(
        refused.status == .refused && refused.notes.contains("takes dumps into its edit buffer only"), "\(refused)")
    }
  }

  @Test("'auto' skips the device with the reason, and reads it where its settings allow")
  func automatic() throws {
    let bench = try bench()
    let passed = bench.run("auto")
    #expect(passed.status == .done && passed.results.isEmpty && passed.notes.isEmpty)
    #expect(bench.run("auto", "--verbose").results.contains("reading selects programs on the device"))
    let config = URL(filePath: bench.home("work/.synvc/config"))
    let text = try String(contentsOf: config, encoding: .utf8)
    try (text + "[synvc \"pocket\"]\n\tselect = true\n").write(to: config, atomically: true, encoding: .utf8)
    #expect(bench.run("auto").results.hasPrefix("pocket: 20 slots read; [main "))
  }

  @Test("the profile page tells how each kind is read and what is never sent")
  func profile() throws {
    let bench = try bench()
    let shown = bench.run("profiles", "show", "nimbus-pocket")
    #expect(shown.results.contains("read by selecting each on the instrument, never sent"), "\(shown.results)")
    #expect(bench.run("profiles", "show", "nimbus-pocket", "--json").results.contains(#""selected": true"#))
  }
}

@Suite(
  "An instrument read by program selection, with the built program",
  .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct SelectBinaryTests {
  @Test("an absent bank's slots are stored with a mark shown by log and show, which disappears once present")
  func absent() throws {
    let binary = try Binary()
    try FileManager.default.createDirectory(
      atPath: binary.home(".config/synvc/profiles"), withIntermediateDirectories: true)
    try binary.home.write(try Pocket.text(), to: ".config/synvc/profiles/pocket.yaml")
    #expect(try binary("init").status == 0)
    let added = try binary(
      "device", "add", "pocket", "--profile", "nimbus-pocket", "--channel", "3", "--port", "from,to")
    #expect(added.status == 0, "\(added)")
    for layer in 1...4 {
      let edit = try binary(
        "simulate", "edit", "sim:one", "--profile", "nimbus-pocket", "layer/\(layer)", "split=C\(layer)")
      #expect(edit.status == 0, "\(edit)")
    }
    var unit = try ServedProcess(
      binary, "--baud", "0", "--channel", "3", "--absent-bank", "patch/B01", profile: "nimbus-pocket")
    let first = try binary("snapshot", "-m", "first", "--yes", "--no-verify")
    #expect(first.status == 0, "\(first)")
    #expect(first.results.contains("8 slots unconfirmed: patch/B01-B08, equal to the one before"), "\(first)")
    for words in [["log"], ["show"], ["git", "log"]] {
      #expect(try binary.run(words).results.contains("patch/B01-B08"), "\(words)")
    }
    #expect(try binary("log", "--json").results.contains("pocket patch/B01-B08"))
    #expect(try unit.end(SIGTERM).status == 0)
    unit = try ServedProcess(binary, "--baud", "0", "--channel", "3", profile: "nimbus-pocket")
    let second = try binary("snapshot", "-m", "second", "--yes")
    #expect(second.status == 0 && second.results.contains("8 slots changed"), "\(second)")
    #expect(try !binary("show").results.contains("unconfirmed"))
    #expect(try unit.end(SIGTERM).status == 0)
  }
}
