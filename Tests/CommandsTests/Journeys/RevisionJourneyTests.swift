import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: name snapshots and slots")
struct RevisionJourneyTests {
  /// Three snapshots, two of one subject.
  private func workspace() throws -> Workbench {
    let bench = try Workbench()
    bench.snapshot("gig")
    try bench.edit("kit/001", ["level": "1"])
    bench.snapshot("rehearsal: part 2")
    try bench.edit("kit/001", ["level": "2"])
    bench.snapshot("gig")
    return bench
  }

  private func subjects(_ bench: Workbench, _ words: String...) -> [String] {
    let outcome = bench.run(["log", "--oneline"] + words)
    return outcome.results.split(separator: "\n").map { String($0.dropFirst(27)) }
  }

  @Test("export without a revision writes HEAD's content, all or selected slots")
  func exportHead() throws {
    let bench = try HistoryJourneyTests.workspace()
    for (words, other) in [([], ["HEAD"]), (["one/kit/"], ["HEAD", "one/kit/"])] as [([String], [String])] {
      let one = bench.run(["export"] + words + ["-o", "a.syx", "--force"])
      let two = bench.run(["export"] + other + ["-o", "b.syx", "--force"])
      #expect(one.status == .done && two.status == .done, "\(one) \(two)")
      let bytes = FileManager.default.contents(atPath: bench.home("work/a.syx"))
      #expect(bytes?.isEmpty == false && bytes == FileManager.default.contents(atPath: bench.home("work/b.syx")))
    }
    let empty = try Workbench()
    empty.run("init")
    #expect(empty.run("export", "-o", "a.syx").status == empty.run("export", "HEAD", "-o", "a.syx").status)
  }

  @Test("a subject selects its snapshot, and a note shows which one")
  func subject() throws {
    let bench = try workspace()
    #expect(subjects(bench, "rehearsal: part 2") == ["rehearsal: part 2", "gig"])
    let outcome = bench.run("show", "rehearsal: part 2")
    #expect(outcome.notes.hasPrefix("'rehearsal: part 2' is ") && outcome.status == .done)
    #expect(bench.run("cat", "rehearsal: part 2:kit/001").results.contains("level                   1\n"))
  }

  @Test("an ambiguous subject lists its snapshots with dates and none is chosen without asking")
  func several() throws {
    let bench = try workspace()
    let outcome = bench.run("show", "gig")
    #expect(outcome.status == .unknownName)
    #expect(outcome.notes.contains("'gig' is ambiguous, with 2 matches: ") && outcome.notes.contains(" 2023-11-14 "))
    bench.terminal = true
    bench.answers = ["2"]
    let asked = bench.run("show", "gig", "--color=never", "--no-pager")
    #expect(asked.notes.contains("'gig' is one of:\n  1  "))
    #expect(asked.results.contains("\n    gig\n") && !asked.results.contains("level"))
    bench.answers = ["7"]
    #expect(bench.run("show", "gig").status == .refused)
  }

  @Test("git revisions take precedence over subjects: ancestors, reflog, dates, branches, tags, ids")
  func git() throws {
    let bench = try workspace()
    bench.run("branch", "HEAD~2x")
    bench.run("tag", "v1", "HEAD~1", "-m", "marked")
    bench.run("branch", "live", "HEAD~2")
    #expect(subjects(bench, "v1").first?.hasPrefix("rehearsal: part 2") == true)
    #expect(subjects(bench, "live").count == 1)
    #expect(subjects(bench, "HEAD@{1}").count == 2)
    #expect(subjects(bench, ":/part").count == 2)
    #expect(subjects(bench, "@").count == 3)
    let id = bench.run("show", "HEAD~1", "--json").results.firstMatch(of: /"id": "([0-9a-f]{40})"/)?.1
    #expect(subjects(bench, String((id ?? "").prefix(6))).count == 2)
  }

  @Test("unknown, ambiguous and misplaced words are refused with a hint")
  func refused() throws {
    let bench = try workspace()
    let cases: [([String], ExitStatus, String)] = [
      (["log", "rehersal: part 2"], .unknownName, "did you mean 'rehearsal: part 2'?"),
      (["log", "kit/01x"], .unknownName, "did you mean 'kit/001'"),
      (["log", "kit/001", "HEAD"], .usage, "follows a slot"),
      (["log", "HEAD", "HEAD~1"], .usage, "at most 1 is allowed"), (["diff", "HEAD~9"], .unknownName, "parent number"),
      (["diff", "HEAD", "HEAD", "HEAD"], .usage, "at most 2 are allowed"),
      (["show", "kit/"], .unknownName, "not one slot"),
      (["cat", "HEAD"], .unknownName, "not one slot"), (["log", "--", "HEAD"], .unknownName, "no slot 'HEAD'"),
      (["log", "kit/001", "--"], .unknownName, "is not a revision"),
      (["cat", "HEAD:wave/1"], .unknownName, "holds nothing"),
      (["log", "--number=-1"], .usage, "--number takes 0 or more"),
      (["diff", "--stat", "--raw"], .usage, "cannot be used together"),
    ]
    for (words, status, part) in cases {
      let outcome = bench.run(words)
      #expect(outcome.status == status && outcome.notes.contains(part), "\(words): \(outcome.notes)")
      #expect(outcome.results == "", "\(words)")
    }
  }

  @Test("a name of both a branch and a slot is refused until '--' disambiguates it")
  func both() throws {
    let bench = try workspace()
    bench.run("branch", "one")
    bench.run("branch", "kit/001", "HEAD~2")
    let outcome = bench.run("log", "one")
    #expect(outcome.status == .unknownName && outcome.notes.contains("'one' is a revision and a slot"))
    #expect(subjects(bench, "kit/001", "--").count == 1)
    #expect(subjects(bench, "--", "kit/001").count == 3)
    #expect(subjects(bench, "HEAD", "kit/001").count == 0)
    #expect(bench.run("log", "HEAD", "--", "kit/001").status == .done)
  }

  @Test("slots are found with any zero padding and case; a device name picks one of two instruments")
  func slots() throws {
    let bench = try workspace()
    #expect(subjects(bench, "kit/1").count == 3)
    #expect(subjects(bench, "KIT/001").count == 3)
    #expect(subjects(bench, "pattern/a1-B2").count == 1)
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two")
    bench.snapshot("two of them")
    let outcome = bench.run("log", "kit/001")
    #expect(outcome.status == .unknownName && outcome.notes.contains("write 'one/kit/001' or 'two/kit/001'"))
    #expect(subjects(bench, "two/kit/001").count == 1)
    #expect(subjects(bench, "one").count == 3)
  }
}
