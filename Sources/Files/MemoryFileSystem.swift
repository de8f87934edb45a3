import Glibc
import Synchronization

/// A file system in memory, for fast tests and for rehearsals.
package final class MemoryFileSystem: FileSystem {
  private enum Node {
    case file(MemoryFile)
    case folder
  }

  private let nodes = Mutex<[String: Node]>(["/": .folder])
  private let owner: UInt32
  private let now: @Sendable () -> Int

  /// A root folder only.
  ///
  /// - Parameter now: seconds since 1970, the modification time of written files.
  package init(owner: UInt32 = 0, now: @escaping @Sendable () -> Int = { 0 }) {
    self.owner = owner
    self.now = now
  }

  package func status(of path: String) throws(FileError) -> FileStatus? {
    switch nodes.withLock({ $0[Path.normal(path)] }) {
    case nil: nil
    case .folder: FileStatus(kind: .folder, size: 0, owner: owner, modified: 0)
    case .file(let file): FileStatus(kind: .file, size: file.size, owner: owner, modified: file.modified)
    }
  }

  package func list(_ folder: String) throws(FileError) -> [String] {
    let folder = Path.normal(folder)
    let all = nodes.withLock { $0 }
    switch all[folder] {
    case nil: throw FileError(.list, folder, code: ENOENT)
    case .file: throw FileError(.list, folder, code: ENOTDIR)
    case .folder: break
    }
    return all.keys.filter { $0 != "/" && Path.parent($0) == folder }.map { Path.name($0) }.sorted()
  }

  package func open(_ path: String) throws(FileError) -> any InputFile {
    switch nodes.withLock({ $0[Path.normal(path)] }) {
    case nil: throw FileError(.open, path, code: ENOENT)
    case .folder: throw FileError(.open, path, code: EISDIR)
    case .file(let file): return file
    }
  }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    let file = MemoryFile(path: path, now: now)
    try place(.file(file), at: Path.normal(path), .create)
    return file
  }

  package func append(to path: String) throws(FileError) -> any OutputFile {
    switch nodes.withLock({ $0[Path.normal(path)] }) {
    case .file(let file): return file
    case .folder: throw FileError(.append, path, code: EISDIR)
    case nil: return try create(path, permissions: 0o666)
    }
  }

  package func rename(_ path: String, to new: String) throws(FileError) {
    try move(path, to: new, replacing: true)
  }

  package func rename(_ path: String, toFree new: String) throws(FileError) {
    try move(path, to: new, replacing: false)
  }

  private func move(_ path: String, to new: String, replacing: Bool) throws(FileError) {
    let (from, to) = (Path.normal(path), Path.normal(new))
    let code: Int32 = nodes.withLock { nodes in
      guard case .file(let file) = nodes[from] else { return nodes[from] == nil ? ENOENT : EISDIR }
      guard case .folder = nodes[Path.parent(to)] else { return ENOENT }
      if !replacing, nodes[to] != nil { return EEXIST }
      if case .folder = nodes[to] { return EISDIR }
      nodes[from] = nil
      nodes[to] = .file(file)
      return 0
    }
    guard code == 0 else { throw FileError(.rename, path, code: code) }
  }

  package func link(_ path: String, to new: String) throws(FileError) {
    guard case .file(let file) = nodes.withLock({ $0[Path.normal(path)] }) else {
      throw FileError(.link, new, code: ENOENT)
    }
    try place(.file(file), at: Path.normal(new), .link)
  }

  package func remove(_ path: String) throws(FileError) {
    let code: Int32 = nodes.withLock { nodes in
      guard case .file = nodes[Path.normal(path)] else { return nodes[Path.normal(path)] == nil ? ENOENT : EISDIR }
      nodes[Path.normal(path)] = nil
      return 0
    }
    guard code == 0 else { throw FileError(.remove, path, code: code) }
  }

  package func removeFolder(_ path: String) throws(FileError) {
    guard try list(path).isEmpty else { throw FileError(.remove, path, code: ENOTEMPTY) }
    nodes.withLock { $0[Path.normal(path)] = nil }
  }

  package func makeFolder(_ path: String) throws(FileError) {
    try place(.folder, at: Path.normal(path), .makeFolder)
  }

  package func syncFolder(_ path: String) throws(FileError) {
    guard try isFolder(path) else { throw FileError(.syncFolder, path, code: ENOENT) }
  }

  private func place(_ node: Node, at path: String, _ operation: FileError.Operation) throws(FileError) {
    let code: Int32 = nodes.withLock { nodes in
      guard nodes[path] == nil else { return EEXIST }
      switch nodes[Path.parent(path)] {
      case nil: return ENOENT
      case .file: return ENOTDIR
      case .folder:
        nodes[path] = node
        return 0
      }
    }
    guard code == 0 else { throw FileError(operation, path, code: code) }
  }
}

/// The content of one file in memory, shared by all its names.
final class MemoryFile: InputFile, OutputFile {
  private let path: String
  private let now: @Sendable () -> Int
  private let content = Mutex<(bytes: [UInt8], modified: Int)>(([], 0))

  init(path: String, now: @escaping @Sendable () -> Int) {
    self.path = path
    self.now = now
  }

  var size: Int { content.withLock { $0.bytes.count } }
  var modified: Int { content.withLock { $0.modified } }

  func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    guard offset >= 0, count >= 0 else { throw FileError(.read, path, code: EINVAL) }
    return content.withLock { content in
      let start = min(offset, content.bytes.count)
      return Array(content.bytes[start..<start + min(count, content.bytes.count - start)])
    }
  }

  func write(_ bytes: [UInt8]) throws(FileError) {
    let time = now()
    content.withLock { content in
      content.bytes += bytes
      content.modified = time
    }
  }

  func beginSync() throws(FileError) {}
  func sync() throws(FileError) {}
  func close() throws(FileError) {}
}
