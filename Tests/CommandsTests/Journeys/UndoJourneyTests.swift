import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: undo and redo")
struct UndoJourneyTests {
  private static func git(_ bench: Workbench) -> TestSupport.Git {
    var git = TestSupport.Git(in: bench.home.path, home: bench.home.path)
    git.environment["GIT_DIR"] = bench.home("work/.synvc")
    return git
  }

  /// HEAD and every branch and tag with what it leads to; what is kept of deleted ones aside.
  private static func refs(_ bench: Workbench) throws -> [String] {
    let git = git(bench)
    let all = try git.lines("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags")
    return try git.lines("symbolic-ref", "HEAD") + all
  }

  /// Commands that move refs, each with what prepares it.
  private static let commands: [(words: [String], level: String?)] = [
    (["snapshot", "-m", "second"], "11"), (["tag", "gig"], nil), (["tag", "said", "-m", "as played"], nil),
    (["branch", "live"], nil), (["snapshot", "-m", "third"], "12"), (["tag", "-f", "gig", "HEAD"], nil),
    (["branch", "-f", "live", "HEAD"], nil), (["switch", "-c", "tour"], nil), (["snapshot", "-m", "fourth"], "13"),
    (["branch", "-m", "tour", "road"], nil), (["branch", "-m", "live", "on/stage"], nil),
    (["import", "kit.syx", "--device", "one", "-m", "from a file"], nil), (["switch", "main", "--force"], nil),
    (["branch", "-d", "road"], nil), (["tag", "-d", "gig"], nil), (["tag", "-d", "said"], nil),
    (["branch", "road", "HEAD"], nil), (["branch", "-d", "road", "on/stage"], nil),
    (["checkout", "first", "--send", "--yes"], nil),
  ]

  /// A studio on which all commands were run, and the refs after each operation, the state before the first one first.
  private static func workspace() throws -> (Workbench, states: [[String]]) {
    let bench = try Workbench()
    bench.snapshot("first")
    try Data(bench.run("cat", "HEAD:kit/003", "--raw").bytes).write(to: URL(filePath: bench.home("work/kit.syx")))
    var states = [try refs(bench)]
    for (words, level) in commands {
      if let level { try bench.edit("kit/005", ["level": level]) }
      if words[0] == "import" { try bench.edit("kit/003", ["level": "3"]) }
      let before = try count(bench)
      let outcome = bench.run(words)
      #expect(outcome.status == .done, "\(words): \(outcome)")
      let new = try count(bench) - before
      // A command of two operations has a state between them, which no one has seen.
      for _ in 1..<max(new, 1) { states.append([]) }
      if new > 0 { states.append(try refs(bench)) }
    }
    return (bench, states)
  }

  private static func count(_ bench: Workbench) throws -> Int {
    let text = try String(contentsOfFile: bench.home("work/.synvc/operations/log"), encoding: .utf8)
    return text.split(separator: "\n").count
  }

