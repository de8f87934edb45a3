import Foundation
import TestSupport
import Testing

@testable import Presentation

extension Workbench {
  /// What the unit at `sim:one` holds, byte for byte.
  var memory: Data? { FileManager.default.contents(atPath: home(".local/state/synvc/simulated/one.syx")) }

  /// Runs the command that a text names behind a word, as it stands there, with '--yes'.
  func follow(_ text: String, after word: String, before end: Character) throws -> Outcome {
    let rest = try #require(text.firstRange(of: word)).upperBound
    let command = text[rest...].prefix { $0 != end && $0 != "\n" }
    #expect(command.hasPrefix("synvc "), "\(text)")
    return run(ShellSplit.words(String(command.dropFirst("synvc ".count))) + ["--yes"])
  }
}

@Suite("Journey: printed commands restore overwritten content")
struct WayBackTests {
  /// A unit with two snapshots and an edit that none of them holds.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    bench.snapshot("first")
    bench.run("branch", "live")
    try bench.edit("kit/003", ["name": "ACID", "level": "11"])
    bench.snapshot("second")
    try bench.edit("kit/004", ["level": "12"])
    return bench
  }

  private func head(_ bench: Workbench) -> String {
    String(bench.run("log", "--oneline", "-n", "1").results.prefix(7))
  }

  @Test(
    "a plain undo names the unchanged device and the command that restores it without a second step")
  func undo() throws {
    let bench = try bench()
    let before = bench.memory
    #expect(bench.run("checkout", "first", "--send", "--yes").status == .done)
    let restored = bench.memory
    let undone = bench.run("undo")
    #expect(
      undone.notes.contains("'one' was left unchanged: bring the instrument to HEAD with 'synvc undo --send'"))
    #expect(bench.memory == restored)
    let commit = head(bench)
    let along = try bench.follow(undone.notes, after: "to HEAD with '", before: "'")
    #expect(along.status == .done && along.notes.contains("the last 'synvc undo' left 'one' unchanged"), "\(along)")
    #expect(head(bench) == commit && bench.memory == before, "no second step, and the unit as it was")
    let next = bench.run("undo", "--send", "--yes", "--json")
    #expect(next.status == .done && next.results.contains("\"command\": [\n    \"checkout\","), "\(next)")
    #expect(bench.run("log", "--oneline", "-n", "1").results.contains("second"))
    #expect(bench.run("redo", "2", "--send", "--yes").status == .done && bench.memory == restored)
  }

  @Test("undo with a number reverts that many more commands at once")
  func counted() throws {
    let bench = try bench()
    bench.run("checkout", "first", "--send", "--yes")
    bench.run("undo")
    #expect(bench.run("undo", "1", "--send", "--yes").results.contains("[main "))
    #expect(bench.run("log", "--oneline", "-n", "1").results.contains("second"))
  }

  @Test("redo works likewise; a redone undo, or one without device changes, offers no device command")
  func redo() throws {
    let bench = try bench()
    bench.run("checkout", "first", "--send", "--yes")
    let restored = bench.memory
    bench.run("undo", "--send", "--yes")
    let redone = bench.run("redo")
    #expect(redone.notes.contains("bring the instrument to HEAD with 'synvc redo --send'"), "\(redone)")
    let commit = head(bench)
    #expect(try bench.follow(redone.notes, after: "to HEAD with '", before: "'").status == .done)
    #expect(head(bench) == commit && bench.memory == restored)
    bench.run("undo")
    #expect(!bench.run("redo").notes.contains("left alone"), "HEAD says again what the unit holds")
    let undone = bench.run("undo", "--send", "--yes")
    #expect(undone.results.contains("undid: synvc checkout first --send --yes"), "\(undone)")
    bench.run("tag", "gig")
    #expect(!bench.run("undo").notes.contains("left alone"))
  }

  @Test("after every sending verb the printed command restores the saved content")
  func saved() throws {
    for words in [["checkout", "first"], ["checkout", "first", "kit/003", "kit/004"], ["undo"], ["switch", "live"]] {
      let bench = try bench()
      let before = bench.memory
      let sent = bench.run(words + ["--send", "--yes"])
      #expect(sent.status == .done && bench.memory != before, "\(sent)")
      #expect(sent.notes.contains("saved the current state as "), "\(sent.notes)")
      let back = try bench.follow(sent.notes, after: "(undo with '", before: "'")
      #expect(back.status == .done && bench.memory == before, "\(words): \(sent.notes)\(back)")
    }
  }

  @Test("already stored content is restorable too, and only that is described so")
  func stored() throws {
    for words in [["checkout", "first"], ["checkout", "first", "kit/003"], ["undo"], ["switch", "live"]] {
      let bench = try bench()
      bench.snapshot("third")
      let before = bench.memory
      let sent = bench.run(words + ["--send", "--yes"])
      #expect(sent.notes.contains("the current state is already saved as "), "\(sent.notes)")
      let back = try bench.follow(sent.notes, after: "(undo with '", before: "'")
      #expect(back.status == .done && bench.memory == before, "\(words): \(sent.notes)\(back)")
    }
  }

  @Test("a send of single slots keeps other edits, and its restore command names these slots")
  func onlySlots() throws {
    let bench = try bench()
    let sent = bench.run("checkout", "first", "kit/003", "--send", "--yes")
    try bench.edit("kit/008", ["level": "13"])
    #expect(sent.notes.contains(" kit/003 --send')"), "\(sent.notes)")
    #expect(try bench.follow(sent.notes, after: "(undo with '", before: "'").status == .done)
    let live = bench.run("diff", "--live", ":/second", "--name-only").results
    #expect(live.contains("kit/004") && live.contains("kit/008") && !live.contains("kit/003"), "\(live)")
  }

  @Test("content saved off the branch is listed in the reflog")
  func reflog() throws {
    let bench = try bench()
    let sent = bench.run("undo", "--send", "--yes")
    let id = try #require(sent.notes.firstMatch(of: /state as ([0-9a-f]{7})/)).1
    let row = try #require(bench.run("reflog").results.split(separator: "\n").first { $0.hasPrefix(id) })
    #expect(row.contains("  saved  ") && row.hasSuffix("safety: before restore \"first\""), "\(row)")
    #expect(bench.run("reflog", "--json").results.contains("\"saved\": [\n    {\n      \"id\": \"\(id)"))
    #expect(!bench.run("reflog", "main").results.contains("  saved  "))
  }

  @Test("the copy saved for an undo is no undoable command and keeps redo available")
  func copies() throws {
    let bench = try bench()
    bench.run("checkout", "first", "--send", "--yes")
    bench.run("undo", "--send", "--yes")
    try bench.edit("kit/008", ["level": "13"])
    #expect(bench.run("undo", "--send", "--yes").notes.contains("saved the current state"))
    #expect(bench.run("redo", "2", "--send", "--yes").status == .done)
    #expect(bench.run("log", "--oneline", "-n", "1").results.contains("restore \"first\""))
  }

  @Test("a send without differences makes no snapshot, and reports a HEAD that differs from the device")
  func nothing() throws {
    let bench = try bench()
    bench.snapshot("third")
    bench.run("checkout", "first", "--send", "--yes")
    let commit = head(bench)
    let again = bench.run("checkout", "first", "--send", "--yes")
    #expect(again.status == .done && again.results == "nothing was sent\n" && head(bench) == commit, "\(again)")
    #expect(!again.notes.contains("already saved") && !again.notes.contains("HEAD differs"))
    bench.run("undo")
    let behind = bench.run("checkout", "first", "--send", "--yes")
    #expect(behind.notes.contains("HEAD differs from the current state: store it with 'synvc snapshot'"), "\(behind)")
    #expect(!behind.notes.contains("already saved"))
    #expect(try bench.follow(behind.notes, after: "store it with '", before: "'").results.contains("[main "))
    #expect(bench.run("status", "--exit-code").status == .done)
  }

  @Test("repeated restores do not nest their titles")
  func titles() throws {
    let bench = try bench()
    bench.run("checkout", "first", "--send", "--yes")
    for _ in 0..<4 { #expect(bench.run("checkout", "HEAD~1", "--send", "--yes").status == .done) }
    try bench.edit("kit/005", ["level": "14"])
    #expect(bench.run("checkout", "HEAD~1", "--send", "--yes").status == .done)
    let lines = bench.run("log", "--oneline").results.split(separator: "\n")
    let subjects = Set(lines.map { $0.dropFirst(27).replacing("  (HEAD → main)", with: "") })
    #expect(
      subjects.sorted() == [
        "before restore \"first\"", "before restore of what was there before \"first\"", "first  (live)",
        "restore \"first\"", "restore what was there before \"first\"", "second",
      ])
    try bench.edit("kit/006", ["level": "15"])
    bench.run("checkout", ":/^restore what", "--send", "--yes")
    let last = bench.run("log", "--oneline", "-n", "2").results
    #expect(last.contains("  before restore of what was there before \"first\"\n"), "\(last)")
    #expect(last.contains("  restore what was there before \"first\"  (HEAD"), "\(last)")
  }
}

/// Words of a command as a shell would take them: those in quotes are one.
enum ShellSplit {
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        (quote, word) = (character, word ?? "")
      } else if character == " " {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
