import Foundation
import TestSupport
import Testing

/// What only the system itself can show.
@Suite(
  "The built program under system limits",
  .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct LimitsOfTheSystemTests {
  private func shell(_ binary: Binary, _ script: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.environment = [
      "HOME": binary.home.path, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC", "S": Binary.path,
    ]
    process.currentDirectoryURL = URL(filePath: binary.home.path)
    try binary.home.write("", to: "out")
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: binary.home("out")))
    process.standardError = process.standardOutput
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOfFile: binary.home("out"), encoding: .utf8))
  }

  @Test("a read-only disk allows reading; writing fails with status 13")
  func mounted() throws {
    let binary = try Binary()
    try binary.prepareToy()
    let mount = "mount --bind .synvc .synvc && mount -o remount,bind,ro .synvc"
    let probe = try shell(binary, "unshare -rm sh -c '\(mount) && ! touch .synvc/x 2>/dev/null'")
    // Where mounting is not allowed this cannot be shown; the twin above shows it everywhere.
    guard probe.status == 0 else { return print("skipped: no mount for reading only here: \(probe.output)") }
    for words in [
      "log", "show", "diff HEAD", "status", "fsck", "branch", "reflog", "git log --oneline", "cat HEAD:kit/001",
    ] {
      let outcome = try shell(binary, "unshare -rm sh -c '\(mount) && exec $S \(words)'")
      #expect(outcome.status == 0, "\(words): \(outcome)")
    }
    for words in ["tag x", "undo", "branch y", "device remove one"] {
      let outcome = try shell(binary, "unshare -rm sh -c '\(mount) && exec $S \(words)'")
      #expect(outcome.status == (words == "undo" ? 14 : 13), "\(words): \(outcome)")
    }
  }

  @Test(
    "under any umask objects are read-only, permissions stay within it, and the archive works",
    arguments: ["077", "027", "002", "000"])
  func umask(mask: String) throws {
    let binary = try Binary()
    let script = "umask \(mask); $S init && $S device add one --profile elektron-digitone --port sim:one && $S tag x"
    #expect(try shell(binary, script).status != 0)  // no snapshot yet, so no tag
    let made = try shell(
      binary, "umask \(mask); printf '\\360\\175\\001\\367' > a.syx; $S import a.syx -m one && $S tag x && $S log")
    #expect(made.status == 0, "\(made)")
    let loose = try shell(binary, "find .synvc/objects -type f -perm /222")
    #expect(loose.output == "", "an object that can be written: \(loose.output)")
    let open = try shell(binary, "find .synvc -perm /\(mask)")
    #expect(mask == "000" || open.output == "", "more than the umask allows: \(open.output)")
    #expect(try shell(binary, "git --git-dir=.synvc fsck --strict").status == 0)
  }

  @Test("an archive behind a symlink works, and the symlink is kept")
  func link() throws {
    let binary = try Binary()
    try binary.prepareToy()
    let moved = try shell(
      binary, "mkdir else && mv .synvc else/a && ln -s else/a .synvc && $S tag x && $S undo && $S redo && $S log")
    #expect(moved.status == 0, "\(moved)")
    #expect(try shell(binary, "test -L .synvc && git --git-dir=else/a rev-parse x").status == 0)
  }
}
