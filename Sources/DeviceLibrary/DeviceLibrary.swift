package import Files

/// The folders in which synvc looks for models.
///
/// A model is a folder with a `profile.yaml`, and beside it a `factory.yaml` and a `notes.md` where the model has them.
/// A user's own profile may also be a plain file `NAME.yaml`.
package struct DeviceLibrary: Sendable {
  /// In order of precedence.
  package let folders: [String]
  private let files: any FileSystem

  package init(folders: [String], files: any FileSystem) {
    self.folders = folders
    self.files = files
  }

  /// The user's folder, the installed folder, and the folder beside a program that was built and not installed.
  ///
  /// - Parameters:
  ///   - settings: the user's folder for settings, `~/.config` by default.
  ///   - program: the folder of the program.
  package init(settings: String, program: String, files: any FileSystem) {
    self.init(
      folders: [
        Path.join(settings, "synvc/profiles"), Path.normal(Path.join(program, "../share/synvc/devices")),
        Path.join(program, "synvc-package_DeviceLibrary.resources/Models"),
      ], files: files)
  }

  /// The user's own folder.
  package var ownFolder: String { folders.first ?? "" }

  /// Bytes of one file that are read at most.
  private static let limit = 1 << 22

  /// Every model in every folder, in order of precedence, and by name in each folder.
  package func models() throws(FileError) -> [ModelFile] {
    var models: [ModelFile] = []
    for folder in folders {
      for name in try files.listIfPresent(folder) {
        if let model = try model(name, in: folder) { models.append(model) }
      }
    }
    return models
  }

  /// The model of a file or folder; nil for a folder without a profile, and for other files.
  private func model(_ name: String, in folder: String) throws(FileError) -> ModelFile? {
    let isOwn = folder == ownFolder
    if name.hasSuffix(".yaml") {
      let path = Path.join(folder, name)
      return ModelFile(path: path, text: Self.text(try files.read(path, limit: Self.limit)), isOwn: isOwn)
    }
    let path = Path.join(Path.join(folder, name), ModelFile.profileName)
    guard let bytes = try files.readIfPresent(path, limit: Self.limit) else { return nil }
    return ModelFile(path: path, text: Self.text(bytes), isOwn: isOwn)
  }

  /// The first memory of a simulated unit, as the model describes it; nil where the model has none.
  ///
  /// - Parameter profile: the path of the model's profile.
  package func factory(besides profile: String) throws(FileError) -> FactoryText? {
    guard Path.name(profile) == ModelFile.profileName else { return nil }
    let path = Path.join(Path.parent(profile), FactoryText.name)
    return try files.readIfPresent(path, limit: Self.limit).map { FactoryText(path: path, text: Self.text($0)) }
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
