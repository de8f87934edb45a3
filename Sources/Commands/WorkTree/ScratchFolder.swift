internal import Glibc
internal import Operations

/// A private folder, readable by this user alone, for one run of git.
struct ScratchFolder: ~Copyable {
  let path: String

  init(in folder: String) throws(WorkTreeError) {
    var template = Array("\(folder)/synvc-git-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .noGit(code: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func makeFolder(_ name: String) throws(WorkTreeError) {
    guard mkdir("\(path)/\(name)", 0o700) == 0 else { throw .noGit(code: errno) }
  }

  func open(_ name: String, _ flags: Int32) throws(WorkTreeError) -> Int32 {
    let descriptor = Glibc.open("\(path)/\(name)", flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .noGit(code: errno) }
    return descriptor
  }

  func write(_ name: String, _ bytes: [UInt8]) throws(WorkTreeError) {
    let descriptor = try open(name, O_WRONLY | O_CREAT | O_EXCL)
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw .noGit(code: errno) }
    }
  }

  func read(_ name: String) throws(WorkTreeError) -> [UInt8] {
    let descriptor = try open(name, O_RDONLY)
    defer { close(descriptor) }
    var (bytes, part) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let count = Glibc.read(descriptor, &part, part.count)
      if count == 0 { return bytes }
      if count > 0 { bytes += part[..<count] } else if errno != EINTR { throw .noGit(code: errno) }
    }
  }

  /// Removes it with all that git and ``write(_:_:)`` put there.
  func remove() { Self.remove(path) }

  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
