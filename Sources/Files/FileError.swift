/// A failed call to the file system: the operation, the path, and the system's error number.
package struct FileError: Error, Hashable, Sendable {
  /// The operation that failed.
  package enum Operation: String, Hashable, Sendable {
    case status, list, open, read, create, append, write, sync, close, rename, link, remove, makeFolder, syncFolder
  }

  package let operation: Operation
  package let path: String
  /// The value of `errno`.
  package let code: Int32

  package init(_ operation: Operation, _ path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }
}

/// Something that does not stop the command but that the user should know.
package enum FileNote: Hashable, Sendable {
  /// This file system cannot sync folders: a rename may be lost in a power cut.
  case folderNotSynced(String)
  /// A lock of a process that is dead was removed.
  case lockTakenOver(path: String, from: LockOwner)
  /// Another process holds a lock, and this one waits for it.
  case waitingForLock(HeldLock)
}
