import Foundation
import TestSupport
import Testing

/// A command that is killed after HEAD has moved, before index and files have.
@Suite(
  "Recovery of a clone after a killed command",
  .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct CutCloneTests {
  /// A git that kills the program that runs it where the files are to be changed.
  ///
  /// - Parameter before: what it does first, in the work tree and with git's environment.
  private func killer(_ clone: GitClone, before: String = "") throws -> String {
    let folder = clone.binary.home("killer")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let script = """
      #!/bin/sh
      case "$*" in
      *"read-tree -m"*) \(before.isEmpty ? ":" : before); kill -9 $PPID; exit 1;;
      esac
      exec /usr/bin/git "$@"

      """
    try clone.binary.home.write(script, to: "killer/git")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/git")
    return folder + ":/usr/bin:/bin"
  }

  private func cut(_ words: [String], before: String = "") throws -> GitClone {
    let clone = try GitClone.toy()
    try clone.edit("kit/005", "level=72")
    try clone.edit("kit/006", "level=73")
    if words[0] == "undo" { try clone.check("snapshot", "-m", "second") }
    let head = try clone.head
    let outcome = try clone.run(words, path: killer(clone, before: before))
    #expect(outcome.status == 9, "\(outcome)")
    #expect(try clone.head != head)
    #expect(try clone.changes != "")
    return clone
  }

  @Test(
    "the next command, even a reading one, updates index and files",
    arguments: [["snapshot", "-m", "second"], ["undo"]], [["log"], ["status"], ["snapshot", "-m", "third"]])
  func next(words: [String], then: [String]) throws {
    let clone = try cut(words)
    #expect(try clone.binary.run(then, in: clone.folder).status == 0)
    #expect(try clone.changes == "")
    #expect(try clone("fsck").status == 0)
  }

  @Test("files that were already updated are accepted as they are")
  func partly() throws {
    let put = "/usr/bin/git cat-file blob $6:one/kit/005.syx > one/kit/005.syx"
    let clone = try cut(["snapshot", "-m", "second"], before: put)
    #expect(try clone.git("diff", "--name-only").contains("005"))
    try clone.check("log")
    #expect(try clone.changes == "")
  }

  @Test("a file edited after the kill is kept, and the next step is printed")
  func changed() throws {
    let clone = try cut(["snapshot", "-m", "second"])
    try clone.write(Array("mine".utf8), to: "one/kit/005.syx")
    let read = try clone("log")
    #expect(read.status == 0 && read.notes.contains("an interrupted command left the work tree"), "\(read)")
    let refused = try clone("snapshot", "-m", "third")
    #expect(refused.status == 14, "\(refused)")
    #expect(try String(contentsOfFile: clone.folder + "/one/kit/005.syx", encoding: .utf8) == "mine")
    #expect(try clone.shell(GitClone.command("git -C", in: refused.notes)) == 0)
    #expect(try clone.changes == "")
    try clone.edit("kit/005", "level=74")
    let next = try clone("snapshot", "-m", "third")
    #expect(next.status == 0 && !next.notes.contains("cut off"), "\(next)")
    #expect(try clone.changes == "")
  }

  @Test("a kill before HEAD moves keeps the old state")
  func before() throws {
    let clone = try GitClone.toy()
    try clone.edit("kit/005", "level=72")
    let head = try clone.head
    let folder = try killer(clone).components(separatedBy: ":")[0]
    let script = "#!/bin/sh\n/usr/bin/git \"$@\"; case \"$*\" in *'read-tree -n'*) kill -9 $PPID;; esac\n"
    try clone.binary.home.write(script, to: "killer/git")
    #expect(try clone.run(["snapshot", "-m", "second"], path: folder + ":/usr/bin:/bin").status == 9)
    #expect(try clone.head == head)
    #expect(try clone.changes == "")
    try clone.check("snapshot", "-m", "second")
    #expect(try clone.changes == "")
  }

  @Test("two concurrent commands in one clone both finish and leave nothing to commit")
  func atOnce() throws {
    let clone = try GitClone.toy()
    let names = (1...6).map { "b\($0)" }
    for (number, name) in names.enumerated() {
      try clone.write([0xF0, 0x7D, 0x55, UInt8(number), 0xF7], to: "../\(name).syx")
    }
    let running = try names.map { name in
      let process = Process()
      process.executableURL = URL(filePath: Binary.path)
      process.arguments = ["--wait", "60", "import", "../\(name).syx"]
      process.environment = ["HOME": clone.binary.home.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]
      process.currentDirectoryURL = URL(filePath: clone.folder)
      (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try process.run()
      return process
    }
    for process in running { process.waitUntilExit() }
    let stored = running.count { $0.terminationStatus == 0 }
    #expect(stored > 0)
    #expect(try clone.changes == "")
    #expect(try clone.git("rev-list", "--count", "HEAD") == "\(stored + 1)")
  }
}
