import Foundation
import TestSupport
import Testing

/// The program as it was built, in processes of its own, with an instrument of six slots on a simulated port.
struct BuiltProgram: Sendable {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  /// Beside the program that runs the tests.
  static let path =
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    .map { URL(filePath: $0).deletingLastPathComponent().appending(path: "synvc").path } ?? ""
  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

  struct Outcome: Sendable {
    let status: Int32
    /// Whether a signal ended it, which `status` then is.
    let isKilled: Bool
    let results: String
    let notes: String
  }

  let home: TemporaryFolder

  /// - Parameter port: of the device `six`; nil: there is none.
  init(port: String? = "sim:six") throws {
    home = try TemporaryFolder()
    let folder = home(".config/synvc/profiles")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try home.write(SixSlots.text, to: ".config/synvc/profiles/six.yaml")
    try expectDone("init", home("music"))
    if let port { try expectDone("device", "add", "six", "--profile", "six", "--port", port) }
  }

  var archive: String { home("music/.synvc") }

  func expectDone(_ words: String...) throws {
    let outcome = try run(words)
    #expect(outcome.status == 0 && !outcome.isKilled, "\(words): \(outcome)")
  }

  @discardableResult
  func callAsFunction(_ words: String...) throws -> Outcome { try run(words) }

  /// The threads of a pool block all signals, and what they start would too.
  private static func withSignals(_ run: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }

  /// - Parameter start: called with the process once it runs.
  func run(
    _ words: [String], program: String = path, whenStarted start: (Process) throws -> Void = { _ in }
  ) throws -> Outcome {
    let process = Process()
    let scratch = try TemporaryFolder()
    process.executableURL = URL(filePath: program)
    process.arguments = words
    process.environment = [
      "HOME": home.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "SYNVC_DIR": archive,
    ]
    process.currentDirectoryURL = URL(filePath: home.path)
    for name in ["out", "err"] { try scratch.write("", to: name) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: scratch("out")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: scratch("err")))
    try Self.withSignals { try process.run() }
    try start(process)
    process.waitUntilExit()
    let text = { (name: String) in
      String(decoding: try Data(contentsOf: URL(filePath: scratch(name))), as: UTF8.self)
    }
    return Outcome(
      status: process.terminationStatus, isKilled: process.terminationReason == .uncaughtSignal,
      results: try text("out"), notes: try text("err"))
  }
}
