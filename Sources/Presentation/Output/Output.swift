internal import Synchronization

/// Where a command's text goes: results to standard output, everything else to standard error.
///
/// Nothing here throws: a reader that went away must not stop a send half-way. The first failure is remembered,
/// ``isOpen`` turns false, and ``finish()`` hands the failure back when the command ends.
package final class Output: Sendable {
  /// How text is written, decided once.
  package struct Rules: Sendable {
    package var json = false
    package var quiet = false
    package var results: Terminal
    package var notes: Terminal
    /// Width of the terminal; notes on one are wrapped at it.
    package var columns: @Sendable () -> Int

    package init(
      json: Bool, quiet: Bool, results: Terminal, notes: Terminal, columns: @escaping @Sendable () -> Int = { 80 }
    ) {
      self.json = json
      self.quiet = quiet
      self.results = results
      self.notes = notes
      self.columns = columns
    }
  }

  private struct State {
    var results: BufferedSink
    var notes: BufferedSink
    /// The progress line now on the terminal.
    var status: String?
    /// Whether a pager owns the terminal, so that notes have to wait.
    var isPaging = false
  }

  package let rules: Rules
  private let state: Mutex<State>

  package init(_ rules: Rules, results: any Sink, notes: any Sink) {
    self.rules = rules
    self.state = Mutex(State(results: BufferedSink(results), notes: BufferedSink(notes)))
  }

  /// Whether anyone still reads the results. A command with much to print stops when this is false.
  package var isOpen: Bool { state.withLock { $0.results.failure == nil } }

  /// Writes out the buffered output.
  package func flush() {
    state.withLock { state in
      state.results.flush()
      if !state.isPaging { state.notes.flush() }
    }
  }

  /// Ends both outputs; returns the first failure of standard output. A failure of standard error cannot be reported.
  package func finish() -> WriteFailure? {
    state.withLock { state in
      Self.clearStatus(&state)
      state.status = nil
      state.results.close()
      state.notes.flush()
      return state.results.failure
    }
  }
}

// MARK: Results

extension Output {
  /// Prints a line of the result; nothing with `--json`, whose document says it all.
  package func line(_ line: StyledText = "") {
    guard !rules.json else { return }
    writeResult(Array((line.rendered(color: rules.results.hasColor && !rules.json) + "\n").utf8))
  }

  package func lines(_ lines: some Sequence<StyledText>) {
    for line in lines { self.line(line) }
  }

  /// Prints the one document of a command with `--json`; `version` is put first where it is absent.
  package func document(_ json: JSON) { writeResult(Array((json.versioned.pretty + "\n").utf8)) }

  /// Prints one of many documents, a line each, and hands it on at once.
  package func record(_ json: JSON) {
    writeResult(Array((json.versioned.line + "\n").utf8))
    flush()
  }

  /// Shows a result as a document with `--json`, else as text.
  package func show(json: @autoclosure () -> JSON, text: (Output) throws -> Void) rethrows {
    if rules.json { document(json()) } else { try text(self) }
  }

  /// Prints bytes as they are, for `cat --raw` and its like.
  package func bytes(_ bytes: some Sequence<UInt8>) { writeResult(bytes) }

  private func writeResult(_ bytes: some Sequence<UInt8>) {
    state.withLock { state in
      Self.clearStatus(&state)
      state.results.write(bytes)
      guard rules.results.isTerminal, !state.isPaging else { return }
      state.results.flush()
      Self.drawStatus(&state)
    }
  }
}

// MARK: Notes

extension Output {
  /// Prints a note on progress; silent with `--quiet` and `--json`.
  package func note(_ line: StyledText) {
    if !rules.quiet && !rules.json { writeNote(line) }
  }

  /// Prints a warning while the command goes on; a line of JSON with `--json`.
  package func warning(_ line: StyledText) {
    if rules.json {
      writeNote(JSON.sorted([("version", 1), ("warning", .string(line.plain))]).line)
    } else {
      writeNote("\("warning:", .warning) " + line, indent: 9)
    }
  }

  /// Prints an error: words, or one line of JSON with `--json`.
  package func error(_ report: Report) {
    writeNote(rules.json ? report.json.line : report.lines.map { words($0, indent: 7) }.joined(separator: "\n"))
  }

  /// Asks without ending the line.
  package func ask(_ question: StyledText) {
    state.withLock { state in
      state.results.flush()
      Self.clearStatus(&state)
      state.notes.write(words(question).utf8)
      state.notes.flush()
    }
  }

  /// Writes one line to standard error, past the progress line.
  package func writeNote(_ text: String) {
    state.withLock { state in
      Self.clearStatus(&state)
      state.notes.write((text + "\n").utf8)
      Self.drawStatus(&state)
      if !state.isPaging { state.notes.flush() }
    }
  }

  /// Sets the status line, which stays last on the terminal and is overwritten; nil removes it.
  package func status(_ text: String?) {
    state.withLock { state in
      Self.clearStatus(&state)
      state.status = text
      Self.drawStatus(&state)
      if !state.isPaging { state.notes.flush() }
    }
  }

  private static func clearStatus(_ state: inout State) {
    guard state.status != nil, !state.isPaging else { return }
    state.notes.write("\r\u{1B}[K".utf8)
    state.notes.flush()
  }

  private static func drawStatus(_ state: inout State) {
    guard let status = state.status, !state.isPaging else { return }
    state.notes.write(status.utf8)
    state.notes.flush()
  }
}

// MARK: Pager

extension Output {
  /// Sends results to a pager from now on and holds notes back until it ends.
  package func beginPaging(into sink: any Sink) {
    state.withLock { state in
      state.results.flush()
      state.results.sink = sink
      state.isPaging = true
    }
  }

  /// Closes the pager's input, waits for the pager, and prints the held notes.
  package func endPaging(wait: () -> Void) {
    state.withLock { $0.results.close() }
    wait()
    state.withLock { state in
      state.isPaging = false
      state.notes.flush()
    }
  }
}

extension JSON {
  /// The object with `"version": 1` first, unless it says a version itself.
  var versioned: JSON {
    guard case .object(let object) = self, object["version"] == nil else { return self }
    return .ordered([("version", 1)] + object.members.map { ($0.name, $0.value) })
  }
}

extension Output {
  /// Writes a line to standard error, whatever is silenced: part of a question.
  package func writeNote(_ line: StyledText, indent: Int? = nil) { writeNote(words(line, indent: indent)) }

  /// The text for standard error, wrapped where that is a terminal.
  private func words(_ line: StyledText, indent: Int? = nil) -> String {
    let lines = rules.notes.isTerminal ? line.wrapped(to: rules.columns(), indent: indent) : [line]
    return lines.map { $0.rendered(color: rules.notes.hasColor) }.joined(separator: "\n")
  }
}
