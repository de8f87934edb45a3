import Files
package import Objects

extension Repository {
  /// Makes an archive: a bare git repository whose configuration keeps git from collecting anything.
  ///
  /// `HEAD` is written last: without it the folder is not an archive.
  ///
  /// - Parameters:
  ///   - folder: made when it is missing.
  ///   - textconv: the command by which git turns a message into text, for `diff.synvc.textconv`.
  /// - Throws: `.occupied` where a git folder is already.
  package static func create(
    at folder: String, format: ObjectFormat, textconv: String, branch: String = "main", _ context: RepositoryContext
  ) throws(StorageError) -> Repository {
    guard let head = RefName(branch: branch) else { throw .badPath(branch) }
    let files = context.files
    if try filing({ () throws(FileError) in try files.status(of: Path.join(folder, "HEAD")) }) != nil {
      throw .occupied(path: folder)
    }
    let config: Config
    do {
      config = try initialConfig(format, textconv: textconv)
    } catch {
      throw .config(error)
    }
    try filing { () throws(FileError) in
      try files.makeFoldersDurably(folders.map { Path.join(folder, $0) }, report: context.note)
      let contents = [("config", config.bytes), (GitAttributes.file, GitAttributes.encoded)]
      let written = contents.map { DurableFile(Path.join(folder, $0.0), $0.1, permissions: 0o644) }
      try files.writeDurably(written, report: context.note)
      try OperationsLog(folder: folder, format: format, files: files).writeFirstLine(report: context.note)
      let text = Array("ref: \(head)\n".utf8)
      try files.writeDurably(
        [DurableFile(Path.join(folder, "HEAD"), text, permissions: 0o644)], report: context.note)
    }
    return try Repository(opening: folder, context)
  }

  package static let folders = [
    "objects/info", "objects/pack", "refs/heads", "refs/tags", "logs/refs/heads", "info", "hooks", "operations",
    "journal", "cache",
  ]

  /// The required settings of an archive; fsck warns where the configuration differs.
  package static func prescribedConfig(textconv: String) -> [(name: String, value: String)] {
    [
      ("core.logAllRefUpdates", "always"), ("core.fsync", "all"), ("gc.auto", "0"), ("gc.pruneExpire", "never"),
      ("gc.reflogExpire", "never"), ("gc.reflogExpireUnreachable", "never"), ("maintenance.auto", "false"),
      ("receive.autogc", "false"), ("diff.synvc.textconv", textconv), ("diff.synvc.cachetextconv", "false"),
    ]
  }

  package static func initialConfig(_ format: ObjectFormat, textconv: String) throws(ConfigError) -> Config {
    var config = try Config()
    try config.set("core.repositoryformatversion", to: format == .sha1 ? "0" : "1")
    try config.set("core.bare", to: "true")
    if format != .sha1 { try config.set("extensions.objectformat", to: format.rawValue) }
    for (name, value) in prescribedConfig(textconv: textconv) { try config.set(name, to: value) }
    return config
  }
}
