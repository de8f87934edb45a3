import Files

extension Repository {
  /// Whether git made the archive and no command of synvc has prepared it yet.
  ///
  /// An archive with an operation in its log was prepared: there a missing setting was lost, and `fsck` reports it.
  package var isUnprepared: Bool {
    get throws(StorageError) {
      guard !layout.hasDriver else { return false }
      return try operations.last() == nil
    }
  }

  /// Writes the settings and attributes that a clone made by git lacks; git copies neither.
  ///
  /// Existing settings stay, except those that `git clone` itself writes.
  ///
  /// - Parameter textconv: the command by which git turns a message into text.
  package func prepare(textconv: String) throws(StorageError) {
    try completeAttributes()
    // A bare archive with synvc's settings and without this log has lost it.
    if layout.isBare == true { try beginOperations() }
    try changeConfig { config throws(ConfigError) in
      for (name, value) in Repository.prescribedConfig(textconv: textconv)
      where ArchiveLayout.isGits(config[name], name) {
        try config.set(name, to: value)
      }
    }
  }

  private func beginOperations() throws(StorageError) {
    try filing { () throws(FileError) in
      let path = operations.path
      guard try context.files.status(of: path) == nil else { return }
      try context.files.makeFolderDurably(Path.parent(path), report: context.note)
      try operations.writeFirstLine(report: context.note)
    }
  }

  /// Adds the lines that `info/attributes` lacks; the user's own lines stay.
  package func completeAttributes() throws(StorageError) {
    let path = Path.join(common, GitAttributes.file)
    try filing { () throws(FileError) in
      let bytes = try context.files.readIfPresent(path, limit: 1 << 20) ?? []
      guard !GitAttributes.isWhole(bytes) else { return }
      try context.files.makeFolderDurably(Path.parent(path), report: context.note)
      let file = DurableFile(path, GitAttributes.completing(bytes), permissions: 0o644)
      try context.files.writeDurably([file], report: context.note)
    }
  }
}

/// The layout settings of an archive when it was opened.
package struct ArchiveLayout: Hashable, Sendable {
  /// Nil where `core.bare` is not set.
  package let isBare: Bool?
  /// The value of `core.worktree`.
  package let workTree: String?
  package let isSparse: Bool
  /// Whether git shows messages as text by a command.
  package let hasDriver: Bool

  /// - Parameter own: the configuration of one work tree alone, which takes precedence over that of the archive.
  init(_ config: Config, own: Config?) {
    isBare = own?.bool("core.bare") ?? config.bool("core.bare")
    workTree = own?["core.worktree"] ?? config["core.worktree"]
    isSparse = own?.bool("core.sparsecheckout") ?? config.bool("core.sparsecheckout") ?? false
    hasDriver = config["diff.synvc.textconv"] != nil
  }

  /// Whether the configuration lacks every setting that synvc writes: git made it.
  package static func isUnprepared(_ config: Config) -> Bool {
    Repository.prescribedConfig(textconv: "").allSatisfy { isGits(config[$0.name], $0.name) }
  }

  /// Whether git itself leaves this value of a setting in a clone.
  package static func isGits(_ value: String?, _ name: String) -> Bool {
    value == nil || name == "core.logAllRefUpdates" && value == "true"
  }
}
