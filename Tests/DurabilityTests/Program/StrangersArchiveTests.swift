import Foundation
import TestSupport
import Testing

/// What a stranger made is read within bounds of time and memory: each command ends, with a status and words.
///
/// `make test` tries a sample of the commands, seeded; `SYNVC_EXHAUSTIVE=1` all of them.
@Suite(
  "the program on untrusted archives", .enabled(if: BuiltProgram.isBuilt, "the program was not built beside the tests")
)
struct StrangersArchiveTests {
  static let reading = [
    "log -n 5", "log --json", "log --graph", "log --stat -n 5", "log dev", "show", "show :/x", "diff", "diff HEAD~1",
    "cat dev/unknown/a", "ls", "ls --json", "status", "fsck", "fsck --json", "export HEAD -o -", "branch", "tag",
    "reflog",
    "reflog --operations", "device list", "checkout HEAD --dry-run", "gc --dry-run",
  ]
  /// Those that find nothing to say in an archive without tags, logs or slots.
  private static let mayBeSilent = ["tag", "reflog", "export", "diff", "branch"]

  /// Generous, for a debug build on a busy machine.
  private static let seconds = 90
  /// Of addresses, of which the program and its libraries take a part without using it.
  private static let kilobytes = 1_500_000

  @Test("every reading command finishes within its limits", arguments: StrangersArchive.Kind.allCases)
  func read(kind: StrangersArchive.Kind) throws {
    let program = try BuiltProgram(port: nil)
    let folder = program.home("stranger")
    try StrangersArchive.make(kind, in: folder)
    try Self.read(folder, kind.rawValue, program, always: ["fsck"])
  }

  /// Runs the commands that are always run and one more; with `SYNVC_EXHAUSTIVE=1` all.
  static func read(_ folder: String, _ name: String, _ program: BuiltProgram, always: [String] = []) throws {
    var numbers = SeededNumbers(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    let some = PreparedScenario.isExhaustive ? reading : always + reading.shuffled(using: &numbers).prefix(1)
    for command in some {
      let words = command.split(separator: " ").map(String.init)
      let started = "ulimit -v \(kilobytes) && exec timeout -s KILL \(seconds) \"$0\" --archive \"$@\""
      let outcome = try program.run(["-c", started, BuiltProgram.path, folder] + words, program: "/bin/bash")
      let what = "\(name): \(command): status \(outcome.status), \(outcome.notes.prefix(500))"
      #expect(!outcome.isKilled && outcome.status < 70, "\(what)")
      #expect(!outcome.notes.isEmpty || !outcome.results.isEmpty || mayBeSilent.contains(words[0]), "\(what)")
      if outcome.status != 0 { #expect(!outcome.notes.isEmpty || words[0] == "fsck", "\(what)") }
      if words[0] != "export" { #expect(!steers(outcome.notes) && !steers(outcome.results), "\(what)") }
    }
  }

  /// Whether a text holds what a terminal obeys.
  private static func steers(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 9 || $0.value == 0x1B || $0.value == 0x9B }
  }
}

/// What makes the archives of an attacker, beside the project.
private enum AttackersArchives {
  static let script = BuiltProgram.root.deletingLastPathComponent().appending(path: "shared/cases/attack/host.py")
  static var arePresent: Bool { FileManager.default.fileExists(atPath: script.path) }
}

@Suite(
  "the program on an attacker's archives",
  .enabled(if: BuiltProgram.isBuilt, "the program was not built beside the tests"),
  .enabled(if: AttackersArchives.arePresent, "no ../shared/cases beside the project"))
struct AttackersArchiveTests {
  @Test("every reading command finishes within its limits")
  func read() throws {
    let program = try BuiltProgram(port: nil)
    // Packed as fast as can be: what is unpacked is the same.
    let quick = """
      import runpy, sys, zlib
      whole, part = zlib.compress, zlib.compressobj
      zlib.compress = lambda data, *rest: whole(data, 1)
      zlib.compressobj = lambda *rest: part(1)
      sys.argv = sys.argv[1:]
      runpy.run_path(sys.argv[0], run_name="__main__")
      """
    let made = try program.run(
      ["python3", "-c", quick, AttackersArchives.script.path, program.home("host")], program: "/usr/bin/env")
    try #require(made.status == 0 && !made.isKilled, "\(made)")
    let names = try FileManager.default.contentsOfDirectory(atPath: program.home("host")).sorted()
    try #require(names.count > 25)
    for name in names { try StrangersArchiveTests.read(program.home("host/\(name)"), name, program) }
  }
}
