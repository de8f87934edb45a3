import Foundation
import Operations
import TestSupport
import Testing

@Suite(
  "signals during work", .serialized,
  .enabled(if: BuiltProgram.isBuilt, "the program was not built beside the tests"))
struct SignalTests {
  static let signals: [(number: Int32, status: Int32)] = [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)]
  /// A slot takes a second to be read over it, so that the signal comes while there is more to do.
  static let slow = "sim:six,baud=200"

  /// Files that only a process at work has.
  private func leftovers(_ program: BuiltProgram) -> [String] {
    let all = FileManager.default.enumerator(atPath: program.archive)?.compactMap { $0 as? String } ?? []
    return all.filter { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return name.hasSuffix(".lock") || name.hasPrefix(".tmp") || name.hasPrefix("tmp_")
    }
  }

  /// The signal comes when a file of the process has these words in it.
  private func interrupted(
    _ program: BuiltProgram, by signal: Int32, when words: String, in file: String, _ arguments: [String]
  ) throws -> BuiltProgram.Outcome {
    try program.run(arguments) { process in
      let path = program.home(file)
      let came = poll(while: { process.isRunning }) {
        (try? String(contentsOfFile: path, encoding: .utf8))?.contains(words) ?? false
      }
      #expect(came && process.isRunning, "it was over before the signal")
      kill(process.processIdentifier, signal)
    }
  }

  @Test("an interrupted snapshot exits with 128 + n, stores nothing, and can be repeated at once")
  func snapshot() throws {
    let program = try BuiltProgram(port: Self.slow)
    for (signal, status) in Self.signals {
      let before = try KillTests.subjects(try KillTests.workspace(program))
      let words = ["snapshot", "-m", "cut", "--no-verify", "--wire-log", "wire.txt"]
      let outcome = try interrupted(program, by: signal, when: " < ", in: "wire.txt", words)
      try FileManager.default.removeItem(atPath: program.home("wire.txt"))
      #expect(!outcome.isKilled && outcome.status == status, "\(outcome)")
      #expect(try KillTests.subjects(try KillTests.workspace(program)) == before)
      #expect(leftovers(program).isEmpty, "\(leftovers(program))")
      try program.expectDone("git", "config", "synvc.six.port", "sim:six")
      try program.expectDone("snapshot", "-m", "after \(signal)", "--no-verify", "--exact")
      try program.expectDone("git", "config", "synvc.six.port", Self.slow)
    }
    try KillTests.check(program, "after three signals")
  }

  @Test("an interrupted send leaves a journal, and 'checkout --continue' completes it")
  func send() throws {
    let program = try BuiltProgram(port: "sim:six")
    try program.expectDone("snapshot", "-m", "wanted", "--no-verify")
    for (index, (signal, status)) in Self.signals.enumerated() {
      for slot in ["kit/1", "kit/2", "kit/3"] {
        try program.expectDone("simulate", "edit", "sim:six", slot, "level=\(index + 1)", "tune=\(index + 1)")
      }
      try program.expectDone("snapshot", "-m", "edited \(index)", "--no-verify")
      try program.expectDone("git", "config", "synvc.six.port", Self.slow)
      let words = ["checkout", "wanted", "--send", "--yes", "--assume", "HEAD"]
      let outcome = try interrupted(program, by: signal, when: "\nsent ", in: "music/.synvc/journal/six", words)
      #expect(!outcome.isKilled && outcome.status == status, "\(outcome)")
      #expect(leftovers(program).isEmpty, "\(leftovers(program))")
      #expect(try KillTests.workspace(program).journals().count == 1, "\(outcome)")
      try program.expectDone("git", "config", "synvc.six.port", "sim:six")
      let second = try program("checkout", "wanted", "--send", "--yes")
      #expect(second.status == 14, "another send is refused: \(second)")
      let again = try program("checkout", "--continue", "--yes")
      #expect(again.status == 0, "\(again)")
      #expect(try KillTests.workspace(program).journals().isEmpty)
      let status = try program("status")
      #expect(status.status == 0, "\(status)")
      #expect(try program("diff", "--exit-code", "wanted").status == 0)
    }
    try KillTests.check(program, "after three signals")
  }

  @Test(
    "an interrupt on a terminal restores its settings and clears the progress line",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "no program makes terminals here"))
  func terminal() throws {
    let program = try BuiltProgram(port: Self.slow)
    let command = """
      stty -g > before; (until grep -qs ' < ' wire.txt; do sleep 0.05; done; kill -INT $(cat pid)) &
      TERM=xterm sh -c 'echo $$ > pid; exec \(BuiltProgram.path) snapshot -m cut --no-verify --wire-log wire.txt';
      echo $? > status; stty -g > after
      """
    let outcome = try program.run(
      ["-qec", command.split(separator: "\n").joined(separator: " "), "/dev/null"], program: "/usr/bin/script")
    let text = { (name: String) in
      String(decoding: try Data(contentsOf: URL(filePath: program.home(name))), as: UTF8.self)
    }
    #expect(try text("status") == "130\n", "\(outcome)")
    #expect(try text("before") == text("after") && !text("before").isEmpty)
    let lines = outcome.results.split(separator: "\r\n").map(String.init)
    #expect(lines.contains { $0.contains("reading") }, "a progress line was drawn")
    let drawn = lines.last { $0.contains("error") } ?? ""
    #expect(drawn.contains("\r\u{1B}[K") || !drawn.contains("reading"), "\(lines)")
  }
}
