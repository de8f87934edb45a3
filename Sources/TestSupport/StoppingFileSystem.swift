package import Files
import Synchronization

/// A file system that refuses changes after a number of changing calls, as after a power cut.
package final class StoppingFileSystem: FileSystem {
  private let inner: any FileSystem
  private let left = Mutex<Int?>(nil)

  package init(_ inner: any FileSystem) { self.inner = inner }

  package func stop(after calls: Int) { left.withLock { $0 = calls } }
  package func goOn() { left.withLock { $0 = nil } }

  package func status(of path: String) throws(FileError) -> FileStatus? { try inner.status(of: path) }
  package func list(_ folder: String) throws(FileError) -> [String] { try inner.list(folder) }
  package func open(_ path: String) throws(FileError) -> any InputFile { try inner.open(path) }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    try count(.create, path)
    return StoppingFile(inner: try inner.create(path, permissions: permissions), path: path, owner: self)
  }

  package func append(to path: String) throws(FileError) -> any OutputFile {
    try count(.append, path)
    return StoppingFile(inner: try inner.append(to: path), path: path, owner: self)
  }

  package func rename(_ path: String, to new: String) throws(FileError) {
    try count(.rename, path)
    try inner.rename(path, to: new)
  }

  package func rename(_ path: String, toFree new: String) throws(FileError) {
    try count(.rename, path)
    try inner.rename(path, toFree: new)
  }

  package func link(_ path: String, to new: String) throws(FileError) {
    try count(.link, path)
    try inner.link(path, to: new)
  }

  package func remove(_ path: String) throws(FileError) {
    try count(.remove, path)
    try inner.remove(path)
  }

  package func removeFolder(_ path: String) throws(FileError) {
    try count(.remove, path)
    try inner.removeFolder(path)
  }

  package func makeFolder(_ path: String) throws(FileError) {
    try count(.makeFolder, path)
    try inner.makeFolder(path)
  }

  package func syncFolder(_ path: String) throws(FileError) {
    try count(.syncFolder, path)
    try inner.syncFolder(path)
  }

  fileprivate func count(_ operation: FileError.Operation, _ path: String) throws(FileError) {
    let isOver = left.withLock { left in
      guard let now = left else { return false }
      left = max(0, now - 1)
      return now == 0
    }
    if isOver { throw FileError(operation, path, code: ErrorCode.input) }
  }
}

private struct StoppingFile: OutputFile {
  let inner: any OutputFile
  let path: String
  let owner: StoppingFileSystem

  func write(_ bytes: [UInt8]) throws(FileError) {
    try owner.count(.write, path)
    try inner.write(bytes)
  }

  func beginSync() throws(FileError) {
    try owner.count(.sync, path)
    try inner.beginSync()
  }

  func sync() throws(FileError) {
    try owner.count(.sync, path)
    try inner.sync()
  }

  func close() throws(FileError) { try inner.close() }
}
