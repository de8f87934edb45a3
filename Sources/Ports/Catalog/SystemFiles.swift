import Glibc

/// The files in which Linux describes its devices: `/proc`, `/sys`, `/dev`.
///
/// They are read directly: short, never synced, and removed with the device. Tests pass another root.
package struct SystemFiles: Sendable {
  private let root: String

  package init(root: String = "") { self.root = root }

  /// A path below the root, for calls that need one.
  func path(_ path: String) -> String { root + path }

  /// The text of a short file; nil where it cannot be read.
  func text(_ path: String) -> String? {
    let descriptor = open(root + path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 20 {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The first line of a short file; nil where there is none.
  func line(_ path: String) -> String? {
    text(path).flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) }
  }

  /// The names in a folder, in order; none where it cannot be read.
  func names(in folder: String) -> [String] {
    guard let stream = opendir(root + folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The target of a symbolic link, as written in the link; nil for other files.
  func target(of link: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { readlink(root + link, $0, 4096) } ?? -1 }
    }
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }

  /// The path without symbolic links, below the root; nil where it does not exist.
  func resolved(_ path: String) -> String? {
    guard let real = realpath(root + path, nil) else { return nil }
    defer { free(real) }
    let text = String(cString: real)
    return text.hasPrefix(root) ? String(text.dropFirst(root.count)) : text
  }

  /// Owner, group and permission bits; nil where the path does not exist.
  func status(_ path: String) -> stat? {
    var status = stat()
    return stat(root + path, &status) == 0 ? status : nil
  }
}

extension SystemFiles {
  /// Whether this user may read and write a node.
  func mayUse(_ path: String) -> Bool { access(self.path(path), R_OK | W_OK) == 0 }
}
