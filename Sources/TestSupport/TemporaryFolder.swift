import Foundation

/// A private folder for a test, removed with the last reference.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "synvc-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  package func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: self(name)))
  }

  /// Copies the files, folders and links of another folder; opening a pipe or a device could wait for ever.
  package func fill(from other: TemporaryFolder) throws {
    let files = FileManager.default
    for name in try files.subpathsOfDirectory(atPath: other.path) {
      switch try files.attributesOfItem(atPath: other(name))[.type] as? FileAttributeType {
      case .typeDirectory: try files.createDirectory(atPath: self(name), withIntermediateDirectories: true)
      case .typeRegular, .typeSymbolicLink: try files.copyItem(atPath: other(name), toPath: self(name))
      default: continue
      }
    }
  }
}
