import Files
import Objects

/// The inputs that select the archive for a command.
package struct DiscoveryRequest: Hashable, Sendable {
  /// The value of `--archive`.
  package var given: String?
  /// Where the command was called, absolute.
  package var workingFolder: String
  package var environment: [String: String]
  /// The user's own folder, absolute.
  package var home: String
  /// The user's id: an archive found above must be theirs. Nil to take any.
  package var user: UInt32?

  package init(
    given: String? = nil, workingFolder: String, environment: [String: String], home: String, user: UInt32? = nil
  ) {
    self.given = given
    self.workingFolder = workingFolder
    self.environment = environment
    self.home = home
    self.user = user
  }
}

/// Where the archive is.
package enum Discovery: Hashable, Sendable {
  /// The git folder, and the way it was found.
  case found(String, by: Way)
  /// None is here or above and the user has none yet: it would be made here.
  case none(own: String)
  /// `--archive` or `SYNVC_DIR` names a folder without an archive.
  case notThere(String, by: Way)
  /// An archive here or above belongs to another user.
  case foreign(String, owner: UInt32)

  package enum Way: Hashable, Sendable {
    case option, environment, folderHere, clone, own
  }

  /// Whether an archive that is found, and not named, is taken: not one that the repository around it tracks.
  package static func isTaken(_ folder: String, _ context: RepositoryContext) throws(StorageError) -> Bool {
    try TrackedArchive(files: context.files).tracker(of: folder) == nil
  }

  /// Looks in order at `--archive`, `SYNVC_DIR`, a `.synvc` folder here or above, a clone that holds devices here or
  /// above, and the user's own archive.
  package static func run(_ request: DiscoveryRequest, _ context: RepositoryContext) throws(StorageError) -> Discovery {
    let search = ArchiveSearch(context: context, request: request)
    if let given = request.given { return try search.named(given, .option) }
    if let given = request.environment["SYNVC_DIR"], !given.isEmpty { return try search.named(given, .environment) }
    if let found = try search.upwards() { return found }
    let data = request.environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let own = Path.join(data ?? Path.join(request.home, ".local/share"), "synvc")
    return try search.gitFolder(own).map { .found($0, by: .own) } ?? .none(own: own)
  }
}

/// The repository or archive that surrounds the place for a new archive.
package enum ArchivePlaceAround: Hashable, Sendable {
  case nothing
  /// A git folder, whose files git and synvc know.
  case gitFolder(String)
  /// A folder with an archive that commands find from the place.
  case archive(String)
  /// The folder of another git repository.
  case repository(String)
}

extension Discovery {
  /// Looks at the folders above a place for a new archive; an archive of another user does not count.
  package static func around(
    _ place: String, _ request: DiscoveryRequest, _ context: RepositoryContext
  ) throws(StorageError) -> ArchivePlaceAround {
    let search = ArchiveSearch(context: context, request: request)
    var (folder, repository) = (Path.parent(place), ArchivePlaceAround.nothing)
    while true {
      if try Repository.isGitFolder(folder, in: context.files) { return .gitFolder(folder) }
      if let found = try search.archive(in: folder), found != place { return .archive(found) }
      if repository == .nothing, try search.gitFolder(folder) != nil { repository = .repository(folder) }
      let parent = Path.parent(folder)
      if parent == folder { return repository }
      folder = parent
    }
  }
}

/// A search for an archive under way.
private struct ArchiveSearch {
  let context: RepositoryContext
  let request: DiscoveryRequest

  func named(_ given: String, _ way: Discovery.Way) throws(StorageError) -> Discovery {
    let path = Path.normal(Path.join(request.workingFolder, given))
    if let found = try gitFolder(path) { return .found(found, by: way) }
    if let found = try gitFolder(Path.join(path, ".synvc")) { return .found(found, by: way) }
    return .notThere(path, by: way)
  }

  func upwards() throws(StorageError) -> Discovery? {
    var folder = Path.normal(request.workingFolder)
    while true {
      if let found = try untracked(gitFolder(Path.join(folder, ".synvc"))) { return try checked(found, .folderHere) }
      if let found = try untracked(clone(folder)) { return try checked(found, .clone) }
      let parent = Path.parent(folder)
      if parent == folder { return nil }
      folder = parent
    }
  }

  /// Returns the archive; nil, with a note, if the repository around it tracks it.
  private func untracked(_ found: String?) throws(StorageError) -> String? {
    guard let found, let passed = try TrackedArchive(files: context.files).tracker(of: found) else { return found }
    context.report(.passedOver(passed))
    return nil
  }

  /// The archive of this user that commands find in a folder.
  func archive(in folder: String) throws(StorageError) -> String? {
    for (found, way) in [
      (try gitFolder(Path.join(folder, ".synvc")), Discovery.Way.folderHere), (try clone(folder), .clone),
    ] {
      if let found, case .found = try checked(found, way) { return found }
    }
    return nil
  }

  private func checked(_ folder: String, _ way: Discovery.Way) throws(StorageError) -> Discovery {
    let owner = try filing { () throws(FileError) in try context.files.status(of: folder)?.owner }
    if let user = request.user, let owner, owner != user { return .foreign(folder, owner: owner) }
    return .found(folder, by: way)
  }

  /// The git folder that a path is, or that is in it as `.git`: a folder, or a file that names one.
  func gitFolder(_ path: String) throws(StorageError) -> String? {
    if try Repository.isGitFolder(path, in: context.files) { return path }
    let inner = Path.join(path, ".git")
    if try Repository.isGitFolder(inner, in: context.files) { return inner }
    guard try filing({ () throws(FileError) in try context.files.isFile(inner) }) else { return nil }
    guard let target = try Repository.target(ofGitFile: inner, context.files) else { return nil }
    return try Repository.isGitFolder(target, in: context.files) ? target : nil
  }

  /// A git repository here whose HEAD holds a device; an unreadable repository is not synvc's.
  private func clone(_ folder: String) throws(StorageError) -> String? {
    guard let found = try gitFolder(folder) else { return nil }
    do {
      return try holdsDevices(found) ? found : nil
    } catch {
      if case .file = error { throw error }
      return nil
    }
  }

  private func holdsDevices(_ folder: String) throws(StorageError) -> Bool {
    let archive = try Repository(unchecked: folder, context)
    guard let head = try archive.refs.id(.head) else { return false }
    let root = try archive.objects.tree(archive.objects.commit(head).tree)
    for entry in root.entries where entry.mode == .folder {
      if try archive.objects.tree(entry.id)["device.yaml"] != nil { return true }
    }
    return false
  }
}
