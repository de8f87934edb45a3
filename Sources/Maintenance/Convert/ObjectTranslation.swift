import Objects
import Repository

/// One object with its ids replaced; all other bytes stay.
struct ObjectTranslation {
  /// Headers that sign the object as it was.
  static let signatures = ["gpgsig", "gpgsig-sha256"]

  let object: StoredObject
  let id: ObjectID
  private let content: Content

  private enum Content {
    case blob
    case tree(Tree)
    case commit(Commit)
    case tag(Tag)
  }

  /// Throws: `.damagedObject` for an object that does not parse, `.conversion(.submodule)`.
  init(_ id: ObjectID, _ object: StoredObject) throws(StorageError) {
    self.object = object
    self.id = id
    do {
      switch object.kind {
      case .blob: content = .blob
      case .tree: content = .tree(try Tree(parsing: object.bytes, format: id.format))
      case .commit: content = .commit(try Commit(parsing: object.bytes, format: id.format))
      case .tag: content = .tag(try Tag(parsing: object.bytes, format: id.format))
      }
    } catch {
      throw .damagedObject(id, path: "objects", .format(error))
    }
    if case .tree(let tree) = content, let entry = tree.entries.first(where: { $0.mode == .submodule }) {
      throw .conversion(.submodule(entry.text, tree: id))
    }
  }

  /// The ids that must be converted first.
  var needed: [ObjectID] {
    switch content {
    case .blob: []
    case .tree(let tree): tree.entries.map(\.id)
    case .commit(let commit): [commit.tree] + commit.parents
    case .tag(let tag): [tag.target]
    }
  }

  /// The mentioned ids, converted first if stored: the snapshot that a restore brought back, a merged tag's commit.
  var mentioned: [ObjectID] {
    guard case .commit(let commit) = content else { return [] }
    let merged = commit.headers.compactMap { Self.merged($0, id.format)?.target }
    return merged + Self.restored(in: commit.message, id.format).map(\.id)
  }

  /// Whether it is signed, and so will no longer verify.
  var isSigned: Bool {
    switch content {
    case .blob, .tree: false
    case .commit(let commit): commit.headers.contains { Self.signatures.contains($0.name) || $0.name == "mergetag" }
    case .tag(let tag):
      tag.headers.contains { Self.signatures.contains($0.name) }
        || Self.contains(Array("-----BEGIN PGP SIGNATURE-----".utf8), in: tag.message)
        || Self.contains(Array("-----BEGIN SSH SIGNATURE-----".utf8), in: tag.message)
    }
  }

  /// The object with new ids.
  ///
  /// - Parameter tree: the new id of a commit's tree, where the map has another one.
  /// - Throws: `.missingObject` for a needed one that the map does not know.
  func translated(_ map: IDMap, tree newTree: ObjectID? = nil) throws(StorageError) -> StoredObject {
    func new(_ id: ObjectID) throws(StorageError) -> ObjectID {
      guard let new = map[id] else { throw .missingObject(id) }
      return new
    }
    switch content {
    case .blob: return object
    case .tree(let tree):
      var bytes: [UInt8] = []
      for entry in tree.entries {
        bytes += entry.mode.rawValue.utf8
        bytes += [0x20] + entry.name + [0] + (try new(entry.id)).bytes
      }
      return StoredObject(.tree, bytes)
    case .commit(var commit):
      if let newTree { commit.tree = newTree } else { commit.tree = try new(commit.tree) }
      var parents: [ObjectID] = []
      for parent in commit.parents { parents.append(try new(parent)) }
      commit.parents = parents
      commit.headers = commit.headers.map { Self.translated($0, map) }
      commit.message = Self.translated(commit.message, map)
      return StoredObject(.commit, commit.encoded)
    case .tag(var tag):
      tag.target = try new(tag.target)
      return StoredObject(.tag, tag.encoded)
    }
  }

  /// The tag inside a `mergetag` header; its last line has no line feed there.
  private static func merged(_ header: Header, _ format: ObjectFormat) -> Tag? {
    // A value that does not parse as a tag stays unchanged.
    header.name == "mergetag" ? try? Tag(parsing: header.value + [0x0A], format: format) : nil
  }

  private static func translated(_ header: Header, _ map: IDMap) -> Header {
    guard var tag = merged(header, map.old), let target = map[tag.target] else { return header }
    tag.target = target
    return Header(header.name, tag.encoded.dropLast())
  }

  /// Ids in the trailers that synvc writes, and the positions of their digits.
  private static func restored(in message: [UInt8], _ format: ObjectFormat) -> [(id: ObjectID, place: Range<Int>)] {
    let key = Array("Synvc-Restores: ".utf8)
    guard contains(key, in: message) else { return [] }
    var found: [(id: ObjectID, place: Range<Int>)] = []
    for line in message.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }), line.endIndex < message.count - 1 {
        found = []  // facts stand in the last paragraph only
      }
      guard line.starts(with: key) else { continue }
      let digits = line[(line.startIndex + key.count)...]
      guard let id = ObjectID(format, hex: String(decoding: digits, as: UTF8.self)) else { continue }
      found.append((id, digits.startIndex..<digits.endIndex))
    }
    return found
  }

  private static func translated(_ message: [UInt8], _ map: IDMap) -> [UInt8] {
    var message = message
    for (id, place) in restored(in: message, map.old).reversed() {
      if let new = map[id] { message.replaceSubrange(place, with: new.hex.utf8) }
    }
    return message
  }

  private static func contains(_ text: [UInt8], in bytes: [UInt8]) -> Bool {
    guard let first = text.first else { return true }
    var rest = bytes[...]
    while let start = rest.firstIndex(of: first) {
      if rest[start...].starts(with: text) { return true }
      rest = rest[(start + 1)...]
    }
    return false
  }
}
