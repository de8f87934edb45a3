/// A lock that is in the way.
package struct HeldLock: Hashable, Sendable {
  package let path: String
  /// Nil when the lock file does not name its owner (git's do not).
  package let holder: LockOwner?
  /// When the lock was made, seconds since 1970; nil when that is not known.
  package let since: Int?
  /// Whether this process cannot check the owner: another machine, or another container of this one.
  package let isElsewhere: Bool

  package init(path: String, holder: LockOwner?, since: Int?, isElsewhere: Bool = false) {
    self.path = path
    self.holder = holder
    self.since = since
    self.isElsewhere = isElsewhere
  }
}

/// Why a lock was not taken.
package enum LockError: Error, Hashable, Sendable {
  case held(HeldLock)
  case file(FileError)
}

/// One or more lock files held by this process, which exclude git too where they have git's names.
///
/// All are names of one file that holds the ``LockOwner``, written and synced before the first name appears. So a
/// visible lock always names its owner, even after a power cut. Without hard links each lock is a file of its own that
/// is moved to its name. Without an exclusive move, the file is made with `O_EXCL` and then written.
package struct LockFile: Sendable {
  package private(set) var paths: [String]
  private let lockContext: LockContext

  /// Takes all of `paths` or none, in the order given; waits for locks of others until the context's timeout.
  ///
  /// The lock of a process that is certainly dead is taken over and reported; a lock of another machine never.
  package static func acquire(
    _ paths: [String], for lockContext: LockContext, in files: some FileSystem, report: (FileNote) -> Void
  ) throws(LockError) -> LockFile {
    let timeout = lockContext.timeout
    let start = timeout.now()
    var (tries, isReported) = (0, false)
    while true {
      do {
        return try tryOnce(paths, lockContext, in: files, report: report)
      } catch {
        let waited = timeout.now() - start
        guard case .held(let lock) = error, waited < timeout.limit, !timeout.isInterrupted() else { throw error }
        if waited >= LockTimeout.silence, !isReported {
          isReported = true
          report(.waitingForLock(lock))
        }
        timeout.pause(min(LockTimeout.pause(after: tries), timeout.limit - waited))
        tries += 1
      }
    }
  }

  private static func tryOnce(
    _ paths: [String], _ lockContext: LockContext, in files: some FileSystem, report: (FileNote) -> Void
  ) throws(LockError) -> LockFile {
    guard let first = paths.first else { return LockFile(paths: [], lockContext: lockContext) }
    var lock = LockFile(paths: [], lockContext: lockContext)
    let model = try writeModel(beside: first, lockContext, in: files)
    do {
      for path in paths {
        try take(path, model: model, lockContext, in: files, report: report)
        lock.paths.append(path)
      }
    } catch {
      try? files.remove(model)  // what stays is a temporary file, which nothing reads
      lock.release(in: files)
      throw error
    }
    try? files.remove(model)  // what stays is a temporary file, which nothing reads
    return lock
  }

  /// Whether every lock file still is this process's: asked just before the point of no return.
  package func isHeld(in files: some FileSystem) throws(FileError) -> Bool {
    for path in paths where try files.readIfPresent(path) != lockContext.holder.encoded { return false }
    return true
  }

  /// Removes the lock files; one that cannot be removed is taken over later, when this process has ended.
  package func release(in files: some FileSystem) {
    for path in paths.reversed() {
      if let found = try? files.read(path), found != lockContext.holder.encoded { continue }  // somebody else's by now
      try? files.remove(path)  // a leftover is a dead process's lock
    }
  }

  /// - Returns: the path of the file that the names of a lock are given to.
  private static func writeModel(
    beside path: String, _ lockContext: LockContext, in files: some FileSystem
  ) throws(LockError) -> String {
    do {
      return try files.writeTemporary(DurableFile(path, lockContext.holder.encoded, temporary: ".tmp_#.lock"))
    } catch {
      throw .file(error)
    }
  }

  private static func take(
    _ path: String, model: String?, _ lockContext: LockContext, in files: some FileSystem, report: (FileNote) -> Void
  ) throws(LockError) {
    for attempt in 0..<3 {
      do {
        return try place(path, model: model, lockContext, in: files)
      } catch {
        guard error.code == ErrorCode.exists else { throw .file(error) }
      }
      let seen: LockOwner?
      do {
        seen = try files.readIfPresent(path).flatMap { LockOwner(encoded: $0) }
      } catch {
        throw .file(error)
      }
      let since = try? files.status(of: path)?.modified  // without it only less is told, and less taken over
      guard let seen, attempt < 2, lockContext.isDead(seen, since: since) else {
        throw .held(
          HeldLock(path: path, holder: seen, since: since, isElsewhere: seen.map { !lockContext.canSee($0) } ?? false))
      }
      try bury(path, of: seen, lockContext, in: files, report: report)
    }
  }

  private static func place(
    _ path: String, model: String?, _ lockContext: LockContext, in files: some FileSystem
  ) throws(FileError) {
    if let model {
      do {
        return try files.link(model, to: path)
      } catch {
        guard ErrorCode.meansUnlinkable(error.code) else { throw error }
      }
    }
    try placeUnlinked(path, lockContext.holder.encoded, in: files)
  }

  /// Without hard links: a file of its own is written, then moved to the name; only where the system cannot move to a
  /// name that must be free is the lock there before its content.
  private static func placeUnlinked(
    _ path: String, _ content: [UInt8], in files: some FileSystem
  ) throws(FileError) {
    let own = try files.writeTemporary(DurableFile(path, content, temporary: ".tmp_#.lock"))
    do {
      return try files.rename(own, toFree: path)
    } catch {
      try? files.remove(own)  // what stays is a temporary file, which nothing reads
      guard ErrorCode.meansUnknown(error.code) else { throw error }
    }
    let file = try files.create(path, permissions: 0o444)
    do { try files.finish(file, writing: content) } catch {
      try? files.remove(path)  // what stays is in everybody's way, and names nobody: docs/limits.md
      throw error
    }
  }

  /// Gives a lock that was moved away by mistake its name back.
  ///
  /// - Throws: `EEXIST` where another has the name by now.
  private static func putBack(_ grave: String, _ path: String, in files: some FileSystem) throws(FileError) {
    do {
      try files.link(grave, to: path)
    } catch {
      guard ErrorCode.meansUnlinkable(error.code) else { throw error }
      try placeUnlinked(path, try files.read(grave), in: files)
    }
  }

  /// Moves a dead lock away. Processes take turns with a system lock, so that none moves the lock of a faster one;
  /// without system locks, a live lock is put back.
  private static func bury(
    _ path: String, of seen: LockOwner, _ lockContext: LockContext, in files: some FileSystem,
    report: (FileNote) -> Void
  ) throws(LockError) {
    let grave = Path.join(Path.parent(path), ".tmp_stale_\(lockContext.holder.process).lock")
    let turn = files.hold(Path.parent(path))
    defer { withExtendedLifetime(turn) {} }
    do {
      guard try files.readIfPresent(path).flatMap({ LockOwner(encoded: $0) }) == seen else { return }
      try files.rename(path, to: grave)
      let buried = try files.readIfPresent(grave).flatMap { LockOwner(encoded: $0) }
      if buried != seen { try putBack(grave, path, in: files) }
      try files.remove(grave)
      if buried == seen { report(.lockTakenOver(path: path, from: seen)) }
    } catch {
      guard ErrorCode.meansAbsent(error.code) || error.code == ErrorCode.exists else { throw .file(error) }
    }
  }
}
