import Bytes
package import Files
package import Objects

/// An archive: a git repository, opened.
package struct Repository: Sendable {
  /// The git folder.
  package let folder: String
  /// The git folder of the main work tree; the same folder unless this is a linked work tree.
  package let common: String
  package let format: ObjectFormat
  package let layout: ArchiveLayout
  package let objects: ObjectStore
  package let refs: RefStore
  package let operations: OperationsLog
  package private(set) var context: RepositoryContext
  /// Whether this archive is read within ``consistent(_:)``, which keeps the values it reads consistent with each
  /// other.
  private(set) var isConsistent = false

  /// Opens the git folder at `folder`.
  ///
  /// - Throws: `.noArchive`, `.unsupported`, `.config`, `.file`.
  package init(opening folder: String, _ context: RepositoryContext) throws(StorageError) {
    try self.init(unchecked: folder, context)
    try refuseUnsupported(try config())
  }

  /// Opens for reading only, without checking for repository features that synvc does not know.
  init(unchecked folder: String, _ context: RepositoryContext) throws(StorageError) {
    let folder = folder
    guard let common = try Repository.commonFolder(of: folder, context.files) else { throw .noArchive(path: folder) }
    let config = try Repository.config(in: common, context.files)
    let format = try Repository.format(of: config, common)
    layout = ArchiveLayout(config, own: try Repository.ownConfig(of: config, in: folder, context.files))
    self.folder = folder
    self.common = common
    self.format = format
    self.context = context
    objects = ObjectStore(
      folder: Path.join(common, "objects"), format: format, files: context.files, naming: context.naming)
    refs = RefStore(folder: folder, common: common, format: format, files: context.files)
    operations = OperationsLog(folder: common, format: format, files: context.files)
  }

  /// The same opened archive with another context, for a caller with its own lock timeout and notes.
  package func with(_ context: RepositoryContext) -> Repository {
    var archive = self
    archive.context = context
    return archive
  }

  /// The same within ``consistent(_:)``.
  var consistentView: Repository {
    var archive = self
    archive.isConsistent = true
    return archive
  }

  /// The configuration of the archive, without the settings of the user and the machine.
  package func config() throws(StorageError) -> Config { try Repository.config(in: common, context.files) }

  /// Changes the configuration, under git's own lock.
  package func changeConfig(_ change: (inout Config) throws(ConfigError) -> Void) throws(StorageError) {
    let path = Path.join(common, "config")
    let lock = try context.locking([path + ".lock"])
    defer { lock.release(in: context.files) }
    var config = try config()
    do {
      try change(&config)
    } catch {
      throw .config(error)
    }
    let file = DurableFile(path, config.bytes, permissions: 0o644)
    try filing { () throws(FileError) in try context.files.writeDurably([file], report: context.note) }
  }

  /// Takes a lock of the archive at once, or not at all.
  ///
  /// - Parameter name: below the archive's folder.
  /// - Throws: `.locked` where another process has it.
  package func lockNow(_ name: String) throws(StorageError) -> LockFile {
    let path = Path.join(common, name)
    try filing { () throws(FileError) in
      try context.files.makeFolderDurably(Path.parent(path), report: context.note)
    }
    let impatient = RepositoryContext(
      files: context.files, lockContext: context.lockContext.with(.none), report: context.report)
    return try impatient.locking([path])
  }

  package func objectWriter() -> ObjectWriter {
    ObjectWriter(store: objects, context: context)
  }

  /// Changes all refs or, when a value differs from the expected one, none of them; logs the command.
  ///
  /// Each change is made in the order given. The value of a deleted ref is kept as `refs/synvc/deleted/NAME/TIME`.
  ///
  /// - Parameters:
  ///   - message: for the reflogs.
  ///   - who: the author in the reflogs; the date is that of the reflogs and of the operations log.
  @discardableResult
  package func update(
    _ changes: [RefChange], message: String, who: Signature, operation: OperationRecord
  ) throws(StorageError) -> LoggedOperation {
    let transaction = RefTransaction(
      refs: refs, objects: objects, operations: operations, context: context, who: who, message: message)
    return try transaction.run(try keepingDeleted(changes, at: who.seconds), operation: operation)
  }

  /// Whether a folder is a git folder: HEAD, and objects and refs here or where `commondir` leads.
  package static func isGitFolder(_ folder: String, in files: any FileSystem) throws(StorageError) -> Bool {
    try commonFolder(of: folder, files) != nil
  }

  static func commonFolder(of folder: String, _ files: any FileSystem) throws(StorageError) -> String? {
    guard try filing({ () throws(FileError) in try files.isFile(Path.join(folder, "HEAD")) }) else { return nil }
    var common = folder
    let bytes = try filing { () throws(FileError) in
      try files.readIfPresent(Path.join(folder, "commondir"), limit: 65536)
    }
    if let bytes {
      common = Path.normal(Path.join(folder, String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)))
      // Git's own linked work trees are below the common folder; a foreign file could name any archive.
      guard Path.normal(folder).hasPrefix(common + "/") else { throw .unsupported(.commonFolder, path: folder) }
    }
    for name in ["objects", "refs"] {
      guard try filing({ () throws(FileError) in try files.isFolder(Path.join(common, name)) }) else { return nil }
    }
    return common
  }

  /// The target of a file in the place of a `.git` folder; nil for any other file.
  static func target(ofGitFile path: String, _ files: any FileSystem) throws(StorageError) -> String? {
    let bytes = try filing { () throws(FileError) in try files.read(path, limit: 65536) }
    let line = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    guard line.hasPrefix("gitdir: ") else { return nil }
    return Path.normal(Path.join(Path.parent(path), String(line.dropFirst("gitdir: ".count))))
  }

  static func config(in folder: String, _ files: any FileSystem) throws(StorageError) -> Config {
    let path = Path.join(folder, "config")
    guard let bytes = try filing({ () throws(FileError) in try files.readIfPresent(path) }) else {
      throw .damagedFile(path: path, FormatError(.endsEarly(needed: 1), at: 0))
    }
    guard !bytes.isEmpty else { throw .damagedFile(path: path, FormatError(.endsEarly(needed: 1), at: 0)) }
    do {
      return try Config(bytes)
    } catch {
      throw .config(error)
    }
  }

  /// `config.worktree`, where `extensions.worktreeConfig` says that it counts.
  private static func ownConfig(
    of config: Config, in folder: String, _ files: any FileSystem
  ) throws(StorageError) -> Config? {
    guard config.bool("extensions.worktreeconfig") ?? false else { return nil }
    let path = Path.join(folder, "config.worktree")
    guard let bytes = try filing({ () throws(FileError) in try files.readIfPresent(path) }) else { return nil }
    do { return try Config(bytes) } catch { throw .config(error) }
  }

  static func format(of config: Config, _ folder: String) throws(StorageError) -> ObjectFormat {
    guard let name = config["extensions.objectformat"] else { return .sha1 }
    guard let format = ObjectFormat(rawValue: name) else { throw .unsupported(.objectFormat(name), path: folder) }
    return format
  }
}
