internal import Bytes
internal import Files
package import Operations
package import Profiles
internal import Storage
internal import Presentation

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
      archive: archive, registry: withProfiles ? try profileRegistry() : ProfileRegistry(), author: try author(archive),
      arguments: arguments)
    workspace.workTree = try workTree(of: archive)
    return workspace
  }

  /// The user's profiles, then those installed with the program; the first one of an id counts.
  package func profileRegistry() throws -> ProfileRegistry {
    let registry = ProfileRegistry()
    let files = RealFileSystem()
    for (place, folder) in profileFolders.enumerated() {
      for name in try files.listIfPresent(folder) where name.hasSuffix(".yaml") {
        let path = Path.join(folder, name)
        let text = String(decoding: try files.read(path, limit: 1 << 22), as: UTF8.self)
        // Built-in profiles were validated as a whole by the tests.
        if !registry.add(text, from: path, whenWrong: place > 0 ? wrongProfiles.add : nil) {
          output.warning("ignored the profile \(quoted: path): its id, name or header is missing")
        }
      }
    }
    return registry
  }

  /// The profile of a model by its id.
  package func profile(_ id: String) throws -> Profile {
    let registry = try profileRegistry()
    do {
      if let profile = try registry.profile(id) { return profile }
    } catch {
      throw OperationError.profile(error, id: id)
    }
    throw OperationError.unknownProfile(id, near: EditDistance.nearest(to: id, among: registry.entries.map(\.id)))
  }

  /// Shows the results in the user's pager, the one that an archive names included, where it is trusted.
  package func page(_ workspace: Workspace) throws {
    let named = try workspace.archive.config()["core.pager"]
    page(configured: named != nil && trust(of: workspace.archive) == .trusted ? named : nil)
  }

  /// Where profiles are looked for, in order: the user's folder, then those of the program.
  var profileFolders: [String] {
    let given = process.environment["XDG_CONFIG_HOME"] ?? ""
    let settings = given.hasPrefix("/") ? given : Path.join(process.home, ".config")
    let program = Path.parent(process.executable)
    return [
      Path.join(settings, "synvc/profiles"), Path.normal(Path.join(program, "../share/synvc/profiles")),
      Path.join(program, "synvc-package_Profiles.resources/Profiles"),
    ]
  }
}
