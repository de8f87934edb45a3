import Files
import Objects
import Operations
import Storage
import TestSupport
import Testing
import Concurrency

@testable import Commands

@Suite("the archive that is opened while the command line is read")
struct ArchiveAheadTests {
  private func request(_ given: String?) -> DiscoveryRequest {
    DiscoveryRequest(given: given, workingFolder: "/work", environment: [:], home: "/home/user")
  }

  @Test("is the one that '--archive' names, however it is written")
  func guessed() {
    for words in [["log", "--archive", "/a"], ["--archive=/a", "log"], ["log", "--archive", "/b", "--archive=/a"]] {
      #expect(GlobalOptions.guess(from: words).archive == "/a", "\(words)")
    }
    for words in [["log"], ["log", "--archive"], ["log", "--", "--archive", "/a"], ["log", "--archived=/a"]] {
      #expect(GlobalOptions.guess(from: words).archive == nil, "\(words)")
    }
  }

  @Test("is given to who looks for the same one, and to nobody else; the first guess counts")
  func sameRequest() throws {
    let files = MemoryFileSystem()
    let context = ArchiveContext(files: files, lockContext: .current(command: "test")) { _ in }
    let made = try Archive.create(at: "/a", format: .sha1, textconv: "cat", context)
    let (ahead, queue) = (ArchiveAhead(), SerialQueue())
    #expect(ahead.archive(for: request("/a")) == nil)
    ahead.begin(request("/a"), by: queue) { made }
    ahead.begin(request("/b"), by: queue) { nil }
    #expect(ahead.archive(for: request("/a"))?.objects === made.objects)
    #expect(ahead.archive(for: request("/b")) == nil && ahead.archive(for: request(nil)) == nil)
  }

  @Test("is the one that the command then works on, unless the words mean another one after all")
  func taken() throws {
    let bench = try Workbench()
    let (_, process) = bench.process
    let other = bench.home("other")
    #expect(bench.run("init", "--archive", other).status == .done)
    func context(_ words: String..., opening: ArchiveAhead = ArchiveAhead()) -> CommandContext {
      CommandContext(process, options: .guess(from: words), opening: opening)
    }
    let first = context("log")
    first.openAhead()
    let ahead = try #require(first.opening.archive(for: first.discoveryRequest))
    #expect(try context("log", opening: first.opening).openArchive().objects === ahead.objects)
    let second = try context("log", "--archive", other, opening: first.opening).openArchive()
    #expect(second.objects !== ahead.objects && second.folder == other)
    #expect(first.alone.process.helper == nil)
  }

  @Test("what HEAD holds of the device that the words name is read with it, once")
  func devices() throws {
    for words in [["a.syx", "--device", "mono"], ["--device=mono", "a.syx"], ["--device", "x", "--device", "mono"]] {
      #expect(Import.devicesRead(words) == ["mono"], "\(words)")
    }
    for words in [["a.syx"], ["a.syx", "--device"], ["a.syx", "--", "--device", "mono"]] {
      #expect(Import.devicesRead(words) == nil, "\(words)")
    }
    #expect(Log.devicesRead(["--device", "mono"]) == nil)
    let bench = try Workbench()
    bench.snapshot("first")
    let context = CommandContext(bench.process.1, options: .guess(from: []))
    context.openAhead(reading: ["one"])
    let first = try #require(context.readAhead(["one"]))
    #expect(context.readAhead(["one"]) === first)
    #expect(context.readAhead(["other"]) !== first)
    let workspace = try context.workspace()
    let head = try #require(try workspace.head())
    #expect(first.state(of: head, in: workspace.archive, devices: ["one"])?.device("one") != nil)
  }

  @Test("one that is not there is looked for again, and its absence told")
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

  @Test("its locks are those of the command, not of the guess")
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
