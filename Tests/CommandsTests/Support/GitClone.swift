import Foundation
import TestSupport
import Testing

/// A clone of an archive that plain git made, with a work tree, and the built program in it.
struct GitClone {
  let binary: Binary
  let folder: String

  /// Clones the archive in the home folder.
  ///
  /// - Parameter settings: words for `git clone`.
  init(_ binary: Binary, _ name: String, _ settings: [String] = []) throws {
    self.binary = binary
    folder = binary.home(name)
    try binary.git(["clone", "-q"] + settings + [binary.home(".synvc"), folder], in: binary.home.path)
  }

  /// The same program in another folder that git made.
  init(_ binary: Binary, at folder: String) {
    self.binary = binary
    self.folder = folder
  }

  /// A clone of an archive with one snapshot of the toy, which knows the toy's port.
  static func toy(_ settings: [String] = []) throws -> GitClone {
    let binary = try Binary()
    try binary.prepareToy()
    let clone = try GitClone(binary, "clone", settings)
    try clone.addToy()
    return clone
  }

  func addToy() throws { try check("device", "add", "one", "--profile", "toy", "--port", "sim:one") }

  func callAsFunction(_ words: String...) throws -> Binary.Outcome { try binary.run(words, in: folder) }

  func run(_ words: [String], path: String) throws -> Binary.Outcome { try binary.run(words, in: folder, path: path) }

  /// Runs a command that must end with 0.
  @discardableResult
  func check(_ words: String...) throws -> String {
    let outcome = try binary.run(words, in: folder)
    #expect(outcome.status == 0, "\(words): \(outcome)")
    return outcome.results
  }

  @discardableResult
  func git(_ words: String...) throws -> String { try binary.git(words, in: folder) }

  /// Changes the unit, as a player does.
  func edit(_ slot: String, _ field: String) throws { try check("simulate", "edit", "sim:one", slot, field) }

  /// Runs a command as it was printed.
  @discardableResult
  func shell(_ command: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.environment = Git(in: folder, home: binary.home.path).environment
    process.environment?["PATH"] = URL(filePath: Binary.path).deletingLastPathComponent().path + ":/usr/bin:/bin"
    process.currentDirectoryURL = URL(filePath: folder)
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let place = URL(filePath: folder + "/" + name)
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: place)
  }

  /// What git finds to commit: in the index, in tracked files, or untracked.
  var changes: String { get throws { try git("status", "--porcelain") } }

  var head: String { get throws { try git("rev-parse", "HEAD") } }

  /// What stands between the quotes of a hint, from the first one that begins so.
  static func command(_ start: String, in text: String) throws -> String {
    let begin = try #require(text.range(of: "'" + start), "\(text)")
    let rest = text[begin.lowerBound...].dropFirst()
    return String(rest.prefix { $0 != "'" && $0 != "\n" })
  }
}
