package import Files
import Synchronization

/// A file system that refuses all changes, like a disk mounted read-only; it records the attempts.
package final class ReadOnlyFileSystem: FileSystem {
  private let inner: any FileSystem
  private let list = Mutex<[String]>([])

  package init(_ inner: any FileSystem) { self.inner = inner }

  /// The refused calls, each as its name and path.
  package var attempts: [String] { list.withLock { $0 } }

  package func status(of path: String) throws(FileError) -> FileStatus? { try inner.status(of: path) }
  package func list(_ folder: String) throws(FileError) -> [String] { try inner.list(folder) }
  package func open(_ path: String) throws(FileError) -> any InputFile { try inner.open(path) }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    throw refused(.create, path)
  }

  package func append(to path: String) throws(FileError) -> any OutputFile { throw refused(.append, path) }
  package func rename(_ path: String, to new: String) throws(FileError) { throw refused(.rename, path) }
  package func rename(_ path: String, toFree new: String) throws(FileError) { throw refused(.rename, path) }
  package func link(_ path: String, to new: String) throws(FileError) { throw refused(.link, new) }
  package func remove(_ path: String) throws(FileError) { throw refused(.remove, path) }
  package func removeFolder(_ path: String) throws(FileError) { throw refused(.remove, path) }
  package func makeFolder(_ path: String) throws(FileError) { throw refused(.makeFolder, path) }

  /// Reading needs no sync, and a disk mounted for reading only takes one.
  package func syncFolder(_ path: String) throws(FileError) { throw refused(.syncFolder, path) }

  private func refused(_ operation: FileError.Operation, _ path: String) -> FileError {
    list.withLock { $0.append("\(operation.rawValue) \(path)") }
    return FileError(operation, path, code: ErrorCode.readOnly)
  }
}
