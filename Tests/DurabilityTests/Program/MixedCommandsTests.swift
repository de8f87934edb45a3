import Files
import Foundation
import Operations
import Repository
import TestSupport
import Testing

@Suite(
  "concurrent commands", .serialized,
  .enabled(if: BuiltProgram.isBuilt, "the program was not built beside the tests"))
struct MixedCommandsTests {
  /// A command that one process ran.
  struct Run: Sendable {
    let words: [String]
    let outcome: BuiltProgram.Outcome

    /// The ids of snapshots that it said are stored: `[main 1a2b3c4] …`.
    var acknowledged: [String] {
      guard outcome.status == 0, let verb = words.first, ["import", "snapshot", "undo", "redo"].contains(verb) else {
        return []
      }
      return outcome.results.matches(of: /\[\S+ ([0-9a-f]{7,40})\]/).map { String($0.1) }
    }

    /// Why it may not have ended so; nil where all is well.
    var complaint: String? {
      if outcome.isKilled { return "ended by a signal" }
      switch outcome.status {
      case 0, 2, 11, 14: return nil
      case 1: return outcome.notes.contains("git has moved") ? "nobody used git" : nil
      case 3 where words == ["fsck", "--json"] && !outcome.results.contains("\"damage\""): return nil
      default: return "status \(outcome.status)"
      }
    }
  }

  /// Chooses commands, the same ones for the same seed.
  struct Worker {
    let number: Int
    let program: BuiltProgram
    var numbers: SeededNumbers
    private var count = 0

    init(_ number: Int, _ program: BuiltProgram, seed: UInt64) {
      self.number = number
      self.program = program
      numbers = SeededNumbers(seed: seed &* 100 &+ UInt64(number))
    }

    private static let choices =
      Array(repeating: "import", count: 6) + Array(repeating: "undo", count: 4)
      + [
        "undo 2", "redo", "redo", "snapshot", "snapshot", "tag", "tag -d", "branch", "branch -d", "branches", "log",
        "log", "log --json", "reflog", "reflog main", "reflog --operations", "show HEAD", "show HEAD@{1}", "status",
        "device list", "fsck --json", "gc",
      ]

    mutating func next() throws -> [String] {
      count += 1
      let earlier = Int.random(in: 1...count, using: &numbers)
      let choice = Self.choices.randomElement(using: &numbers) ?? "log"
      switch choice {
      case "import":
        let file = "w\(number).syx"
        let message = [0xF0, 0x7D, UInt8(number), UInt8(count % 128), UInt8(count / 128 % 128), 0xF7]
        try Data(message).write(to: URL(filePath: program.home(file)))
        return ["import", file, "--device", "w\(number)", "-m", "w\(number) \(count)"]
      case "snapshot": return ["snapshot", "-m", "s\(number) \(count)"]
      case "tag", "branch": return [choice, "\(choice)\(number)-\(count)"]
      case "tag -d": return ["tag", "-d", "tag\(number)-\(earlier)"]
      case "branch -d": return ["branch", "-d", "branch\(number)-\(earlier)"]
      case "branches": return ["branch"]
      default: return choice.split(separator: " ").map(String.init)
      }
    }
  }

  @Test("eight processes run mixed commands without seeing damage or losing acknowledged work")
  func mixed() throws {
    let program = try BuiltProgram()
    try program.expectDone("snapshot", "-m", "first")
    let seed: UInt64 = 19
    let end = Date().addingTimeInterval(PreparedScenario.isExhaustive ? 60 : 6)
    let record = Record()
    let threads = (0..<8).map { number in
      Thread {
        var worker = Worker(number, program, seed: seed)
        repeat { record.add { try Self.run(try worker.next(), program) } } while Date() < end
        record.leave()
      }
    }
    for thread in threads { thread.start() }
    while record.left(of: threads.count) > 0 { usleep(20_000) }
    #expect(record.failures.isEmpty, "seed \(seed): \(record.failures.prefix(3))")
    for run in record.runs {
      if let complaint = run.complaint { Issue.record("seed \(seed): \(complaint): \(run)") }
    }
    try judge(record, program, seed)
  }

  @Test("two processes that change different slots of one unit keep both changes")
  func memory() throws {
    let program = try BuiltProgram()
    try program.expectDone("snapshot", "-m", "first")
    let record = Record()
    for level in 1...5 {
      for slot in 1...3 {
        Thread {
          let words = ["simulate", "edit", "sim:six", "kit/\(slot)", "level=\(level * 10 + slot)"]
          record.add { try Self.run(words, program) }
          record.leave()
        }.start()
      }
      while record.left(of: level * 3) > 0 { usleep(5000) }
      #expect(record.failures.isEmpty && record.runs.allSatisfy { $0.outcome.status == 0 })
      try program.expectDone("snapshot", "-m", "level \(level)")
      for slot in 1...3 {
        let text = try program("cat", "HEAD:kit/\(slot)")
        #expect(text.results.contains("\(level * 10 + slot)"), "kit/\(slot): \(text)")
      }
    }
  }

  @Test("a send refuses a device that another process sends to, and succeeds afterwards")
  func sendLock() throws {
    let program = try BuiltProgram()
    try program.expectDone("snapshot", "-m", "first")
    try program.expectDone("simulate", "edit", "sim:six", "kit/1", "level=5")
    let lock = try KillTests.workspace(program).repository.lockNow("journal/six.lock")
    let refused = try program("checkout", "HEAD", "--all", "--send", "--yes")
    #expect(refused.status == 11 && refused.notes.contains("a send to 'six' is under way in process"), "\(refused)")
    try KillTests.check(program, "while it is locked")
    lock.release(in: RealFileSystem())
    try program.expectDone("checkout", "HEAD", "--all", "--send", "--yes")
  }

  private static func run(_ words: [String], _ program: BuiltProgram) throws -> Run {
    Run(words: words, outcome: try program.run(words))
  }

  private func judge(_ record: Record, _ program: BuiltProgram, _ seed: UInt64) throws {
    try KillTests.check(program, "seed \(seed), at the end")
    var git = Git(in: program.home.path, home: program.home.path)
    git.environment["GIT_DIR"] = program.archive
    let known = try git.lines("log", "--all", "--reflog", "--format=%H")
    let acknowledged = record.runs.flatMap(\.acknowledged)
    for id in acknowledged { #expect(known.contains { $0.hasPrefix(id) }, "seed \(seed): \(id) is gone") }
    #expect(acknowledged.count >= 8)
    let done = record.runs.filter { $0.outcome.status == 0 }
    #expect(done.contains { $0.words.first == "undo" })
    let statuses = Dictionary(grouping: record.runs, by: \.outcome.status).mapValues(\.count).sorted { $0.key < $1.key }
    print(
      "seed \(seed): \(record.runs.count) commands, statuses \(statuses.map { "\($0.key): \($0.value)" }); "
        + "\(Set(acknowledged).count) snapshots acknowledged, \(Set(known).count) there")
  }
}

/// What the threads of the test ran.
private final class Record: @unchecked Sendable {
  private let lock = NSLock()
  private var ended = 0
  private(set) var runs: [MixedCommandsTests.Run] = []
  private(set) var failures: [String] = []

  func add(_ run: () throws -> MixedCommandsTests.Run) {
    let result = Result { try run() }
    lock.withLock {
      switch result {
      case .success(let run): runs.append(run)
      case .failure(let error): failures.append("\(error)")
      }
    }
  }

  func leave() { lock.withLock { ended += 1 } }
  func left(of count: Int) -> Int { lock.withLock { count - ended } }
}
