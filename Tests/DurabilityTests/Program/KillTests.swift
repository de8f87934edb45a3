import Files
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Repository
import TestSupport
import Testing
import Archive

@Suite(
  "the program killed and run concurrently", .serialized,
  .enabled(if: BuiltProgram.isBuilt, "the program was not built beside the tests"))
struct KillTests {
  /// The archive as this process sees it.
  static func workspace(_ program: BuiltProgram) throws -> Workspace {
    let registry = ProfileRegistry()
    _ = registry.add(SixSlots.text, from: "tests")
    let context = RepositoryContext(files: RealFileSystem(), lockContext: .current(command: "test"), report: { _ in })
    return Workspace(
      repository: try Repository(opening: program.archive, context), registry: registry,
      author: Signature(name: "Test", email: "test@localhost", seconds: 1_700_000_000, zone: "+0000"), arguments: ["x"])
  }

  /// Subjects of the line that HEAD leads to, the oldest first.
  static func subjects(_ workspace: Workspace) throws -> [String] {
    var walk = HistoryWalk(workspace.repository.objects, from: try workspace.head().map { [$0] } ?? [])
    var found: [String] = []
    while let next = try walk.next() { found.append(SnapshotCommit(next.id, next.commit).subject) }
    return found.reversed()
  }

  /// Fsck of synvc's own and of git find nothing that matters.
  static func check(_ program: BuiltProgram, _ note: String) throws {
    let own = try program("fsck", "--json")
    #expect(own.status == 0 || own.status == 3, "\(note): \(own)")
    #expect(!own.results.contains("\"damage\""), "\(note): \(own)")
    var git = Git(in: program.home.path, home: program.home.path)
    git.environment["GIT_DIR"] = program.archive
    try git("fsck", "--strict", "--full")
  }

  /// Seconds until the process has ended, or `limit` has passed.
  @discardableResult
  private static func wait(_ limit: Double, for process: Process) -> Double {
    let start = Date()
    while process.isRunning, Date().timeIntervalSince(start) < limit { usleep(500) }
    return Date().timeIntervalSince(start)
  }

  /// What an import takes when nothing happens to it: the middle one of five.
  private static func usualTime(_ program: BuiltProgram) throws -> Double {
    var times: [Double] = []
    for number in 0..<5 {
      try Data([0xF0, 0x7D, 0x7F, UInt8(number), 0xF7]).write(to: URL(filePath: program.home("x.syx")))
      _ = try program.run(["import", "x.syx", "--device", "one", "-m", "prepared \(number)"]) { process in
        times.append(wait(10, for: process))
      }
    }
    return times.sorted()[2]
  }

  @Test("a kill at any time leaves the old or the new state and everything acknowledged")
  func killed() throws {
    let program = try BuiltProgram(port: nil)
    let seed: UInt64 = 11
    var numbers = SeededNumbers(seed: seed)
    let runs = PreparedScenario.isExhaustive ? 500 : 60
    var (killed, done) = (0, 0)
    let usual = try Self.usualTime(program)
    var line = try Self.subjects(try Self.workspace(program))
    for run in 0..<runs {
      let text = "run \(run)"
      try Data([0xF0, 0x7D, UInt8(run % 128), UInt8(run / 128), 0xF7]).write(to: URL(filePath: program.home("x.syx")))
      let delay = usual * Double.random(in: 0.2..<3, using: &numbers)
      let outcome = try program.run(["import", "x.syx", "--device", "one", "-m", text]) { process in
        Self.wait(delay, for: process)
        kill(process.processIdentifier, SIGKILL)
      }
      let isDone = !outcome.isKilled && outcome.status == 0
      (killed, done) = (killed + (outcome.isKilled ? 1 : 0), done + (isDone ? 1 : 0))
      #expect(outcome.isKilled || isDone, "run \(run) of seed \(seed): \(outcome)")
      let found = try Self.subjects(try Self.workspace(program))
      #expect(found == line + [text] || !isDone && found == line, "run \(run) of seed \(seed): \(found.suffix(2))")
      line = found
      if run % 20 == 19 { try Self.check(program, "run \(run) of seed \(seed)") }
    }
    #expect(killed > 0 && line.count > 5, "some are killed, and some get far enough")
    try program.expectDone("import", "x.syx", "--device", "two", "-m", "last")
    try Self.check(program, "at the end")
    print("\(runs) runs of seed \(seed): \(killed) killed, \(done) done, \(line.count) snapshots in the line")
  }

