import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: a history that git merged")
struct MergedHistoryTests {
  /// Two lines of snapshots: one changed a kit, the other another one, and git joined them.
  private func workspace() throws -> Workbench {
    let bench = try Workbench()
    bench.snapshot("base")
    bench.run("branch", "theirs")
    try bench.edit("kit/001", ["level": "1"])
    bench.snapshot("ours 1")
    try bench.edit("kit/001", ["level": "2"])
    bench.snapshot("ours 2")
    #expect(bench.run("switch", "theirs", "--send", "--yes").status == .done)
    try bench.edit("kit/002", ["level": "3"])
    let outcome = bench.run("snapshot", "-m", "theirs 1")
    #expect(outcome.status == .done, "\(outcome)")
    try join(bench)
    return bench
  }

  /// Merges both branches in a clone, as a user does, and hands the result to the archive's `main`.
  private func join(_ bench: Workbench) throws {
    var git = Git(in: bench.home("work"), home: bench.home.path)
    git.environment["GIT_COMMITTER_DATE"] = "1700003600 +0100"
    git.environment["GIT_AUTHOR_DATE"] = "1700003600 +0100"
    try git("clone", "-q", "--branch", "main", ".synvc", "clone")
    var clone = Git(in: bench.home("work/clone"), home: bench.home.path)
    clone.environment = git.environment
    try clone("merge", "-q", "--no-ff", "-m", "join both", "origin/theirs")
    try clone("push", "-q", "origin", "main")
  }

  private func subjects(_ bench: Workbench, _ words: String...) -> [String] {
    let outcome = bench.run(["log", "--oneline", "main"] + words)
    #expect(outcome.status == .done, "\(outcome)")
    return outcome.results.split(separator: "\n").map { line in
      String(line.dropFirst(27)).replacing(/\ +\(.*\)$/, with: "")
    }
  }

  @Test("log lists snapshots of both branches in git's order")
  func bothLines() throws {
    let bench = try workspace()
    let all = subjects(bench)
    #expect(all.count == 5 && all.first == "join both" && all.last == "base", "\(all)")
    #expect(all.contains("theirs 1") && all.contains("ours 2"))
    let git = Git(in: bench.home("work/.synvc"), home: bench.home.path)
    #expect(try all == git.lines("--git-dir=.", "log", "--date-order", "--format=%s", "main"))
  }

  @Test("a slot's log lists its changes on either branch and omits unrelated merges")
  func slots() throws {
    let bench = try workspace()
    #expect(subjects(bench, "kit/001") == ["ours 2", "ours 1", "base"])
    #expect(subjects(bench, "kit/002") == ["theirs 1", "base"])
    #expect(subjects(bench, "kit/003") == ["base"])
    #expect(subjects(bench, "kit/001", "kit/002").sorted() == ["base", "join both", "ours 1", "ours 2", "theirs 1"])
  }

  @Test("log draws the graph, each snapshot's changes, and what a merge joined")
  func shown() throws {
    let bench = try workspace()
    expectJourney(bench.run("log", "main", "--graph", "--oneline"), "log-graph-oneline")
    expectJourney(bench.run("log", "main", "--graph"), "log-graph")
    expectJourney(bench.run("log", "main", "-p", "-n", "2"), "log-patch")
    expectJourney(bench.run("log", "main", "--graph", "--oneline", "--stat"), "log-graph-stat")
    expectJourney(bench.run("log", "main", "--graph", "--oneline", "kit/001"), "log-graph-slot")
    expectJourney(bench.run("log", "main", "--json", "--stat", "-n", "1"), "log-stat-json")
    #expect(bench.run("show", "main").results.contains("\nMerge:  "))
  }

  @Test("--since and --until filter by date with git's syntax")
  func dates() throws {
    let bench = try workspace()
    let git = Git(in: bench.home("work/.synvc"), home: bench.home.path)
    let moments = try git.lines("--git-dir=.", "log", "--date-order", "--format=%ct", "main").compactMap { Int($0) }
    let middle = moments.sorted()[2]
    let options = ["--since": "--since", "--after": "--since", "--until": "--until", "--before": "--until"]
    for (option, name) in options {
      let expected = try git.lines(
        "--git-dir=.", "log", "--date-order", "--format=%s", "\(name)=\(middle)", "main")
      #expect(subjects(bench, option, "\(middle)") == expected, "\(option)")
    }
    #expect(subjects(bench, "--since", "2023-11-01", "--until", "2023-11-02") == [])
    let wrong = bench.run("log", "--since", "someday")
    #expect(wrong.status == .usage && wrong.notes.contains("'someday' is not a valid date"))
  }
}
