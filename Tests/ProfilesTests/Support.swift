import Foundation
import MIDI
import TestSupport
import Testing

/// The package's root, from where this file stands.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Real dumps beside the package; not part of it.
enum Corpus {
  static let folder = packageRoot.deletingLastPathComponent().appending(path: "shared/corpus")
  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static func files(_ device: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder.appending(path: device), includingPropertiesForKeys: nil)
      .sorted { $0.path < $1.path }
  }

  static func messages(_ device: String) throws -> [(file: String, message: SysExMessage)] {
    try files(device).flatMap { file in
      FramedStream(try Data(contentsOf: file)).messages.map { (file.lastPathComponent, $0) }
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Says that the test was skipped where the real dumps are not beside the project.
  static var needsCorpus: Self { .enabled(if: Corpus.isPresent, "no real dumps beside the project") }
}

/// The profiles as they are shipped.
enum Shipped {
  static var ids: [String] { get throws { try ShippedModels.ids } }

  static func text(_ id: String) throws -> String { try ShippedModels.profile(id) }
}