  @Test("eight processes make snapshots during gc and fsck without losing each other's objects")
  func together() throws {
    let program = try BuiltProgram(port: nil)
    let (workers, each) = (8, PreparedScenario.isExhaustive ? 125 : 5)
    let ledger = Ledger()
    let threads = (0..<workers).map { worker in
      let thread = Thread {
        defer { ledger.leave() }
        for number in 0..<each { ledger.add(Self.store(program, worker, number)) }
      }
      ledger.enter()
      thread.start()
      return thread
    }
    let collections = Self.collect(program, until: ledger)
    #expect(threads.allSatisfy(\.isFinished) || ledger.failures.isEmpty)
    #expect(collections > 0)
    #expect(ledger.failures.isEmpty, "\(ledger.failures.prefix(3))")
    let workspace = try Self.workspace(program)
    let subjects = try Self.subjects(workspace)
    #expect(subjects.sorted() == ledger.done.sorted(), "what was said to be stored is in the line, once")
    let state = try workspace.state(try workspace.head())
    for worker in 0..<workers {
      let held = state.device("w\(worker)")?.messages.map(\.message.bytes) ?? []
      let wanted = (0..<each).map { [0xF0, 0x7D, UInt8(worker), UInt8($0), 0xF7] }
      #expect(held == wanted, "device w\(worker) lost what was stored of it")
    }
    try Self.check(program, "at the end")
    print(
      "\(workers) processes made \(ledger.done.count) snapshots; \(ledger.retries) times one found the archive locked;"
        + " gc packed it \(collections) times meanwhile")
  }

  /// Runs gc and fsck again and again until all have ended; how often gc came to its end.
  private static func collect(_ program: BuiltProgram, until ledger: Ledger) -> Int {
    var count = 0
    while !ledger.isOver {
      do {
        let outcome = try program("gc")
        if outcome.status == 0 { count += 1 }
        if outcome.status != 0 && outcome.status != 11 { ledger.add(.failed("gc: \(outcome)")) }
        let check = try program("fsck")
        if check.status != 0 && check.status != 3 { ledger.add(.failed("fsck: \(check)")) }
      } catch {
        ledger.add(.failed("gc: \(error)"))
      }
    }
    return count
  }

  /// One snapshot; one that finds the archive locked tries again.
  private static func store(_ program: BuiltProgram, _ worker: Int, _ number: Int) -> Ledger.Entry {
    let text = "w\(worker) \(number)"
    let file = "w\(worker).syx"
    do {
      try Data([0xF0, 0x7D, UInt8(worker), UInt8(number), 0xF7]).write(to: URL(filePath: program.home(file)))
      for tries in 0..<50 {
        let outcome = try program("import", file, "--device", "w\(worker)", "-m", text)
        if outcome.status == 0 { return .done(text, retries: tries) }
        if outcome.status != 11 { return .failed("\(text): \(outcome)") }
      }
      return .failed("\(text): always locked")
    } catch {
      return .failed("\(text): \(error)")
    }
  }
}

/// What the threads of a test did.
private final class Ledger: @unchecked Sendable {
  enum Entry {
    case done(String, retries: Int)
    case failed(String)
  }

  private let lock = NSLock()
  private var working = 0
  private(set) var done: [String] = []
  private(set) var failures: [String] = []
  private(set) var retries = 0

  func add(_ entry: Entry) {
    lock.lock()
    defer { lock.unlock() }
    switch entry {
    case .done(let text, let retries):
      done.append(text)
      self.retries += retries
    case .failed(let text): failures.append(text)
    }
  }

  func enter() {
    lock.lock()
    working += 1
    lock.unlock()
  }

  func leave() {
    lock.lock()
    working -= 1
    lock.unlock()
  }

  var isOver: Bool {
    lock.lock()
    defer { lock.unlock() }
    return working == 0
  }
}
