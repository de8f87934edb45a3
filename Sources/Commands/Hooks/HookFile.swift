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

  init(_ path: String, _ moment: HookMoment, _ surroundings: Surroundings) {
    self.path = path
    self.moment = moment
    files = surroundings.files
    user = surroundings.user
  }

  /// Whether there is one, and it may be run.
  var isThere: Bool {
    get throws(HookFailure) {
      guard let status = try look(at: path) else { return false }
      guard status.kind == .file else { throw failure(.noFile) }
      let folder = Path.parent(path)
      guard let around = try look(at: folder) else { return false }
      try check(status, path, mayBeWritten: 0o022)
      // The group may write the folder: what it puts there still belongs to somebody else.
      try check(around, folder, mayBeWritten: 0o002)
      guard status.permissions & (status.owner == user ? 0o100 : 0o001) != 0 else { throw failure(.notExecutable) }
      return true
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
