import Synchronization

@testable import Presentation

/// Keeps what is written; can fail like a full disk or a reader that left.
final class MemorySink: Sink {
  private let written = Mutex<[UInt8]>([])
  private let failure: WriteFailure?

  init(failure: WriteFailure? = nil) { self.failure = failure }

  var bytes: [UInt8] { written.withLock { $0 } }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func write(_ bytes: [UInt8]) throws(WriteFailure) {
    written.withLock { $0 += bytes }
    if let failure { throw failure }
  }

  func close() throws(WriteFailure) {}
}

/// An output whose text is kept in memory.
struct OutputFixture {
  let output: Output
  let results: MemorySink
  let notes = MemorySink()

  /// - Parameters:
  ///   - terminal: whether both outputs are a terminal, 60 columns wide.
  ///   - term: the kind of terminal, `TERM`.
  init(
    terminal: Bool = false, term: String = "xterm", json: Bool = false, quiet: Bool = false,
    results: MemorySink = MemorySink()
  ) {
    self.results = results
    let screen = Terminal(isTerminal: terminal, color: json || quiet ? .never : .auto, environment: ["TERM": term])
    output = Output(
      Output.Rules(json: json, quiet: quiet, results: screen, notes: screen, columns: { 60 }), results: results,
      notes: notes)
  }
}
