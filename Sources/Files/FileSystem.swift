/// The status of the file at a path.
package struct FileStatus: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case file, folder, other }

  package let kind: Kind
  package let size: Int
  /// The user id of the owner.
  package let owner: UInt32
  /// Last change of the content, seconds since 1970.
  package let modified: Int
  /// Read, write and run permissions: the nine bits of `ls -l`.
  package let permissions: UInt32
  /// Whether only the owner of a file in the folder may rename or remove that file, even if others may write the
  /// folder.
  package let isSticky: Bool

  package init(
    kind: Kind, size: Int, owner: UInt32, modified: Int, permissions: UInt32 = 0o644, isSticky: Bool = false
  ) {
    self.permissions = permissions
    self.isSticky = isSticky
    self.kind = kind
    self.size = size
    self.owner = owner
    self.modified = modified
  }
}

/// A file open for reading at any place.
package protocol InputFile: Sendable {
  /// The size when it was opened.
  var size: Int { get }
  /// Up to `count` bytes from `offset` on; fewer only at the end.
  func read(at offset: Int, count: Int) throws(FileError) -> [UInt8]
}

/// A file open for writing; `close` must be called, once.
package protocol OutputFile {
  /// Writes all of `bytes`, however many calls that takes.
  func write(_ bytes: [UInt8]) throws(FileError)
  /// Starts writing the content to the disk, where the system can; the content is only durable after ``sync()``.
  func beginSync() throws(FileError)
  /// Returns when the content is on the disk.
  func sync() throws(FileError)
  func close() throws(FileError)
}

/// Every call that synvc makes to the file system, so that tests can fail, cut or record each of them.
///
/// Links are followed. No call here retries after an error other than an interruption.
package protocol FileSystem: Sendable {
  /// Nil when the path does not exist.
  func status(of path: String) throws(FileError) -> FileStatus?
  /// Names in a folder, sorted, without `.` and `..`.
  func list(_ folder: String) throws(FileError) -> [String]
  /// Opens a file; refuses pipes, devices and sockets, without waiting for them.
  func open(_ path: String) throws(FileError) -> any InputFile
  /// Makes a file that must not exist.
  func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile
  /// Opens a file to write at its end, and makes it when it is missing.
  func append(to path: String) throws(FileError) -> any OutputFile
  /// Moves a file, replacing the file that has the new name.
  func rename(_ path: String, to new: String) throws(FileError)
  /// Moves a file to a name that must be free, atomically.
  ///
  /// - Throws: `EEXIST`; `ENOSYS` or `EINVAL` where the system cannot.
  func rename(_ path: String, toFree new: String) throws(FileError)
  /// Gives a file a second name, which must not exist.
  func link(_ path: String, to new: String) throws(FileError)
  func remove(_ path: String) throws(FileError)
  /// Removes an empty folder.
  func removeFolder(_ path: String) throws(FileError)
  /// Makes one folder that must not exist, in one that does.
  func makeFolder(_ path: String) throws(FileError)
  /// Returns when the names in a folder are on the disk.
  func syncFolder(_ path: String) throws(FileError)
  /// Gives two files or folders each other's names, at once.
  ///
  /// - Throws: `ENOSYS` or `EINVAL` where the system cannot.
  func exchange(_ path: String, with other: String) throws(FileError)
  /// Keeps other processes from holding the folder until the hold is let go; ends with the process at the latest.
  /// Nil where the system cannot.
  func hold(_ folder: String) -> FolderHold?
}

/// A folder held; let go with the last reference.
package final class FolderHold: Sendable {
  private let release: @Sendable () -> Void
  package init(release: @escaping @Sendable () -> Void) { self.release = release }
  deinit { release() }
}

extension FileSystem {
  package func hold(_ folder: String) -> FolderHold? { nil }

  package func rename(_ path: String, toFree new: String) throws(FileError) {
    throw FileError(.rename, path, code: ErrorCode.unknownCall)
  }

  package func exchange(_ path: String, with other: String) throws(FileError) {
    throw FileError(.rename, path, code: ErrorCode.unknownCall)
  }
}

extension FileSystem {
  /// The whole content of a file.
  ///
  /// - Throws: ``FileError`` with `EFBIG` when it is longer than `limit`.
  package func read(_ path: String, limit: Int = 1 << 30) throws(FileError) -> [UInt8] {
    let file = try open(path)
    guard file.size <= limit else { throw FileError(.read, path, code: ErrorCode.tooBig) }
    var bytes = try file.read(at: 0, count: max(file.size, 4096))
    while bytes.count >= max(file.size, 4096), bytes.count <= limit {
      let more = try file.read(at: bytes.count, count: 65536)
      if more.isEmpty { break }
      bytes += more
    }
    guard bytes.count <= limit else { throw FileError(.read, path, code: ErrorCode.tooBig) }
    return bytes
  }

  /// The content of a file, nil when there is none.
  package func readIfPresent(_ path: String, limit: Int = 1 << 30) throws(FileError) -> [UInt8]? {
    do {
      return try read(path, limit: limit)
    } catch {
      if ErrorCode.meansAbsent(error.code) { return nil }
      throw error
    }
  }

  package func isFolder(_ path: String) throws(FileError) -> Bool {
    try status(of: path)?.kind == .folder
  }

  package func isFile(_ path: String) throws(FileError) -> Bool {
    try status(of: path)?.kind == .file
  }

  /// Names in a folder, none when the folder is missing.
  package func listIfPresent(_ folder: String) throws(FileError) -> [String] {
    do {
      return try list(folder)
    } catch {
      if ErrorCode.meansAbsent(error.code) { return [] }
      throw error
    }
  }
}
