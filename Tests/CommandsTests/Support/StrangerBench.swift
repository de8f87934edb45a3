import Foundation
import Glibc
import TestSupport

/// Somebody's repository that tracks an archive, as plain `git clone` brings it to a user.
struct StrangerBench {
  /// Who wrote the repository.
  let stranger: Workbench
  /// Who cloned it.
  let victim: Workbench
  /// A message of the instrument's.
  let kit: Data
  private let pokes = Locked(0)

  init() throws {
    // As the program does.
    signal(SIGPIPE, SIG_IGN)
    stranger = try Workbench()
    stranger.snapshot("first")
    kit = Data(stranger.run("cat", "HEAD:kit/003", "--raw").bytes)
    victim = try Workbench(archive: false, device: false)
    victim.user = getuid()
    victim.environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
  }

  /// What a program that runs leaves behind.
  var marker: String { victim.home("marker") }
  /// A command that leaves it.
  var mark: String { "touch \(marker)" }
  var isMarked: Bool { FileManager.default.fileExists(atPath: marker) }
  /// The archive as the clone has it.
  var archive: String { victim.home("work/.synvc") }

  func unmark() { try? FileManager.default.removeItem(atPath: marker) }

  // MARK: What the stranger does

  func write(_ text: String, to path: String, mode: Int = 0o644) throws {
    try Self.write(text, to: stranger.home("work/\(path)"), mode: mode)
  }

  func hook(_ name: String, in folder: String = ".synvc/hooks") throws {
    try write("#!/bin/sh\n\(mark)\n", to: "\(folder)/\(name)", mode: 0o755)
  }

  func configure(_ text: String) throws { try Self.append(text, to: stranger.home("work/.synvc/config")) }

  /// Commits all that is there, for the user to clone.
  func publish() throws {
    let git = Git(in: stranger.home("work"), home: stranger.home.path)
    try git("init", "-q")
    try git("add", "-A", "-f", ".")
    try git("commit", "-q", "-m", "my synths")
    try Git(in: victim.home.path, home: victim.home.path)("clone", "-q", stranger.home("work"), victim.home("work"))
  }

  // MARK: What the user does

  /// Turns a knob and gets a new file, so that there is something to store.
  func poke() throws {
    pokes.change { $0 += 1 }
    try victim.edit("kit/005", ["level": "\(10 + pokes.value)"])
    try Data([0xF0, 0x7D, UInt8(pokes.value), 0xF7]).write(to: URL(filePath: victim.home("work/new.syx")))
  }

  /// Runs a command of the user's; where it becomes git, git is run too.
  @discardableResult
  func run(_ words: [String]) throws -> Workbench.Outcome {
    let count = victim.became.all.count
    let outcome = victim.run(words)
    guard victim.became.all.count > count, let git = victim.became.all.last else { return outcome }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = git
    process.currentDirectoryURL = URL(filePath: victim.home("work"))
    process.environment = [
      "HOME": victim.home.path, "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return outcome
  }

  static func write(_ text: String, to path: String, mode: Int = 0o644) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  static func append(_ text: String, to path: String) throws {
    let old = try Data(contentsOf: URL(filePath: path))
    try (old + Data(text.utf8)).write(to: URL(filePath: path))
  }
}
