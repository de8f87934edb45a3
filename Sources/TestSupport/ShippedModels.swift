package import DeviceLibrary
import Files
package import Foundation

/// The models that come with the program, as the sources have them.
package enum ShippedModels {
  /// A folder a model.
  package static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "DeviceLibrary/Models")

  package static var ids: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  /// The text of a profile.
  package static func profile(_ id: String) throws -> String {
    try String(contentsOf: folder.appending(path: "\(id)/profile.yaml"), encoding: .utf8)
  }

  /// The description of a model's first memory.
  package static func factory(_ id: String) throws -> FactoryText? {
    try DeviceLibrary(folders: [folder.path], files: RealFileSystem())
      .factory(besides: folder.appending(path: "\(id)/profile.yaml").path)
  }
}
