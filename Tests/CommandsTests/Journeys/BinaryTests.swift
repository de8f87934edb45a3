import Foundation
import TestSupport
import Testing

@testable import Commands

/// The program as it was built, in a process of its own: what only that can show.
@Suite("The built program", .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct BinaryTests {
  @Test("a Monomachine is read, stored and read again with the profile installed next to the program")
  func monomachine() throws {
    let binary = try Binary()
    #expect(try binary("init").status == 0)
    let added = try binary("device", "add", "mono", "--profile", "elektron-monomachine", "--port", "sim:mono")
    #expect(added.results == "mono  Elektron Monomachine, sim:mono\n", "\(added.notes)")
    let snapshot = try binary("snapshot", "-m", "first", "--no-verify")
    #expect(snapshot.status == 0 && snapshot.results.contains("288 slots read for the first time"), "\(snapshot)")
    let shown = try binary("show", "HEAD:kit/005")
    #expect(shown.status == 0 && shown.results.contains("mono kit/005"))
    #expect(try binary("diff", "--exit-code", "HEAD").status == 0)
  }

  @Test("the program's textconv lets git show messages in the instrument's terms")
  func textconv() throws {
    let binary = try Binary()
    try binary.prepareToy()
    let git = try binary("git", "log", "-p", "--", "one/kit/005.syx")
    #expect(git.status == 0 && git.results.contains("+Toy One kit/005 \"INIT 005\"\n"), "\(git)")
    #expect(git.results.contains("+level                   100\n"))
  }

  @Test("'synvc git' ends with git's own status")
  func gitStatus() throws {
    let binary = try Binary()
    #expect(try binary("init").status == 0)
    #expect(try binary("git", "rev-parse", "--verify", "-q", "nothing").status == 1)
    #expect(try binary("git", "no-such-command").status == 1)
    #expect(try binary("--archive", "/nonexistent", "git", "status").status == 10)
  }

  @Test("damage exits with its own status, is never read as data, and is repaired from a copy")
  func fsck() throws {
    let binary = try Binary()
    try binary.prepareToy()
    let archive = binary.home(".synvc")
    try FileManager.default.copyItem(atPath: archive, toPath: binary.home("copy"))
    #expect(try binary("fsck").status == 0)
    let folder = archive + "/objects/pack"
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".pack") })
    try FileManager.default.removeItem(atPath: folder + "/" + name)
    for words in [
      ["log"], ["show"], ["cat", "kit/001"], ["diff", "HEAD"], ["export", "HEAD", "-o", "x.syx", "--force"],
    ] {
      #expect(try binary.run(words).status == 12, "\(words)")
    }
    #expect(try binary("fsck").status == 12)
    #expect(try binary("fsck", "--repair", "--from", "copy").status == 0)
    #expect(try binary("cat", "kit/001").status == 0)
  }

  @Test("errors and wrong usage exit with their own statuses")
  func statuses() throws {
    let binary = try Binary()
    #expect(try binary("log").status == 10)
    #expect(try binary("logg").status == 64)
    #expect(try binary("--version").results == "synvc \(Synvc.version)\n")
    try binary.home.write("", to: "empty.yaml")
    #expect(try binary("profiles", "check", "empty.yaml").status == 65)
    #expect(try binary("profiles", "check", "/dev/null").status == 13)
  }
}

/// The program in a folder of its own.
struct Binary {
  static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".build/debug/synvc").path
  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

  struct Outcome {
    let status: Int32
    let results: String
    let notes: String
  }

  let home: TemporaryFolder

  init() throws { home = try TemporaryFolder() }

  func prepareToy() throws {
    let folder = home(".config/synvc/profiles")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try home.write(ToyDevice.text, to: ".config/synvc/profiles/toy.yaml")
    for words in [
      ["init"], ["device", "add", "one", "--profile", "toy", "--port", "sim:one"], ["snapshot", "-m", "x"],
    ] {
      let outcome = try run(words)
      #expect(outcome.status == 0, "\(words): \(outcome)")
    }
  }

  func callAsFunction(_ words: String...) throws -> Outcome { try run(words) }

  /// - Parameter path: where it finds other programs.
  func run(_ words: [String], in folder: String? = nil, path: String = "/usr/bin:/bin") throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = words
    process.environment = ["HOME": home.path, "PATH": path, "LC_ALL": "C", "TZ": "UTC"]
    process.currentDirectoryURL = URL(filePath: folder ?? home.path)
    for name in ["out", "err"] { try home.write("", to: name) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: home("out")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: home("err")))
    try process.run()
    process.waitUntilExit()
    let text = { (name: String) in try String(contentsOfFile: home(name), encoding: .utf8) }
    return Outcome(status: process.terminationStatus, results: try text("out"), notes: try text("err"))
  }
}
