import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Testing
import Importers
import Archive

@Suite("importing real files", .enabled(if: RealDumps.arePresent, "no real dumps beside the project"))
struct CorpusImportTests {
  /// Messages of a file as the framer alone finds them.
  static func messages(_ bytes: [UInt8]) throws -> [SysExMessage] {
    if FileKind.recognise(bytes) == .standardMIDIFile {
      return try StandardMIDIFile(bytes).played.compactMap(\.piece.message)
    }
    return FramedStream(bytes).messages
  }

  @Test("every file with a whole message imports without a named profile, and round-trips")
  func everyFile() throws {
    var workspace = try Bench(isMemoryNeeded: false).workspace
    var counts: [String: Int] = [:]
    var placed = 0
    var unknown = 0
    for (index, url) in RealDumps.files().enumerated() {
      if index % 25 == 24 { workspace = try Bench(isMemoryNeeded: false).workspace }
      let bytes = Array(try Data(contentsOf: url))
      let wanted = try Self.messages(bytes)
      do {
        let read = try ImportedFile.read(bytes, name: url.lastPathComponent)
        #expect(!wanted.isEmpty, "\(url.lastPathComponent)")
        if let percent = read.first?.strayPercent { print("\(url.path): \(percent) % outside of messages") }
        let result = try workspace.importFiles(read, ImportRequest(text: "import \(url.lastPathComponent)"))
        guard let id = result.commit, let part = result.parts.first else {
          Issue.record("\(url.path) made no snapshot")
          continue
        }
        let names = try workspace.slotNames(of: try workspace.state(id, devices: [part.folder]))
        let selection = try names.select([part.folder])
        let (exported, count) = try workspace.export(id, selection, raw: false)
        #expect(exported == wanted.flatMap(\.bytes), "\(url.path)")
        #expect(count == wanted.count)
        #expect(try workspace.export(id, selection, raw: true).bytes == bytes, "\(url.path)")
        counts[part.profile?.id ?? "opaque", default: 0] += 1
        placed += wanted.count - part.unknown
        unknown += part.unknown
      } catch let error as InputError {
        #expect(wanted.isEmpty, "\(url.path): \(error)")
        counts["\(error.problem)".prefix { $0 != "(" }.description, default: 0] += 1
      }
    }
    print(
      "files by outcome:", counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    print("messages placed in slots: \(placed), kept as bytes: \(unknown)")
    #expect(counts["elektron-monomachine"] == 6 && counts["elektron-digitone"] == 4)
  }
}

/// The dumps of real instruments beside the package.
enum RealDumps {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/corpus")
  static var arePresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static func files() -> [URL] {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    return (all?.allObjects as? [URL] ?? [])
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
      .filter { $0.lastPathComponent != "MANIFEST.tsv" }
      .sorted { $0.path < $1.path }
  }
}
