internal import CGlibc
import Glibc

/// An open descriptor for reading, closed with the last reference.
///
/// Reads by `pread`: a file cut short by another program gives fewer bytes, where mapped memory would end the process.
final class RealInputFile: InputFile {
  let size: Int
  private let descriptor: Int32
  private let path: String

  init(descriptor: Int32, path: String) throws(FileError) {
    size = try regular(descriptor, .open, path).st_size
    self.descriptor = descriptor
    self.path = path
  }

  deinit { _ = Glibc.close(descriptor) }

  func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
      while filled < count {
        let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, offset + filled)
        if got > 0 {
          filled += got
        } else if got == 0 {
          return
        } else if errno != EINTR {
          failure = errno
          return
        }
      }
    }
    guard failure == 0 else { throw FileError(.read, path, code: failure) }
    return bytes
  }
}

/// An open descriptor for writing.
struct RealOutputFile: OutputFile {
  let descriptor: Int32
  let path: String

  func write(_ bytes: [UInt8]) throws(FileError) {
    try writingAll(bytes, path) { Glibc.write(descriptor, $0, $1) }
  }

  func beginSync() throws(FileError) {
    do throws(FileError) {
      try retrying(.sync, path) { sync_file_range(descriptor, 0, 0, UInt32(begin_write)) }
    } catch {
      // An error reported now may not be reported by `fsync` again; a system without this call has lost nothing.
      guard [ENOSYS, EINVAL, EPERM, ESPIPE, EOPNOTSUPP].contains(error.code) else { throw error }
    }
  }

  func sync() throws(FileError) {
    try retrying(.sync, path) { fsync(descriptor) }
  }

  func close() throws(FileError) {
    // Linux frees the descriptor even when close is interrupted: calling again could close another file.
    if Glibc.close(descriptor) != 0 && errno != EINTR { throw FileError(.close, path, code: errno) }
  }
}

/// Writes all bytes, however few a call takes; one that a signal interrupts is made again, one that takes none is an
/// error.
///
/// - Parameter call: as `write(2)`.
func writingAll(
  _ bytes: [UInt8], _ path: String, _ call: (_ from: UnsafeRawPointer?, _ count: Int) -> Int
) throws(FileError) {
  var done = 0
  while done < bytes.count {
    let wrote = bytes.withUnsafeBytes { raw in call(raw.baseAddress.map { $0 + done }, raw.count - done) }
    if wrote > 0 {
      done += wrote
    } else if wrote == 0 || errno != EINTR {
      throw FileError(.write, path, code: wrote == 0 ? EIO : errno)
    }
  }
}
