internal import Bytes
internal import DeviceLibrary
internal import Files
package import Operations
internal import Presentation
package import Profiles
internal import Repository

extension CommandContext {
  /// Opens the archive with the profiles and services that operations need.
  ///
  /// - Parameters:
  ///   - making: whether the user's own archive is created where it is missing: for commands that write.
  ///   - withProfiles: false for commands that decode no item.
  package func workspace(making: Bool = false, withProfiles: Bool = true) throws -> Workspace {
    let archive = try openArchive(making: making)
    try archive.recover()
    try archive.checkRefConsistency()
    var workspace = Workspace(
      repository: archive, registry: withProfiles ? try profileRegistry() : ProfileRegistry(),
      author: try author(archive),
      arguments: arguments)
    workspace.workTree = try workTree(of: archive)
    return workspace
  }

  /// The user's profiles, then those installed with the program; the first one of an id counts.
  package func profileRegistry() throws -> ProfileRegistry {
    let registry = ProfileRegistry()
    for model in try deviceLibrary.models() {
      // Built-in profiles were validated as a whole by the tests.
      if !registry.add(model.text, from: model.path, whenWrong: model.isOwn ? nil : wrongProfiles.add) {
        output.warning("ignored the profile \(quoted: model.path): its id, name or header is missing")
      }
    }
    return registry
  }

  /// The profile of a model by its id.
  package func profile(_ id: String) throws -> any DeviceModel {
    let registry = try profileRegistry()
    do {
      if let profile = try registry.model(id) { return profile }
    } catch {
      throw OperationError.profile(error, id: id)
    }
    throw OperationError.unknownProfile(id, near: EditDistance.nearest(to: id, among: registry.entries.map(\.id)))
  }

  /// The description of a model's first memory, beside the profile that synvc uses; nil where there is none.
  @Sendable func factory(of profile: any DeviceModel) throws -> FactoryText? {
    let origin = try profileRegistry().entries.first { $0.id == profile.id }?.origin
    return try origin.flatMap { path throws(FileError) in try deviceLibrary.factory(besides: path) }
  }

  /// Shows the results in the user's pager, the one that an archive names included, where it is trusted.
  package func page(_ workspace: Workspace) throws {
    let named = try workspace.repository.config()["core.pager"]
    page(configured: named != nil && trust(of: workspace.repository) == .trusted ? named : nil)
  }

  /// The models: the user's folder, then those of the program.
  var deviceLibrary: DeviceLibrary {
    let given = process.environment["XDG_CONFIG_HOME"] ?? ""
    let settings = given.hasPrefix("/") ? given : Path.join(process.home, ".config")
    return DeviceLibrary(
      settings: settings, program: Path.parent(process.executable), files: RealFileSystem())
  }
}
