import Glibc

/// The file system of this machine.
package struct RealFileSystem: FileSystem {
  package init() {}

  package func status(of path: String) throws(FileError) -> FileStatus? {
    var found = stat()
    guard stat(system(path), &found) == 0 else {
      if ErrorCode.meansAbsent(errno) { return nil }
      throw FileError(.status, path, code: errno)
    }
    let kind: FileStatus.Kind =
      switch found.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    return FileStatus(
      kind: kind, size: found.st_size, owner: found.st_uid, modified: found.st_mtim.tv_sec,
      permissions: found.st_mode & 0o777, isSticky: found.st_mode & S_ISVTX != 0)
  }

  /// The path without links; nil where it does not exist.
  package func canonical(_ path: String) throws(FileError) -> String? {
    guard let real = realpath(system(path), nil) else {
      if ErrorCode.meansAbsent(errno) { return nil }
      throw FileError(.status, path, code: errno)
    }
    defer { free(real) }
    return decoded(real)
  }

  package func list(_ folder: String) throws(FileError) -> [String] {
    guard let stream = opendir(system(folder)) else { throw FileError(.list, folder, code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { decoded($0) }
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw FileError(.list, folder, code: errno) }
    return names.sorted()
  }

  package func open(_ path: String) throws(FileError) -> any InputFile {
    // A pipe without a writer is opened at once, too, and then refused.
    let descriptor = try retrying(.open, path) { Glibc.open(system(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    return try RealInputFile(descriptor: descriptor, path: path)
  }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = try retrying(.create, path) { Glibc.open(system(path), flags, permissions) }
    return RealOutputFile(descriptor: descriptor, path: path)
  }

  package func append(to path: String) throws(FileError) -> any OutputFile {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK
    let descriptor = try retrying(.append, path) { Glibc.open(system(path), flags, 0o666) }
    _ = try regular(descriptor, .append, path)
    return RealOutputFile(descriptor: descriptor, path: path)
  }

  package func rename(_ path: String, to new: String) throws(FileError) {
    try retrying(.rename, path) { Glibc.rename(system(path), system(new)) }
  }

  package func rename(_ path: String, toFree new: String) throws(FileError) {
    guard let renameat2 else { throw FileError(.rename, path, code: ENOSYS) }
    try retrying(.rename, path) { renameat2(AT_FDCWD, system(path), AT_FDCWD, system(new), 1) }
  }

  package func link(_ path: String, to new: String) throws(FileError) {
    try retrying(.link, new) { Glibc.link(system(path), system(new)) }
  }

  package func remove(_ path: String) throws(FileError) {
    try retrying(.remove, path) { unlink(system(path)) }
  }

  package func removeFolder(_ path: String) throws(FileError) {
    try retrying(.remove, path) { rmdir(system(path)) }
  }

  package func makeFolder(_ path: String) throws(FileError) {
    try retrying(.makeFolder, path) { mkdir(system(path), 0o777) }
  }

  package func syncFolder(_ path: String) throws(FileError) {
    let descriptor = try retrying(.syncFolder, path) { Glibc.open(system(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    defer { _ = Glibc.close(descriptor) }
    try retrying(.syncFolder, path) { fsync(descriptor) }
  }

  package func exchange(_ path: String, with other: String) throws(FileError) {
    guard let renameat2 else { throw FileError(.rename, path, code: ENOSYS) }
    try retrying(.rename, path) { renameat2(AT_FDCWD, system(path), AT_FDCWD, system(other), 1 << 1) }
  }

  package func hold(_ folder: String) -> FolderHold? {
    let descriptor = Glibc.open(system(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX) == 0 else {
      _ = Glibc.close(descriptor)
      return nil
    }
    return FolderHold { _ = Glibc.close(descriptor) }
  }
}

/// The status of an open descriptor; closes and refuses all but files: reading a pipe or a device could wait for ever.
///
/// - Throws: ``FileError`` with `EISDIR` for a folder, `ENXIO` for the rest, as the system itself says of a socket.
func regular(
  _ descriptor: Int32, _ operation: FileError.Operation, _ path: String
) throws(FileError) -> stat {
  var found = stat()
  var code: Int32 = 0
  if fstat(descriptor, &found) != 0 {
    code = errno
  } else if found.st_mode & S_IFMT != S_IFREG {
    code = found.st_mode & S_IFMT == S_IFDIR ? EISDIR : ENXIO
  }
  guard code == 0 else {
    _ = Glibc.close(descriptor)
    throw FileError(operation, path, code: code)
  }
  return found
}

/// A path as the system takes it.
private func system(_ path: String) -> [CChar] { (FileName.bytes(path) + [0]).map { CChar(bitPattern: $0) } }

/// A name as the system gives it.
private func decoded(_ start: UnsafePointer<CChar>) -> String {
  FileName.text(UnsafeRawBufferPointer(start: start, count: strlen(start)))
}

/// Calls again as long as a signal interrupts; any other failure is thrown.
@discardableResult
func retrying(
  _ operation: FileError.Operation, _ path: String, _ call: () -> Int32
) throws(FileError) -> Int32 {
  while true {
    let result = call()
    if result >= 0 { return result }
    if errno != EINTR { throw FileError(operation, path, code: errno) }
  }
}

private typealias RenameAt2 =
  @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

/// The C library's function, which its header hides from Swift; nil where the library is too old for it.
private let renameat2 = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: RenameAt2.self) }
