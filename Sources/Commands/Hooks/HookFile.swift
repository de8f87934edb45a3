internal import Files
internal import Operations

/// The file of a hook, looked at before it is run.
///
/// A file that is there and cannot be trusted is an error: a guard that is silently not asked is worse than none.
struct HookFile {
  private let path: String
  private let moment: HookMoment
  private let files: any FileSystem
  private let user: UInt32?

  init(_ path: String, _ moment: HookMoment, _ process: ProcessEnvironment) {
    self.path = path
    self.moment = moment
    files = process.files
    user = process.user
  }

  /// Whether there is one, and it may be run.
  var isThere: Bool {
    get throws(HookFailure) {
      let folder = Path.parent(path)
      guard let around = try look(at: folder) else { return try isDeadLink(folder) }
      guard around.kind == .folder else { throw failure(.noFolder(path: folder)) }
      guard let status = try look(at: path) else { return try isDeadLink(path) }
      guard status.kind == .file else { throw failure(.noFile) }
      try check(status, path, mayBeWritten: 0o022)
      try check(around, folder, mayBeWritten: 0o022)
      try checkAbove(folder)
      guard status.permissions & (status.owner == user ? 0o100 : 0o001) != 0 else { throw failure(.notExecutable) }
      return true
    }
  }

  /// False where nothing is there; a link that leads nowhere is a hook that cannot be asked.
  private func isDeadLink(_ path: String) throws(HookFailure) -> Bool {
    do {
      guard try files.listIfPresent(Path.parent(path)).contains(Path.name(path)) else { return false }
    } catch {
      throw failure(.unreadable(error))
    }
    throw failure(.deadLink(path: path))
  }

  /// A user with write access to a parent folder can replace the hooks folder; not in a sticky folder such as `/tmp`.
  private func checkAbove(_ folder: String) throws(HookFailure) {
    guard user != nil else { return }
    var folder = Path.parent(folder)
    while true {
      if let status = try look(at: folder), status.permissions & 0o002 != 0, !status.isSticky {
        throw failure(.writable(path: folder))
      }
      let next = Path.parent(folder)
      if next == folder { return }
      folder = next
    }
  }

  private func check(_ status: FileStatus, _ path: String, mayBeWritten others: UInt32) throws(HookFailure) {
    guard let user else { return }
    guard status.owner == user || status.owner == 0 else { throw failure(.foreign(path: path, owner: status.owner)) }
    guard status.permissions & others == 0 else { throw failure(.writable(path: path)) }
  }

  private func look(at path: String) throws(HookFailure) -> FileStatus? {
    do { return try files.status(of: path) } catch { throw failure(.unreadable(error)) }
  }

  private func failure(_ problem: HookFailure.Problem) -> HookFailure { HookFailure(moment, path: path, problem) }
}
