package import Files

/// A file system on which files that are opened for reading are swapped, or cannot be opened.
package struct AlteredFileSystem: FileSystem {
  package typealias Swap = @Sendable (String, any InputFile) throws(FileError) -> any InputFile

  private let inner: any FileSystem
  private let swap: Swap

  /// - Parameter swap: called with each opened file and its path; returns the file that is read instead.
  package init(_ inner: any FileSystem, swap: @escaping Swap) {
    self.inner = inner
    self.swap = swap
  }

  package func open(_ path: String) throws(FileError) -> any InputFile { try swap(path, try inner.open(path)) }

  package func status(of path: String) throws(FileError) -> FileStatus? { try inner.status(of: path) }
  package func list(_ folder: String) throws(FileError) -> [String] { try inner.list(folder) }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    try inner.create(path, permissions: permissions)
  }

  package func append(to path: String) throws(FileError) -> any OutputFile { try inner.append(to: path) }
  package func rename(_ path: String, to new: String) throws(FileError) { try inner.rename(path, to: new) }
  package func link(_ path: String, to new: String) throws(FileError) { try inner.link(path, to: new) }
  package func remove(_ path: String) throws(FileError) { try inner.remove(path) }
  package func removeFolder(_ path: String) throws(FileError) { try inner.removeFolder(path) }
  package func makeFolder(_ path: String) throws(FileError) { try inner.makeFolder(path) }
  package func syncFolder(_ path: String) throws(FileError) { try inner.syncFolder(path) }
}

/// A file of which one bit is read wrong.
package struct FlippedFile: InputFile {
  private let inner: any InputFile
  private let offset: Int

  package init(_ inner: any InputFile, at offset: Int) {
    self.inner = inner
    self.offset = offset
  }

  package var size: Int { inner.size }

  package func read(at start: Int, count: Int) throws(FileError) -> [UInt8] {
    var bytes = try inner.read(at: start, count: count)
    if bytes.indices.contains(offset - start) { bytes[offset - start] ^= 0x10 }
    return bytes
  }
}
