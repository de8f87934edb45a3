import Bytes
import Compression
import Files
package import Objects
import Synchronization

/// The objects of an archive, loose and packed. Every object read is checked against its id.
///
/// A class because it keeps packs open.
package final class ObjectStore: Sendable {
  package let format: ObjectFormat
  let folder: String
  let files: any FileSystem
  let naming: ObjectNaming
  let loose: LooseStore
  private let packs = Mutex<(list: PackList?, isStale: Bool)>((nil, true))
  // One set of tables for all reading.
  private let inflater = Mutex(Inflater())
  let pledges = Pledges()

  init(folder: String, format: ObjectFormat, files: any FileSystem, naming: ObjectNaming = .hash) {
    self.folder = folder
    self.format = format
    self.files = files
    self.naming = naming
    loose = LooseStore(folder: folder, format: format, files: files, naming: naming)
  }

  /// Throws: `.missingObject`, `.damagedObject`, `.damagedFile` (a pack that cannot be searched), `.file`.
  package func read(_ id: ObjectID) throws(StorageError) -> StoredObject {
    try inflater.withLock { (inflater) throws(StorageError) in try read(id, with: &inflater) }
  }

  /// The objects in the order asked for.
  package func read(_ ids: some Sequence<ObjectID>) throws(StorageError) -> [StoredObject] {
    var objects: [StoredObject] = []
    for id in ids { objects.append(try read(id)) }
    return objects
  }

  package func blob(_ id: ObjectID) throws(StorageError) -> [UInt8] { try bytes(id, .blob) }

  package func tree(_ id: ObjectID) throws(StorageError) -> Tree {
    let bytes = try bytes(id, .tree)
    return try parsing(id) { () throws(FormatError) in try Tree(parsing: bytes, format: format) }
  }

  package func commit(_ id: ObjectID) throws(StorageError) -> Commit {
    let bytes = try bytes(id, .commit)
    return try parsing(id) { () throws(FormatError) in try Commit(parsing: bytes, format: format) }
  }

  package func tag(_ id: ObjectID) throws(StorageError) -> Tag {
    let bytes = try bytes(id, .tag)
    return try parsing(id) { () throws(FormatError) in try Tag(parsing: bytes, format: format) }
  }

  /// Whether something is stored under the id; not whether it is sound.
  package func contains(_ id: ObjectID) throws(StorageError) -> Bool {
    if try isPacked(id, again: false) { return true }
    if try loose.contains(id) { return true }
    return try isPacked(id, again: true)
  }

  private func isPacked(_ id: ObjectID, again: Bool) throws(StorageError) -> Bool {
    for pack in try packList(again: again).packs where try pack.index.offset(of: id) != nil { return true }
    return false
  }

  /// Ids whose digits begin so, in order.
  ///
  /// - Parameter prefix: lower-case digits, at least two.
  package func ids(prefix: String) throws(StorageError) -> [ObjectID] { try ids(prefix: prefix, again: true) }

  /// - Parameter again: whether to look for packs made since the last look.
  private func ids(prefix: String, again: Bool) throws(StorageError) -> [ObjectID] {
    var found = Set(try loose.ids(prefix: prefix))
    for pack in try packList(again: again).packs { found.formUnion(try pack.index.ids(prefix: prefix)) }
    return found.sorted()
  }

  /// The shortest digits, at least `minimum`, that name this object only.
  package func abbreviation(of id: ObjectID, minimum: Int = 7) throws(StorageError) -> String {
    let hex = id.hex
    let others = try ids(prefix: String(hex.prefix(max(minimum, 2))), again: false).filter { $0 != id }
    let common = others.map { zip(hex.utf8, $0.hex.utf8).prefix { $0 == $1 }.count }.max() ?? 0
    return String(hex.prefix(max(minimum, common + 1)))
  }

  /// Follows annotated tags to what they mark.
  package func peel(_ id: ObjectID) throws(StorageError) -> (id: ObjectID, object: StoredObject) {
    var (id, object) = (id, try read(id))
    while object.kind == .tag {
      let bytes = object.bytes
      id = try parsing(id) { () throws(FormatError) in try Tag(parsing: bytes, format: format) }.target
      object = try read(id)
    }
    return (id, object)
  }

  /// Where an object was found.
  enum Place: Hashable, Sendable {
    case pack
    case loose
  }

  /// The object and where it is, or nil where nothing is stored; a damaged copy is thrown only when no other is sound.
  func find(_ id: ObjectID) throws(StorageError) -> (object: StoredObject, place: Place)? {
    try inflater.withLock { (inflater) throws(StorageError) in try find(id, with: &inflater, again: false) }
  }

  private func find(
    _ id: ObjectID, with inflater: inout Inflater, again: Bool
  ) throws(StorageError) -> (object: StoredObject, place: Place)? {
    var failure: StorageError?
    for pack in try packList(again: again).packs {
      do {
        if let object = try pack.read(id, with: &inflater) { return (object, .pack) }
      } catch {
        failure = error
      }
    }
    do {
      if let object = try loose.read(id, with: &inflater) { return (object, .loose) }
    } catch {
      failure = error
    }
    if let failure { throw failure }
    return nil
  }

  /// Every sound copy of an object, packed and loose.
  func copies(of id: ObjectID) throws(StorageError) -> [StoredObject] {
    try inflater.withLock { (inflater) throws(StorageError) in
      var copies: [StoredObject] = []
      for pack in try packList().packs {
        if let object = try sound({ () throws(StorageError) in try pack.read(id, with: &inflater) }) {
          copies.append(object)
        }
      }
      if let object = try sound({ () throws(StorageError) in try loose.read(id, with: &inflater) }) {
        copies.append(object)
      }
      return copies
    }
  }

  /// What was read; nil where it is damaged.
  private func sound(_ read: () throws(StorageError) -> StoredObject?) throws(StorageError) -> StoredObject? {
    do { return try read() } catch {
      switch error {
      case .damagedObject, .damagedFile: return nil
      default: throw error
      }
    }
  }

  private func read(_ id: ObjectID, with inflater: inout Inflater) throws(StorageError) -> StoredObject {
    if let found = try find(id, with: &inflater, again: false) { return found.object }
    // Another program may have packed it in the meantime.
    if let found = try find(id, with: &inflater, again: true) { return found.object }
    if let damage = try packList().damage { throw damage }
    throw .missingObject(id)
  }

  private func bytes(_ id: ObjectID, _ kind: ObjectKind) throws(StorageError) -> [UInt8] {
    let object = try read(id)
    guard object.kind == kind else { throw .wrongKind(id, found: object.kind, expected: kind) }
    return object.bytes
  }

  private func parsing<Value>(_ id: ObjectID, _ parse: () throws(FormatError) -> Value) throws(StorageError) -> Value {
    do {
      return try parse()
    } catch {
      throw .damagedObject(id, path: loose.path(id), .format(error))
    }
  }

  /// The packs, listed on first use, after a change here, and `again` when asked.
  func packList(again: Bool = false) throws(StorageError) -> PackList {
    try packs.withLock { (packs) throws(StorageError) in
      if let known = packs.list, !packs.isStale, !again { return known }
      let new = try PackList(in: packFolder, format: format, files: files, naming: naming, known: packs.list)
      packs = (new, false)
      return new
    }
  }

  /// A pack by its path; nil when it has gone.
  func pack(at path: String) throws(StorageError) -> Pack? { try packList().packs.first { $0.path == path } }

  var packFiles: PackFiles { PackFiles(folder: packFolder, files: files) }

  /// Lets packs be listed again, after one was added or removed.
  func packsChanged() { packs.withLock { $0.isStale = true } }
}
