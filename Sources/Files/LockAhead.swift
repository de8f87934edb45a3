import Synchronization

/// What the names of the next lock will lead to, written by a thread that has time before the lock is taken.
///
/// A class, for two threads meet in it.
package final class LockAhead: Sendable {
  private enum State {
    case idle
    /// A lock will be taken soon; nobody has begun to write.
    case expected
    /// It is on the disk.
    case written(model: String, folder: String)
  }

  private let state = Mutex(State.idle)

  package init() {}

  /// Lets it be written.
  package func expect() { state.withLock { if case .idle = $0 { $0 = .expected } } }

  /// Writes it, unless the lock was taken without it meanwhile; whoever wants it waits until it is written.
  package func write(beside path: String, _ party: LockParty, in files: any FileSystem) {
    state.withLock { state in
      guard case .expected = state else { return }
      state = .idle
      let folder = Path.parent(path)
      do {
        // A folder with a file in it is taken for one whose name was synced.
        try files.makeFolderDurably(folder) { _ in }
        state = .written(model: try files.writeLockModel(beside: path, party), folder: folder)
      } catch {
        // It is tried again by the one who takes the lock, who is told why.
      }
    }
  }

  /// The file for a lock in a folder, once; nil where there is none.
  func take(for folder: String) -> String? {
    state.withLock { state in
      switch state {
      case .written(let model, folder):
        state = .idle
        return model
      case .expected:
        state = .idle
        return nil
      case .idle, .written: return nil
      }
    }
  }

  /// Removes what nobody took.
  package func drop(in files: any FileSystem) {
    state.withLock { state in
      if case .written(let model, _) = state { try? files.remove(model) }  // what stays is a temporary file
      state = .idle
    }
  }
}

extension FileSystem {
  /// - Returns: the path of the file that the names of a lock are given to.
  func writeLockModel(beside path: String, _ party: LockParty) throws(FileError) -> String {
    try writeTemporary(DurableFile(path, party.holder.encoded, temporary: ".tmp_#.lock"))
  }
}
