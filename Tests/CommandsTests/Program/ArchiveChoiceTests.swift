import Files
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

@Suite("The archive used by a command")
struct ArchiveChoiceTests {
  @Test("'--archive' names the archive, in every spelling of the option")
  func guessed() {
    for words in [["log", "--archive", "/a"], ["--archive=/a", "log"], ["log", "--archive", "/b", "--archive=/a"]] {
      #expect(GlobalOptions.guess(from: words).archive == "/a", "\(words)")
    }
    for words in [["log"], ["log", "--archive"], ["log", "--", "--archive", "/a"], ["log", "--archived=/a"]] {
      #expect(GlobalOptions.guess(from: words).archive == nil, "\(words)")
    }
  }

  @Test("'--archive' opens another archive, and a missing one is an error")
  func otherArchive() throws {
    let bench = try Workbench()
    bench.snapshot("here")
    #expect(bench.run("log").results.contains("here"))
    let other = bench.home("other")
    #expect(bench.run("init", "--archive", other).status == .done)
    #expect(bench.run("log", "--archive", other).results.contains("here") == false)
    #expect(bench.run("log", "--archive", bench.home("work")).results.contains("here"))
    let missing = bench.run("log", "--archive", bench.home("nowhere"))
    #expect(missing.status != .done && missing.notes.contains("nowhere"))
  }

  @Test("a command waits only for its own archive's locks")
  func ownContext() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    let lock = bench.home("work/.synvc/operations/log.lock")
    try RealFileSystem().writeDurably([DurableFile(lock, Array("somebody's\n".utf8))]) { _ in }
    try RealFileSystem().writeDurably([DurableFile(bench.home("work/a.syx"), [0xF0, 0x7D, 1, 0xF7])]) { _ in }
    let outcome = bench.run("import", "a.syx", "--device", "two", "--wait", "0")
    #expect(outcome.status != .done && outcome.notes.contains("log.lock"), "\(outcome)")
    try RealFileSystem().remove(lock)
    #expect(bench.run("import", "a.syx", "--device", "two", "--wait", "0").status == .done)
    #expect(bench.run("log").results.contains("first"))
  }
}
