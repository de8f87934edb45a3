package import Files

/// A file system without hard links, as FAT and exFAT are.
package final class UnlinkableFileSystem: FileSystem {
  private let inner: any FileSystem
  private let movesToFree: Bool

  /// - Parameter movesToFree: whether it can move a file to a name that must be free. Such file systems can; some of
  ///   other makers and over a network cannot.
  package init(_ inner: any FileSystem, movesToFree: Bool = true) {
    self.inner = inner
    self.movesToFree = movesToFree
  }

  package func link(_ path: String, to new: String) throws(FileError) {
    guard try status(of: new) == nil else { throw FileError(.link, new, code: ErrorCode.exists) }
    throw FileError(.link, new, code: ErrorCode.unlinkable)
  }

  package func rename(_ path: String, toFree new: String) throws(FileError) {
    guard movesToFree else { throw FileError(.rename, path, code: ErrorCode.unknownCall) }
    try inner.rename(path, toFree: new)
  }

  package func status(of path: String) throws(FileError) -> FileStatus? { try inner.status(of: path) }
  package func list(_ folder: String) throws(FileError) -> [String] { try inner.list(folder) }
  package func open(_ path: String) throws(FileError) -> any InputFile { try inner.open(path) }
  package func append(to path: String) throws(FileError) -> any OutputFile { try inner.append(to: path) }
  package func rename(_ path: String, to new: String) throws(FileError) { try inner.rename(path, to: new) }
  package func remove(_ path: String) throws(FileError) { try inner.remove(path) }
  package func removeFolder(_ path: String) throws(FileError) { try inner.removeFolder(path) }
  package func makeFolder(_ path: String) throws(FileError) { try inner.makeFolder(path) }
  package func syncFolder(_ path: String) throws(FileError) { try inner.syncFolder(path) }
  package func hold(_ folder: String) -> FolderHold? { inner.hold(folder) }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    try inner.create(path, permissions: permissions)
  }
}
