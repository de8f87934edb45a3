internal import Files
internal import Glibc
internal import Maintenance
internal import Objects
internal import Presentation
package import Repository

extension CommandContext {
  /// The services that an archive needs from outside; its notes become warnings.
  package func archiveContext() -> RepositoryContext {
    let (output, passedOverNote) = (output, passedOverNote)
    return RepositoryContext(files: process.files, lockContext: archiveLockContext) { note in
      switch note {
      case .file(.waitingForLock): output.note(note.words)
      case .passedOver: if passedOverNote.isFirst() { output.warning(note.words) }
      case .file, .replacedDamaged, .tookBack, .notRolled: output.warning(note.words)
      }
    }
  }

  /// The owner of the locks taken by this command.
  var archiveLockContext: LockContext {
    .current(command: (["synvc"] + arguments).joined(separator: " "), timeout: timeout)
  }

  /// How long the user lets the command wait for locks; a signal ends the wait.
  private var timeout: LockTimeout {
    let (clock, interrupt) = (process.clock, interrupt)
    return LockTimeout(
      limit: .seconds(globals.wait), now: clock.uptime, pause: clock.pause,
      isInterrupted: { interrupt.signal() != nil })
  }

  /// Opens the archive that the command works on.
  ///
  /// - Parameter making: whether the user's own is made where there is none at all.
  package func openArchive(making: Bool = false) throws -> Repository {
    let archive = try openUntold(making: making)
    tellTrust(of: archive)
    return archive
  }

  /// Opens the archive without a note on its trust.
  func openUntold(making: Bool = false) throws -> Repository {
    let context = archiveContext()
    switch try findArchive(context) {
    case .found(let folder, _): return prepared(try Repository(opening: folder, context))
    case .notThere(let folder, let way):
      try refuseCutOff(folder, context)
      throw OpeningError.notThere(folder, by: way)
    case .foreign(let folder, let owner): throw OpeningError.foreign(folder, owner: owner)
    case .none(let own):
      try refuseCutOff(own, context)
      guard making else { throw OpeningError.noArchive(own: own) }
      let archive = try makeArchive(at: own, format: nil, context)
      output.note("made an archive in \(own)")
      return archive
    }
  }

  /// Adds to a clone the settings that git does not copy, so that git shows messages as text there too. An archive of
  /// another user, and a read-only one, stays unchanged.
  private func prepared(_ archive: Repository) -> Repository {
    // A log that cannot be read belongs to an archive that has been used.
    guard (try? archive.isUnprepared) ?? false else { return archive }
    let path = Path.join(archive.common, "config")
    // A path whose status cannot be read is not written either.
    let owner = (try? process.files.status(of: path))??.owner
    guard owner != nil, process.user == nil || owner == process.user else { return archive }
    let quiet = RepositoryContext(files: process.files, lockContext: archiveLockContext.with(.none), report: { _ in })
    try? archive.with(quiet).prepare(textconv: textconv)  // the next command tries it again
    return archive
  }

  /// Looks for the archive that the command works on.
  func findArchive(_ context: RepositoryContext) throws -> Discovery {
    try refuseCutOffAbove(context)
    return try Discovery.run(discoveryRequest, context)
  }

  /// Refuses to pass over an archive that a conversion put aside.
  private func refuseCutOff(_ folder: String, _ context: RepositoryContext) throws {
    guard try !Repository.isGitFolder(folder, in: context.files) else { return }
    if let new = try ArchiveConverter.cutOff(at: folder, in: context.files) {
      throw OpeningError.conversionCutOff(folder, new: new)
    }
  }

  /// The same check for the `.synvc` folders on the search path.
  private func refuseCutOffAbove(_ context: RepositoryContext) throws {
    guard globals.archive == nil, (process.environment["SYNVC_DIR"] ?? "").isEmpty else { return }
    var folder = Path.normal(process.workingDirectory)
    while true {
      let own = Path.join(folder, ".synvc")
      if try Repository.isGitFolder(own, in: context.files) { return }
      try refuseCutOff(own, context)
      let parent = Path.parent(folder)
      if parent == folder { return }
      folder = parent
    }
  }

  /// Makes an archive.
  ///
  /// - Parameter format: nil: as git's own configuration asks for, else SHA-1.
  package func makeArchive(at folder: String, format: String?, _ context: RepositoryContext) throws -> Repository {
    let wanted = format ?? process.environment["GIT_DEFAULT_HASH"] ?? gitSettings["init.defaultobjectformat"]
    guard let hash = ObjectFormat(rawValue: wanted ?? ObjectFormat.sha1.rawValue) else {
      throw OpeningError.badObjectFormat(wanted ?? "")
    }
    let archive = try Repository.create(at: folder, format: hash, textconv: textconv, context)
    addHookSamples(to: archive)
    // Only the user may write programs that run in the user's name, whatever the umask.
    let hooks = Path.join(archive.common, "hooks")
    if let status = try context.files.status(of: hooks), status.permissions & 0o022 != 0 {
      _ = chmod(hooks, status.permissions & 0o755)
    }
    trustOwn(archive)
    return archive
  }

  var discoveryRequest: DiscoveryRequest {
    DiscoveryRequest(
      given: globals.archive, workingFolder: process.workingDirectory, environment: process.environment,
      home: process.home, user: process.user)
  }

  /// The command by which git turns a message into text; git hands it to a shell.
  var textconv: String {
    let program = process.executable.isEmpty ? "synvc" : process.executable
    return "'\(program.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))' textconv"
  }
}

extension StorageNote {
  /// The note in words.
  var words: StyledText {
    switch self {
    case .file(.folderNotSynced(let path)):
      "this file system cannot sync the folder \(quoted: path): a power cut may lose the last change"
    case .file(.lockTakenOver(let path, let holder)):
      "removed the lock \(quoted: path) of process \(holder.process), which has ended (\(holder.command))"
    case .file(.waitingForLock(let lock)):
      if let holder = lock.holder {
        "waiting for process \(holder.process) on \(quoted: holder.machine): \(holder.command)"
      } else {
        "waiting for another program, which holds \(quoted: lock.path)"
      }
    case .replacedDamaged(let id): "replaced the damaged object \(quoted: id)"
    case .tookBack(let operation):
      "undid \(quoted: operation.arguments.joined(separator: " ")), which was interrupted"
    case .passedOver(let passed):
      passed.isKnown
        ? "passed over the archive \(quoted: passed.archive): the repository \(quoted: passed.repository) tracks it; \(passed.hint)"
        : "passed over the archive \(quoted: passed.archive): the index of the repository \(quoted: passed.repository) cannot be read, and may track it; \(passed.hint)"
    case .notRolled(let error): "the snapshot is stored; its small packs were not combined: \(error.report.message)"
    }
  }
}

extension PassedOver {
  /// The way to use it anyway.
  fileprivate var hint: StyledText {
    "use it untrusted with \(quoted: "synvc --archive \(ShellWords.quoted(archive)) log")"
  }
}
