import Files

extension Repository {
  /// Reads one consistent state of refs, reflogs and the operations log.
  ///
  /// Reads again when another program changed these files during the read. After some tries `operations/log.lock` keeps
  /// synvc's other commands out for the last one. On a read-only archive the last try counts.
  ///
  /// - Parameter read: called once or several times, with the archive that reads within it have to use.
  /// - Throws: `.locked` where the last try failed and the lock is held by another command.
  package func consistent<Value, Failure: Error>(
    _ read: (Repository) -> Result<Value, Failure>
  ) throws(StorageError) -> Result<Value, Failure> {
    if isConsistent { return read(self) }
    let before = try activity()
    let result = read(consistentView)
    if case .success = result, !before.isLocked, try activity() == before { return result }
    return try consistentReading(of: read, isCheck: false)
  }

  /// The same for errors of this layer.
  func consistent<Value>(_ read: (Repository) throws(StorageError) -> Value) throws(StorageError) -> Value {
    try consistent { archive in Result { () throws(StorageError) in try read(archive) } }.get()
  }

  /// Runs a check whose failure counts only if its files did not change during the check.
  func checkConsistently(_ check: (Repository) throws(StorageError) -> Void) throws(StorageError) {
    if isConsistent { return try check(self) }
    func result(_ archive: Repository) -> Result<Void, StorageError> {
      Result { () throws(StorageError) in try check(archive) }
    }
    if case .success = result(consistentView) { return }
    try consistentReading(of: result, isCheck: true).get()
  }

  /// - Parameter isCheck: whether a success counts even if files changed during the check.
  private func consistentReading<Value, Failure: Error>(
    of read: (Repository) -> Result<Value, Failure>, isCheck: Bool
  ) throws(StorageError) -> Result<Value, Failure> {
    let (first, isConsistent) = try repeating(read, isCheck: isCheck)
    if isConsistent { return first }
    let lock: LockFile
    do {
      lock = try context.locking([operations.lockPath])
    } catch {
      if case .failure = first, case .locked = error { throw error }
      return first
    }
    defer { lock.release(in: context.files) }
    // Only git may be at work now.
    return try repeating(read, isCheck: isCheck, isLockOwn: true).result
  }

  /// Repeats the read until no file changes during it, eight times at most.
  ///
  /// - Parameter isLockOwn: whether the lock of the operations log is this process's own.
  private func repeating<Value, Failure: Error>(
    _ read: (Repository) -> Result<Value, Failure>, isCheck: Bool, isLockOwn: Bool = false
  ) throws(StorageError) -> (result: Result<Value, Failure>, isConsistent: Bool) {
    var tries = 0
    while true {
      let before = try RefFiles(self, isLockOwn: isLockOwn)
      let result = read(consistentView)
      if case .success = result, isCheck { return (result, true) }
      if !before.isLocked, try RefFiles(self, isLockOwn: isLockOwn) == before { return (result, true) }
      tries += 1
      guard tries < 8 else { return (result, false) }
      context.lockContext.timeout.rest(after: tries)
    }
  }

  /// Cheap evidence that a synvc command is running or has ended.
  private struct Activity: Equatable {
    let logSize: Int?
    let isLocked: Bool
  }

  private func activity() throws(StorageError) -> Activity {
    try filing { () throws(FileError) in
      // In this order: a command that ends in between has made the log longer.
      let isLocked = try context.files.status(of: operations.lockPath) != nil
      return Activity(logSize: try context.files.status(of: operations.path)?.size, isLocked: isLocked)
    }
  }
}

/// The files that determine ref values: each ref's content, the length of each log, and the lock of a running program.
private struct RefFiles: Equatable {
  private var contents: [String: [UInt8]?] = [:]
  private var sizes: [String: Int?] = [:]
  private(set) var isLocked = false

  /// - Parameter isLockOwn: whether the lock of the operations log is this process's own.
  init(_ archive: Repository, isLockOwn: Bool) throws(StorageError) {
    let (refs, files) = (archive.refs, archive.context.files)
    do throws(FileError) {
      if !isLockOwn { isLocked = try files.status(of: archive.operations.lockPath) != nil }
      try take(Path.join(refs.common, "refs"), isLog: false, files)
      try take(Path.join(refs.common, "logs"), isLog: true, files)
      for path in [refs.path(.head), refs.packedPath] {
        contents[path] = .some(try files.readIfPresent(path))
        if try files.status(of: path + ".lock") != nil { isLocked = true }
      }
      for path in [refs.logPath(.head), archive.operations.path] { sizes[path] = try files.status(of: path)?.size }
    } catch {
      throw .file(error)
    }
  }

  private mutating func take(_ folder: String, isLog: Bool, _ files: any FileSystem) throws(FileError) {
    for name in try files.listIfPresent(folder) where !name.hasPrefix(".") {
      let path = Path.join(folder, name)
      // A file that went since it was listed shows by its absence next time.
      guard let status = try files.status(of: path) else { continue }
      if status.kind == .folder {
        try take(path, isLog: isLog, files)
      } else if name.hasSuffix(".lock") {
        isLocked = true
      } else if status.kind != .file {
        continue
      } else if isLog {
        sizes[path] = status.size
      } else {
        contents[path] = .some(try files.readIfPresent(path, limit: 65536))
      }
    }
  }
}
