package import Files
import Synchronization

/// A file system that passes every call on, records the changing ones, and runs a closure before each.
package final class RecordingFileSystem: FileSystem {
  private let inner: any FileSystem
  private let list = Mutex<[String]>([])

  private let before: @Sendable (String) -> Void

  /// - Parameter before: called before each call, as in ``calls``, and before a file is opened for reading: `open a`.
  package init(_ inner: any FileSystem, before: @escaping @Sendable (String) -> Void = { _ in }) {
    self.inner = inner
    self.before = before
  }

  /// The changing calls until now, each as its name and paths: `rename a b`.
  package var calls: [String] { list.withLock { $0 } }

  package func status(of path: String) throws(FileError) -> FileStatus? { try inner.status(of: path) }
  package func list(_ folder: String) throws(FileError) -> [String] { try inner.list(folder) }

  package func open(_ path: String) throws(FileError) -> any InputFile {
    before("open \(path)")
    return try inner.open(path)
  }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    note("create \(path) \(String(permissions, radix: 8))")
    return RecordingFile(inner: try inner.create(path, permissions: permissions), path: path, note: note)
  }

  package func append(to path: String) throws(FileError) -> any OutputFile {
    note("append \(path)")
    return RecordingFile(inner: try inner.append(to: path), path: path, note: note)
  }

  package func rename(_ path: String, to new: String) throws(FileError) {
    note("rename \(path) \(new)")
    try inner.rename(path, to: new)
  }

  package func rename(_ path: String, toFree new: String) throws(FileError) {
    note("rename \(path) \(new)")
    try inner.rename(path, toFree: new)
  }

  package func link(_ path: String, to new: String) throws(FileError) {
    note("link \(path) \(new)")
    try inner.link(path, to: new)
  }

  package func remove(_ path: String) throws(FileError) {
    note("remove \(path)")
    try inner.remove(path)
  }

  package func removeFolder(_ path: String) throws(FileError) {
    note("removeFolder \(path)")
    try inner.removeFolder(path)
  }

  package func makeFolder(_ path: String) throws(FileError) {
    note("makeFolder \(path)")
    try inner.makeFolder(path)
  }

  package func syncFolder(_ path: String) throws(FileError) {
    note("syncFolder \(path)")
    try inner.syncFolder(path)
  }

  private func note(_ call: String) {
    before(call)
    list.withLock { $0.append(call) }
  }
}

private struct RecordingFile: OutputFile {
  let inner: any OutputFile
  let path: String
  let note: (String) -> Void

  func write(_ bytes: [UInt8]) throws(FileError) {
    note("write \(path)")
    try inner.write(bytes)
  }

  func beginSync() throws(FileError) {
    note("beginSync \(path)")
    try inner.beginSync()
  }

  func sync() throws(FileError) {
    note("sync \(path)")
    try inner.sync()
  }

  func close() throws(FileError) { try inner.close() }
}
