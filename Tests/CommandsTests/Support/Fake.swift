import Synchronization

@testable import Commands
@testable import Presentation

/// Ours, not the one of Swift Testing.
typealias ExitStatus = Presentation.ExitStatus

/// Keeps what is written; can fail like a full disk or a reader that left.
final class MemorySink: Sink {
  private let written = Mutex<[UInt8]>([])
  private let failure: WriteFailure?
  private let room: Int

  /// - Parameter room: bytes that are taken before `failure`.
  init(failure: WriteFailure? = nil, room: Int = 0) {
    self.failure = failure
    self.room = room
  }

  var bytes: [UInt8] { written.withLock { $0 } }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func write(_ bytes: [UInt8]) throws(WriteFailure) {
    let total = written.withLock { written in
      written += bytes
      return written.count
    }
    if let failure, total > room { throw failure }
  }

  func close() throws(WriteFailure) {}
}

/// A clock that is set by hand.
final class HandClock: Sendable {
  private let time = Mutex<Duration>(.zero)

  var now: Duration { time.withLock { $0 } }
  func pass(_ span: Duration) { time.withLock { $0 += span } }
}

/// ProcessEnvironment without a system: a fixed environment, time set by hand, outputs kept in memory.
struct Fake {
  let results: MemorySink
  let notes = MemorySink()
  let clock = HandClock()
  var process: ProcessEnvironment

  /// - Parameters:
  ///   - terminal: whether all three standard descriptors are a terminal, 60 columns wide.
  ///   - answers: what the user types, a line each.
  init(
    terminal: Bool = false, environment: [String: String] = ["TERM": "xterm"], answers: [String] = [],
    signal: Int32? = nil, results: MemorySink = MemorySink()
  ) {
    self.results = results
    let clock = clock
    let lines = Lines(answers)
    process = ProcessEnvironment(
      environment: environment, workingDirectory: "/work", home: "/home/user", executable: "/usr/bin/synvc",
      clock: SystemClock(now: { .seconds(1_700_000_000) + clock.now }, uptime: { clock.now }, zone: { _ in 3600 }),
      input: ProcessEnvironment.Input(isTerminal: terminal, readLine: { lines.next() }),
      results: ProcessEnvironment.Channel(sink: results, isTerminal: terminal),
      notes: ProcessEnvironment.Channel(sink: notes, isTerminal: terminal), columns: { terminal ? 60 : nil },
      interrupt: Interrupt { signal })
  }

  /// Runs a command line of the sample program.
  func run(_ words: String...) -> ExitStatus {
    Program(root: Sample.self, completions: Sample.complete).run(words, in: process)
  }

  func context(json: Bool = false, quiet: Bool = false) -> CommandContext {
    CommandContext(process, options: .guess(from: (json ? ["--json"] : []) + (quiet ? ["--quiet"] : [])))
  }
}

private final class Lines: Sendable {
  private let lines: Mutex<[String]>
  init(_ lines: [String]) { self.lines = Mutex(lines) }
  func next() -> String? { lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}
