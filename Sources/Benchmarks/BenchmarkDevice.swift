import DeviceLibrary
import Files
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Importers

/// The material of the benchmarks: a simulated unit's memory, and folders for archives and repositories.
final class BenchmarkDevice {
  let folder: String
  let profile: Profile
  let registry = ProfileRegistry()
  let unit: SimulatedUnit
  let synvc: Program
  /// The dump of a unit fresh from the factory.
  let factory: [SysExMessage]
  private let environment: [String: String]
  private var seconds = 1_700_000_000

  /// - Parameter models: the folder with a folder a model.
  init(synvc path: String, models: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("synvc-bench-\(getpid())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = models + "/elektron-monomachine/profile.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    registry.add(text, from: file)
    let profile = try Profile(text: text)
    self.profile = profile
    let factory = try DeviceLibrary(folders: [models], files: RealFileSystem()).factory(besides: file)
    unit = SimulatedUnit(profile: profile, memory: try FactoryMemory.messages(for: profile, from: factory))
    self.factory = unit.memory.filter { profile.recognise($0)?.kind.isOptional == false }
    environment = [
      "HOME": folder, "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "XDG_DATA_HOME": folder + "/data",
      "GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@localhost", "GIT_COMMITTER_NAME": "bench",
      "GIT_COMMITTER_EMAIL": "bench@localhost",
    ]
    synvc = Program(path: path, environment: environment)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  var clocked: Pace {
    var pace = Pace()
    pace.clockTempo = 120
    return pace
  }

  /// The profile with several questions in flight.
  func askingAhead(_ count: Int) throws -> Profile {
    try Profile(
      text: profile.text.replacingOccurrences(of: "  retries: 2", with: "  retries: 2\n  request-ahead: \(count)"))
  }

  /// - Parameter settings: for git, as `NAME=VALUE`.
  func git(_ settings: [String] = []) -> Git {
    Git(
      program: Program(path: "/usr/bin/git", environment: environment), settings: settings.flatMap { ["-c", $0] })
  }

  /// A folder with an empty archive in it.
  func newArchive(_ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try synvc.run(["init"], in: path)
    return path
  }

  func copy(_ path: String, as name: String) throws -> String {
    let copy = "\(folder)/\(name)"
    try FileManager.default.removeIfPresent(copy)
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    return copy
  }

  func workspace(_ folder: String) throws -> Workspace {
    let context = RepositoryContext(files: RealFileSystem(), lockContext: .current(command: "bench"), report: { _ in })
    seconds += 1
    let author = Signature(name: "bench", email: "bench@localhost", seconds: seconds, zone: "+0000")
    let archive = try Repository(opening: "\(folder)/.synvc", context)
    return Workspace(repository: archive, registry: registry, author: author, arguments: ["bench"])
  }

  /// Frames, places, files, compares and stores a dump; the branch is on the disk on return.
  func store(_ dump: [UInt8], in workspace: Workspace) throws {
    var request = ImportRequest(text: "bench")
    request.device = "mono"
    request.replace = true
    request.profile = profile.id
    _ = try workspace.importFiles(try ImportedFile.read(dump, name: "dump"), request)
  }

  /// The same import as a command.
  func importFile(_ file: String, in folder: String) throws {
    let arguments = ["import", file, "--device", "mono", "--replace", "--profile", profile.id, "-m", "bench"]
    try synvc.run(arguments, in: folder)
  }

  func write(dump: [UInt8], to file: String) throws { try Data(dump).write(to: URL(fileURLWithPath: file)) }

  /// The paths of the messages as an archive has them.
  var paths: [String] { profile.slots().map { profile.name($0) + ".syx" } }

  /// - Parameter isAnew: whether unchanged files are written too.
  func write(_ messages: [SysExMessage], to folder: String, isAnew: Bool = true) throws {
    for (path, message) in zip(paths, messages) {
      let file = URL(fileURLWithPath: "\(folder)/\(path)")
      if !isAnew, let known = try? Data(contentsOf: file), known.elementsEqual(message.bytes) { continue }
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(message.bytes).write(to: file)
    }
  }
}

/// git, with settings given on every call.
struct Git {
  let program: Program
  let settings: [String]

  func run(_ arguments: [String], in folder: String, input: String? = nil) throws {
    try program.run(settings + arguments, in: folder, input: input)
  }

  /// With git's usual output, as synvc prints its own.
  func commit(_ folder: String) throws {
    try run(["add", "-A"], in: folder)
    try run(["commit", "-m", "bench"], in: folder)
  }
}

extension FileManager {
  func removeIfPresent(_ path: String) throws { if fileExists(atPath: path) { try removeItem(atPath: path) } }
}
