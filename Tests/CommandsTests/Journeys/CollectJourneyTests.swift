import Files
import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: pack the archive")
struct CollectJourneyTests {
  /// Two snapshots and, leading nowhere, a third that git made and forgot.
  private func workspace() throws -> (bench: Workbench, git: TestSupport.Git, lost: String) {
    let bench = try Workbench()
    bench.snapshot("first")
    try bench.edit("kit/001", ["level": "2"])
    bench.snapshot("second")
    var git = TestSupport.Git(in: bench.home.path, home: bench.home.path)
    git.environment["GIT_DIR"] = bench.home("work/.synvc")
    let lost = try git("commit-tree", "-m", "lost", "HEAD^{tree}").filter { !$0.isNewline }
    return (bench, git, lost)
  }

  private func packs(_ bench: Workbench) throws -> Int {
    try RealFileSystem().list(bench.home("work/.synvc/objects/pack")).filter { $0.hasSuffix(".pack") }.count
  }

  @Test("gc does what --dry-run announced and keeps the history; a second run has nothing to do")
  func packs() throws {
    let (bench, git, lost) = try workspace()
    let log = bench.run("log").results
    let before = try packs(bench)
    let plan = bench.run("gc", "--dry-run")
    #expect(plan.status == .done && plan.results.hasPrefix("would pack "), "\(plan)")
    #expect(plan.notes.contains("nothing was changed"))
    #expect(try packs(bench) == before)
    let outcome = bench.run("gc")
    #expect(outcome.status == .done && outcome.results.hasPrefix("packed "), "\(outcome)")
    #expect(outcome.results.contains("kept although unreachable: 1 object"))
    #expect(try packs(bench) == 2, "one of all snapshots, one of what is too young to be dropped")
    #expect(bench.run("log").results == log)
    #expect(bench.run("gc").results.contains(" in one pack already: nothing to pack"))
    #expect(bench.run("fsck").status == .done)
    #expect(bench.run("undo").status == .done, "what can be undone can still be undone")
    try git("fsck", "--strict")
    #expect(try git("cat-file", "-t", lost) == "commit\n")
  }

  @Test("gc deletes old unreachable objects and lists them in its JSON")
  func drops() throws {
    let (bench, git, lost) = try workspace()
    // The times of files are real, the program's is 2023: it passes to 40 days from now.
    bench.clock.pass(.seconds(Int(Date().timeIntervalSince1970) - 1_700_000_000 + 40 * 86400))
    let never = bench.run("gc", "--prune", "never")
    #expect(never.results.contains("nothing to delete"))
    let plan = bench.run("gc", "--dry-run")
    #expect(
      plan.results.contains("would delete as unreachable: 1 object ") && plan.results.contains("'lost'"), "\(plan)")
    let outcome = bench.run("--json", "gc")
    #expect(outcome.results.contains(lost) && outcome.results.contains("\"droppedSnapshots\""), "\(outcome)")
    #expect((try? git("cat-file", "-t", lost)) == nil)
    try git("fsck", "--strict")
  }

  @Test("an invalid date is wrong usage; a running gc is waited for and then named")
  func refused() throws {
    let (bench, _, _) = try workspace()
    let usage = bench.run("gc", "--prune", "some day")
    #expect(usage.status == .usage && usage.notes.contains("'some day' is not a valid date"), "\(usage)")
    try bench.home.write("pid 1\n", to: "work/.synvc/operations/packs.lock")
    let locked = bench.run("--wait", "0", "gc")
    #expect(locked.status == .locked && locked.notes.contains("packs.lock"), "\(locked)")
    #expect(bench.run("--wait", "0", "snapshot", "-m", "goes on").status == .done)
  }
}
