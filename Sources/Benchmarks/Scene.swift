import Files
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Storage

/// What the benchmarks work on: a simulated unit's memory, and folders for archives and repositories.
final class Scene {
  let folder: String
  let profile: Profile
  let shelf = ProfileShelf()
  let unit: SimulatedUnit
  let git: Program
  let synvc: Program
  private var seconds = 1_700_000_000
  /// The memory after 0, 1, 2 … rounds of five edits.
  private var rounds: [[SysExMessage]]

  init(synvc path: String, profiles: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("synvc-bench-\(getpid())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = try String(contentsOfFile: profiles + "/elektron-monomachine.yaml", encoding: .utf8)
    shelf.add(text, from: profiles)
    profile = try Profile(text: text)
    unit = SimulatedUnit(profile: profile, memory: try FactoryMemory.messages(for: profile))
    let environment = [
      "HOME": folder, "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "XDG_DATA_HOME": folder + "/data",
      "GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@localhost", "GIT_COMMITTER_NAME": "bench",
      "GIT_COMMITTER_EMAIL": "bench@localhost",
    ]
    git = Program(path: "/usr/bin/git", environment: environment)
    synvc = Program(path: path, environment: environment)
    rounds = [unit.memory.filter { [profile] in profile.recognise($0)?.kind.isOptional == false }]
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  var clocked: Pace {
    var pace = Pace()
    pace.clockTempo = 120
    return pace
  }

  /// The memory after some rounds of five edits each.
  func messages(_ round: Int) throws -> [SysExMessage] {
    while rounds.count <= round {
      var changed = SimulatedUnit(profile: profile, memory: rounds[rounds.count - 1])
      for number in 0..<5 {
        let slot = Slot(kind: "kit", index: (rounds.count * 5 + number) % 128)
        try changed.edit(slot, FieldPath("track 1 level"), to: String((rounds.count * 7 + number) % 128))
      }
      rounds.append(changed.memory.filter { [profile] in profile.recognise($0)?.kind.isOptional == false })
    }
    return rounds[round]
  }

  func dump(_ round: Int) throws -> [UInt8] { try messages(round).flatMap(\.bytes) }

  func newArchive(_ name: String) throws -> Studio {
    let context = ArchiveContext(files: RealFileSystem(), party: .current(command: "bench"), report: { _ in })
    let archive = try Archive.create(at: "\(folder)/\(name).synvc", format: .sha1, textconv: "synvc textconv", context)
    return studio(archive)
  }

  private func studio(_ archive: Archive) -> Studio {
    seconds += 1
    let author = Signature(name: "bench", email: "bench@localhost", seconds: seconds, zone: "+0000")
    return Studio(archive: archive, shelf: shelf, author: author, arguments: ["bench"])
  }

  /// Frames, places, files, compares and stores a dump; the branch is on the disk on return.
  func store(_ dump: [UInt8], in studio: Studio) throws {
    var request = ImportRequest(text: "bench")
    request.device = "mono"
    request.replace = true
    request.profile = profile.id
    let studio = self.studio(studio.archive)
    _ = try studio.importFiles(try ImportedFile.read(dump, name: "dump"), request)
  }

  func newRepository(_ name: String, _ messages: [SysExMessage]) throws -> String {
    let path = "\(folder)/\(name).git-tree"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try git.run(["init", "-q", path], in: folder)
    try write(messages, to: path)
    return path
  }

  func write(_ messages: [SysExMessage], to folder: String) throws {
    for (slot, message) in zip(profile.slots(), messages) {
      let path = URL(fileURLWithPath: "\(folder)/\(profile.name(slot)).syx")
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(message.bytes).write(to: path)
    }
  }

  func commit(_ folder: String) throws {
    try git.run(["add", "-A"], in: folder)
    try git.run(["commit", "-qm", "bench"], in: folder)
  }

  /// A folder whose archive holds some snapshots.
  func folderWithArchive(snapshots: Int) throws -> String {
    let path = "\(folder)/commands"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try synvc.run(["init"], in: path)
    let context = ArchiveContext(files: RealFileSystem(), party: .current(command: "bench"), report: { _ in })
    let studio = studio(try Archive(opening: "\(path)/.synvc", context))
    for round in 0..<snapshots { try store(try dump(round), in: studio) }
    return path
  }
}
