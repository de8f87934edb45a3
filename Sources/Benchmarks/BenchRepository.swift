import Foundation
import MIDI

/// A git repository with the same messages as files, for comparison.
struct BenchRepository {
  let folder: String
  let scene: BenchmarkDevice

  /// - Parameter messages: the files of its work tree, not yet added.
  init(_ name: String, _ scene: BenchmarkDevice, _ messages: [SysExMessage]) throws {
    folder = "\(scene.folder)/\(name).git-tree"
    self.scene = scene
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try scene.git().run(["init", "-q", "-b", "main", folder], in: scene.folder)
    try scene.write(messages, to: folder)
  }

  /// A repository with `commits` commits, five files changed in each, packed as `git fast-import` packs.
  init(_ name: String, _ scene: BenchmarkDevice, commits: Int) throws {
    try self.init(name, scene, [])
    let file = "\(scene.folder)/\(name).stream"
    try BenchRepository.writeStream(to: file, commits, scene)
    try scene.git().run(["fast-import", "--quiet"], in: folder, input: file)
    try scene.git().run(["reset", "-q", "--hard", "main"], in: folder)
    try FileManager.default.removeItem(atPath: file)
  }

  private static func writeStream(to path: String, _ commits: Int, _ scene: BenchmarkDevice) throws {
    try Data().write(to: URL(fileURLWithPath: path))
    guard let file = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
    var rounds = try Rounds(scene.factory, profile: scene.profile)
    var before: [SysExMessage?] = scene.factory.map { _ in nil }
    for round in 0..<commits {
      let messages = try rounds.dump(round)
      var text = Data(
        "commit refs/heads/main\ncommitter bench <bench@localhost> \(1_700_000_000 + round) +0000\ndata 5\nbench\n"
          .utf8)
      for (index, message) in messages.enumerated() where before[index] != message {
        text += Data("M 100644 inline \(scene.paths[index])\ndata \(message.bytes.count)\n".utf8)
        text += Data(message.bytes) + Data("\n".utf8)
        before[index] = message
      }
      try file.write(contentsOf: text)
    }
    try file.close()
  }

  /// - Parameter isAnew: whether all files are written, as after splitting a new dump, or only the changed ones.
  func write(_ messages: [SysExMessage], isAnew: Bool) throws {
    try scene.write(messages, to: folder, isAnew: isAnew)
  }
}
