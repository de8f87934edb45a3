import Glibc

/// Who holds a device node, and who may.
enum Ownership {
  /// The name of a process that has the path open, as far as `/proc` shows it to this user.
  static func holder(of path: String) -> String? {
    guard let real = resolved(path) else { return nil }
    return entries("/proc").lazy.filter { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
      .first { id in entries("/proc/\(id)/fd").contains { target("/proc/\(id)/fd/\($0)") == real } }
      .flatMap { command("/proc/\($0)/comm") }
  }

  /// The group that may read and write the path; nil where no group may, or it has no name.
  static func permittedGroup(of path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & 0o060 == 0o060 else { return nil }
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    guard getgrgid_r(status.st_gid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    return String(cString: entry.gr_name)
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func entries(_ folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(withUnsafeBytes(of: &entry.pointee.d_name) { text($0.prefix { $0 != 0 }) })
    }
    return names
  }

  private static func target(_ link: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { readlink(link, $0, 4096) } ?? -1 }
    }
    return count > 0 ? text(buffer.prefix(count)) : nil
  }

  /// The first line of a short file.
  private static func command(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? text(buffer.prefix(count).prefix { $0 != 0x0A }) : nil
  }

  private static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
