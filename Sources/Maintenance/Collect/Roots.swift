import Files
import Objects
import Repository

/// The ids of the objects that must be kept.
///
/// HEAD and refs are read as such. In addition, every id anywhere else in the git folder keeps its object, whatever the
/// file means: reflogs, the operations log, the journal of a send, another work tree, `FETCH_HEAD`, a torn line, a file
/// of a later version. An id in the index of a work tree is found as bytes.
struct Roots {
  /// The targets of HEAD and the refs.
  let refs: Set<ObjectID>
  /// Stored objects whose ids other files contain.
  let others: Set<ObjectID>

  /// Folders without names of objects; hooks are programs.
  private static let skipped: Set<String> = ["objects", "hooks", "cache"]

  /// The targets of HEAD and the refs. Read them before listing stored objects; otherwise an object that a command
  /// stores and then references would seem missing.
  static func refs(of archive: Repository) throws(StorageError) -> Set<ObjectID> {
    var refs = Set(try archive.refs.list().map(\.id))
    if let head = try archive.refs.id(.head) { refs.insert(head) }
    return refs
  }

  /// - Parameters:
  ///   - refs: their earlier targets.
  ///   - stored: every id for which something is stored.
  init(_ archive: Repository, refs: Set<ObjectID>, stored: Set<ObjectID>) throws(StorageError) {
    self.refs = refs
    var scan = Scan(format: archive.format, stored: stored)
    let files = archive.context.files
    try filing { () throws(FileError) in
      var folders = try files.listIfPresent(archive.common).filter { !Roots.skipped.contains($0) }
      while let path = folders.popLast() {
        let full = Path.join(archive.common, path)
        // A file that disappears during the scan was replaced or removed by another command, which records all it
        // needs.
        if try files.isFolder(full) {
          folders += try files.listIfPresent(full).map { Path.join(path, $0) }
        } else if let bytes = try files.readIfPresent(full) {
          scan.read(bytes, isIndex: Path.name(path).hasPrefix("index") || Path.name(path).hasPrefix("sharedindex"))
        }
      }
    }
    others = scan.found.subtracting(refs)
  }

  private struct Scan {
    let format: ObjectFormat
    let stored: Set<ObjectID>
    var found: Set<ObjectID> = []

    mutating func read(_ bytes: [UInt8], isIndex: Bool) {
      if isIndex { readWindows(bytes) }
      var start = 0
      for end in 0...bytes.count {
        if end < bytes.count, Scan.isDigit(bytes[end]) { continue }
        if end - start == format.digits {
          take(ObjectID(format, hex: String(decoding: bytes[start..<end], as: UTF8.self)))
        }
        start = end + 1
      }
    }

    private mutating func readWindows(_ bytes: [UInt8]) {
      guard bytes.count >= format.size else { return }
      for start in 0...(bytes.count - format.size) { take(ObjectID(format, bytes: bytes[start..<start + format.size])) }
    }

    private mutating func take(_ id: ObjectID?) {
      if let id, stored.contains(id) { found.insert(id) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }
  }
}