  @Test("every ref-moving command is undone exactly, one by one, and redone exactly")
  func everyCommand() throws {
    let (bench, states) = try Self.workspace()
    for state in states.dropLast().reversed() {
      let outcome = bench.run("undo")
      #expect(outcome.status == .done && outcome.results.hasPrefix("undid: synvc "), "\(outcome)")
      if !state.isEmpty { #expect(try Self.refs(bench) == state, "\(outcome)") }
    }
    let end = bench.run("undo")
    #expect(end.status == .refused && end.notes.contains("made the first snapshot"), "\(end)")
    for state in states.dropFirst() {
      let outcome = bench.run("redo")
      #expect(outcome.status == .done && outcome.results.hasPrefix("redid: synvc "), "\(outcome)")
      if !state.isEmpty { #expect(try Self.refs(bench) == state, "\(outcome)") }
    }
    #expect(bench.run("redo").status == .failed)
    #expect(try Self.git(bench).lines("fsck", "--strict", "--no-dangling") == [])
  }

  @Test("several commands are undone and redone at once, never more than exist")
  func several() throws {
    let (bench, states) = try Self.workspace()
    let count = states.count - 1
    #expect(bench.run("undo", "5").results.split(separator: "\n").count { $0.hasPrefix("undid: ") } == 5)
    #expect(try Self.refs(bench) == states[count - 5])
    let tooMany = bench.run("redo", "6")
    #expect(tooMany.status == .failed && tooMany.notes.contains("no more than 5 can be redone"), "\(tooMany)")
    #expect(try Self.refs(bench) == states[count - 5])
    #expect(bench.run("redo", "5").status == .done)
    #expect(try Self.refs(bench) == states[count])
    #expect(bench.run("undo", "\(count)").status == .done)
    #expect(try Self.refs(bench) == states[0])
    #expect(bench.run("undo", "99").status == .failed)
    #expect(bench.run("undo", "0").status == .usage)
    #expect(bench.run("redo", "\(count)").status == .done)
    #expect(try Self.refs(bench) == states[count])
  }

  @Test("a deleted or renamed branch keeps its reflog, and undo restores it")
  func reflogs() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    bench.run("switch", "-c", "live")
    try bench.edit("kit/005", ["level": "12"])
    bench.snapshot2("second", on: "live")
    bench.run("switch", "main", "--force")
    let before = bench.run("reflog", "live", "--json").results
    #expect(before.contains("snapshot: second"))
    #expect(bench.run("branch", "-d", "live").status == .done)
    let kept = try Self.git(bench).lines("for-each-ref", "--format=%(refname)", "refs/synvc/deleted")
    let log = try Self.git(bench).lines("reflog", "--format=%gs", kept[0])
    #expect(log == ["branch: deleted", "snapshot: second", "switch: to live"])
    #expect(bench.run("undo").results.contains("branch live points to "))
    #expect(
      try Self.git(bench).lines("reflog", "--format=%gs", "live")
        == ["undo: branch", "branch: deleted", "snapshot: second", "switch: to live"])
    bench.run("branch", "-m", "live", "stage")
    #expect(try Self.git(bench).lines("reflog", "--format=%gs", "stage").count == 5)
    #expect(bench.run("undo").status == .done)
    #expect(try Self.git(bench).lines("reflog", "--format=%gs", "live").first == "undo: branch")
    #expect(try Self.git(bench).lines("fsck", "--strict", "--no-dangling") == [])
  }

  @Test("operations are listed with their outcome")
  func list() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    bench.run("tag", "gig")
    bench.run("undo")
    bench.run("redo")
    bench.run("tag", "-d", "gig")
    bench.run("undo")
    expectGolden(bench.run("reflog", "--operations").results, "journey-operations")
    let json = bench.run("reflog", "--operations", "--json").results
    #expect(json.contains("\"mark\":\"undone\"") || json.contains("\"mark\": \"undone\""))
  }

  @Test("undo refuses a ref that git has moved since, names it and changes nothing")
  func movedByGit() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    try bench.edit("kit/005", ["level": "12"])
    bench.snapshot("second")
    bench.run("tag", "gig")
    try Self.git(bench)("update-ref", "refs/tags/gig", "HEAD~1")
    let refs = try Self.refs(bench)
    let outcome = bench.run("undo")
    #expect(outcome.status == .failed && outcome.notes.contains("git has moved 'gig' since"), "\(outcome)")
    #expect(try Self.refs(bench) == refs)
  }

  @Test("a snapshot by a clock that lags prints a note and is dated after its parent")
  func clock() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    bench.clock.pass(.seconds(-3_000_000))
    for (text, level) in [("second", "12"), ("third", "13")] {
      try bench.edit("kit/005", ["level": level])
      bench.snapshot(text)
    }
    #expect(bench.run("log", "--oneline").results.split(separator: "\n").map { $0.split(separator: " ")[1] }.count == 3)
    let subjects = try Self.git(bench).lines("log", "--date-order", "--format=%s %ct", "main")
    #expect(subjects.map { $0.split(separator: " ")[0] } == ["third", "second", "first"])
    #expect(Set(subjects.map { $0.split(separator: " ")[1] }).count == 1)
    let facts = try Self.git(bench)("log", "-1", "--format=%(trailers:key=Synvc-Clock,key=Synvc-Sequence)", "main")
    #expect(facts.contains("Synvc-Sequence: 3") && facts.contains("Synvc-Clock: 1697"), "\(facts)")
    #expect(bench.run("undo", "2").status == .done && bench.run("redo", "2").status == .done)
  }
}

extension Workbench {
  fileprivate func snapshot2(_ text: String, on branch: String) {
    let outcome = run("snapshot", "-m", text)
    #expect(outcome.status == .done && outcome.results.contains("[\(branch) "), "\(outcome)")
  }
}
