import Files
import Objects

/// An archive that was found and not taken.
package struct PassedOver: Hashable, Sendable {
  package let archive: String
  /// The work tree around it.
  package let repository: String
  /// Whether the repository is known to track it; false where its index cannot be read.
  package let isKnown: Bool
}

/// Checks whether the repository around an archive tracks it. In a tracked archive, the author of the repository wrote
/// the archive, its hooks and its configuration, and `git clone` fetched them.
struct TrackedArchive {
  let files: any FileSystem

  private static let longestIndex = 64 << 20

  /// The repository that tracks something of a folder, or a link on the way to it; nil where none does.
  func tracker(of folder: String) throws(StorageError) -> PassedOver? {
    // Git cannot track a folder named `.git`.
    guard Path.name(folder) != ".git" else { return nil }
    var parent = Path.parent(folder)
    while true {
      if let gitFolder = try gitFolder(of: parent), let index = try index(in: gitFolder) {
        let inside = folder.utf8.dropFirst(parent == "/" ? 1 : parent.utf8.count + 1)
        let isTracked = index.tracks(Array(inside))
        if isTracked != false { return PassedOver(archive: folder, repository: parent, isKnown: isTracked != nil) }
      }
      let next = Path.parent(parent)
      if next == parent { return nil }
      parent = next
    }
  }

  /// The git folder of a work tree, by its `.git`.
  private func gitFolder(of workTree: String) throws(StorageError) -> String? {
    let path = Path.join(workTree, ".git")
    guard let status = try filing({ () throws(FileError) in try files.status(of: path) }) else { return nil }
    return status.kind == .file ? try Repository.target(ofGitFile: path, files) : path
  }

  /// Nil where there is no index: then no file is tracked.
  private func index(in gitFolder: String) throws(StorageError) -> IndexNames? {
    let path = Path.join(gitFolder, "index")
    guard let status = try filing({ () throws(FileError) in try files.status(of: path) }) else { return nil }
    guard status.kind == .file, status.size <= Self.longestIndex else { return IndexNames([], idSize: 0) }
    let bytes = try filing { () throws(FileError) in try files.readIfPresent(path, limit: Self.longestIndex) }
    return bytes.map { IndexNames($0, idSize: idSize(gitFolder)) }
  }

  /// Bytes of an id; zero where the repository's configuration does not say.
  private func idSize(_ gitFolder: String) -> Int {
    do {
      let common = try Repository.commonFolder(of: gitFolder, files) ?? gitFolder
      return try Repository.format(of: Repository.config(in: common, files), common).size
    } catch {
      // The index then has no meaning, and the archive is not taken.
      return 0
    }
  }
}

/// The names in an index of git.
///
/// - Source: gitformat-index(5) of git 2.39, versions 2 to 4.
struct IndexNames {
  private let bytes: [UInt8]
  private let idSize: Int

  init(_ bytes: [UInt8], idSize: Int) {
    self.bytes = bytes
    self.idSize = idSize
  }

  /// Whether an entry is a path, is in it, or is a link or a repository on the way to it; nil for an unreadable index.
  /// Letters count without case, as they do on some file systems.
  func tracks(_ path: [UInt8]) -> Bool? {
    let path = path.map(Self.small)
    var isTracked = false
    let isRead = forEachName { name in
      let name = name.last == 0x2F ? name.dropLast() : name
      let shared = min(name.count, path.count)
      guard name.prefix(shared).elementsEqual(path.prefix(shared), by: { Self.small($0) == $1 }) else { return }
      let longer = name.count > path.count ? name : path[...]
      isTracked = isTracked || longer.count == shared || longer[longer.startIndex + shared] == 0x2F
    }
    return isTracked ? true : isRead ? false : nil
  }

  private static func small(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

  /// False where the index does not parse entirely, or refers to names in another file.
  private func forEachName(_ body: (ArraySlice<UInt8>) -> Void) -> Bool {
    guard idSize > 0, bytes.starts(with: Array("DIRC".utf8)), let version = number(4), (2...4).contains(version),
      let count = number(8)
    else { return false }
    var offset = 12
    var name: [UInt8] = []
    for _ in 0..<count {
      // Ten numbers, the id, the flags.
      let flags = offset + 40 + idSize
      guard flags + 2 <= bytes.count else { return false }
      let isExtended = version > 2 && bytes[flags] & 0x40 != 0
      var start = flags + (isExtended ? 4 : 2)
      if version == 4 {
        guard let dropped = variable(&start), dropped <= name.count else { return false }
        name.removeLast(dropped)
      } else {
        name = []
      }
      guard start <= bytes.count, let end = bytes[start...].firstIndex(of: 0) else { return false }
      name += bytes[start..<end]
      body(name[...])
      offset = version == 4 ? end + 1 : offset + (end - offset + 8) / 8 * 8
    }
    return offset <= bytes.count - idSize && !isSplit(from: offset)
  }

  /// Whether other names are in another file.
  private func isSplit(from start: Int) -> Bool {
    var offset = start
    while offset + 8 <= bytes.count - idSize, let size = number(offset + 4) {
      if bytes[offset..<offset + 4].elementsEqual("link".utf8) { return true }
      offset += 8 + size
    }
    return false
  }

  private func number(_ offset: Int) -> Int? {
    guard offset + 4 <= bytes.count else { return nil }
    return bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  /// A number of seven bits a byte, as in a pack's offsets.
  private func variable(_ offset: inout Int) -> Int? {
    var value = 0
    for index in 0..<4 {
      guard offset < bytes.count else { return nil }
      let byte = bytes[offset]
      offset += 1
      value = (index == 0 ? 0 : value + 1) << 7 | Int(byte & 0x7F)
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}
