import Bytes
import Compression
package import Files
package import Objects
import Synchronization

/// The objects of an archive, loose and packed. Every object read is checked against its id.
///
/// A class because it keeps packs open.
package final class ObjectStore: Sendable {
  package let format: ObjectFormat
  package let folder: String
  package let files: any FileSystem
  let naming: ObjectNaming
  package let loose: LooseStore
  private let packs = Mutex<(list: PackList?, isStale: Bool)>((nil, true))
  /// The index of the pack that had the last object.
  private let recent = Atomic<Int>(0)
  private let whereabouts = PackLocationCache()
  private let looseIDs = Mutex<[Int: [ObjectID]]>([:])
  private let trees = TreeCache()
  private let inflaters = TablePool { Inflater() }
  let deflaters = TablePool { Deflaters() }
  let unreferenced = UnreferencedObjects()

  package init(folder: String, format: ObjectFormat, files: any FileSystem, naming: ObjectNaming = .hash) {
    self.folder = folder
    self.format = format
    self.files = files
    self.naming = naming
    loose = LooseStore(folder: folder, format: format, files: files, naming: naming)
  }

  /// Throws: `.missingObject`, `.damagedObject`, `.damagedFile` (a pack that cannot be searched), `.file`.
  package func read(_ id: ObjectID) throws(StorageError) -> StoredObject {
    try inflaters.with { (inflater) throws(StorageError) in try read(id, with: &inflater) }
  }

  /// Reads objects, in the order of `ids`.
  package func read(_ ids: [ObjectID]) throws(StorageError) -> [StoredObject] {
    var objects: [StoredObject] = []
    for id in ids { objects.append(try read(id)) }
    return objects
  }

  package func blob(_ id: ObjectID) throws(StorageError) -> [UInt8] { try bytes(id, .blob) }

  package func tree(_ id: ObjectID) throws(StorageError) -> Tree {
    let bytes = try bytes(id, .tree)
    return try parsing(id) { () throws(FormatError) in try Tree(parsing: bytes, format: format) }
  }

  /// The same, without copying the entries; a tree that was read before is not read again.
  package func treeTable(_ id: ObjectID) throws(StorageError) -> TreeTable {
    if let known = trees[id] { return known }
    let bytes = try bytes(id, .tree)
    let table = try parsing(id) { () throws(FormatError) in try TreeTable(parsing: bytes, format: format) }
    trees.keep(table, id)
    return table
  }

  /// Throws: `.tooLarge` where it has more parents than are read.
  package func commit(_ id: ObjectID) throws(StorageError) -> Commit {
    let bytes = try bytes(id, .commit)
    let commit = try parsing(id) { () throws(FormatError) in try Commit(parsing: bytes, format: format) }
    guard commit.parents.count <= ReadingBudget.Reader.parents.limit else { throw .tooLarge(id, .parents) }
    return commit
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

  /// The ids that were not read from one of the present packs.
  func unknown(among ids: [ObjectID]) throws(StorageError) -> [ObjectID] {
    whereabouts.unknown(ids, among: try packList().packs)
  }

  private func isPacked(_ id: ObjectID, again: Bool) throws(StorageError) -> Bool {
    let packs = try packList(again: again).packs
    if whereabouts.unknown([id], among: packs).isEmpty { return true }
    let (found, failure) = search(packs) { (pack) throws(StorageError) in try pack.index.offset(of: id) }
    if found == nil, let failure { throw failure }
    return found != nil
  }

  /// Searches packs until one has the object, beginning with the pack of the last search: objects read together are
  /// packed together.
  ///
  /// - Returns: the found object, and the reason why an earlier pack in the search could not be read.
  private func search<Found>(
    _ packs: [Pack], _ look: (Pack) throws(StorageError) -> Found?
  ) -> (found: Found?, failure: StorageError?) {
    let recent = recent.load(ordering: .relaxed)
    var failure: StorageError?
    for turn in -1..<packs.count where turn != recent {
      let place = turn < 0 ? recent : turn
      guard place < packs.count else { continue }
      do throws(StorageError) {
        guard let found = try look(packs[place]) else { continue }
        self.recent.store(place, ordering: .relaxed)
        return (found, failure)
      } catch {
        failure = error
      }
    }
    return (nil, failure)
  }

  /// Ids whose digits begin so, in order.
  ///
  /// - Parameter prefix: lower-case digits, at least two.
  package func ids(prefix: String) throws(StorageError) -> [ObjectID] { try ids(prefix: prefix, again: true) }

  /// - Parameter again: whether to list packs made since the last listing.
  private func ids(prefix: String, again: Bool) throws(StorageError) -> [ObjectID] {
    var found = Set(try loose.ids(prefix: prefix))
    for pack in try packList(again: again).packs { found.formUnion(try pack.index.ids(prefix: prefix)) }
    return found.sorted()
  }

  /// The shortest digits, at least `minimum`, that name this object only.
  package func abbreviation(of id: ObjectID, minimum: Int = 7) throws(StorageError) -> String {
    var common = 0
    for pack in try packList().packs { common = max(common, try pack.index.commonDigits(with: id)) }
    for other in try looseIDs(like: id) where other != id { common = max(common, other.commonDigits(with: id)) }
    return String(id.hex.prefix(max(minimum, 2, common + 1)))
  }

  /// The loose objects whose first byte is that of an id, as they were when they were last changed here.
  private func looseIDs(like id: ObjectID) throws(StorageError) -> [ObjectID] {
    if let known = looseIDs.withLock({ $0[id.lead] }) { return known }
    let found = try loose.ids(prefix: String(id.hex.prefix(2)))
    looseIDs.withLock { $0[id.lead] = found }
    return found
  }

  /// Follows annotated tags to their target.
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
  package enum Place: Hashable, Sendable {
    case pack
    case loose
  }

  /// The object and its place; nil when it is not stored. Throws for a damaged copy only if no other copy is sound.
  package func find(_ id: ObjectID) throws(StorageError) -> (object: StoredObject, place: Place)? {
    try inflaters.with { (inflater) throws(StorageError) in try find(id, with: &inflater, again: false) }
  }

  private func find(
    _ id: ObjectID, with inflater: inout Inflater, again: Bool
  ) throws(StorageError) -> (object: StoredObject, place: Place)? {
    let list = try packList(again: again)
    var failure: StorageError?
    if !whereabouts.isAbsent(id, from: list) {
      let (packed, problem) = search(list.packs) { (pack) throws(StorageError) in
        try pack.read(id, with: &inflater).map { (object: $0, pack: pack) }
      }
      if let packed {
        whereabouts.keep(packed.pack, id)
        return (packed.object, .pack)
      }
      if problem == nil { whereabouts.keepAbsent(id, from: list) }
      failure = problem
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
  package func copies(of id: ObjectID) throws(StorageError) -> [StoredObject] {
    try inflaters.with { (inflater) throws(StorageError) in
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

  /// Returns the object that was read; nil where it is damaged.
  package func sound(_ read: () throws(StorageError) -> StoredObject?) throws(StorageError) -> StoredObject? {
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

  /// Parses the bytes of an object; reports a parse error as damage of the object.
  func parsing<Value>(_ id: ObjectID, _ parse: () throws(FormatError) -> Value) throws(StorageError) -> Value {
    do {
      return try parse()
    } catch {
      throw .damagedObject(id, path: loose.path(id), .format(error))
    }
  }

  /// The packs, listed on first use, after a change here, and `again` when asked.
  package func packList(again: Bool = false) throws(StorageError) -> PackList {
    try packs.withLock { (packs) throws(StorageError) in
      if let known = packs.list, !packs.isStale, !again { return known }
      let new = try PackList(in: packFolder, format: format, files: files, naming: naming, known: packs.list)
      packs = (new, false)
      return new
    }
  }

  /// A pack by its path; nil when it was removed.
  package func pack(at path: String) throws(StorageError) -> Pack? { try packList().packs.first { $0.path == path } }

  package var packFiles: PackFiles { PackFiles(folder: packFolder, files: files) }

  /// Lets packs be listed again, after one was added or removed.
  package func packsChanged() {
    packs.withLock { $0.isStale = true }
    looseChanged()
  }

  /// Lets loose objects be listed again.
  func looseChanged() { looseIDs.withLock { $0 = [:] } }
}

/// The packs that the last objects were read from, and the ids that no pack has. Both stay valid as long as the packs
/// exist.
private final class PackLocationCache: Sendable {
  /// Closes a removed pack: its file stays on the disk as long as it is open.
  private struct Holder {
    weak var pack: Pack?
  }

  private static let limit = 1 << 13
  private let kept = Mutex<[ObjectID: Holder]>([:])
  /// Ids that none of these packs has.
  private let absent = Mutex<(ids: Set<ObjectID>, list: PackList.Identity?)>(([], nil))

  func keepAbsent(_ id: ObjectID, from list: PackList) {
    absent.withLock { absent in
      if absent.list != list.identity || absent.ids.count == PackLocationCache.limit { absent = ([], list.identity) }
      absent.ids.insert(id)
    }
  }

  /// Whether an earlier search in these very packs did not find the object.
  func isAbsent(_ id: ObjectID, from list: PackList) -> Bool {
    absent.withLock { $0.list == list.identity && $0.ids.contains(id) }
  }

  func keep(_ pack: Pack, _ id: ObjectID) {
    kept.withLock { kept in
      if kept.count == PackLocationCache.limit { kept = [:] }
      kept[id] = Holder(pack: pack)
    }
  }

  /// Those that were read from none of these packs.
  func unknown(_ ids: [ObjectID], among packs: [Pack]) -> [ObjectID] {
    kept.withLock { kept in
      ids.filter { id in
        guard let pack = kept[id]?.pack else { return true }
        return !packs.contains { $0 === pack }
      }
    }
  }
}

/// Trees that were read and checked; holds the last few MiB.
private final class TreeCache: Sendable {
  private static let limit = 1 << 22
  private let kept = Mutex<(trees: [ObjectID: TreeTable], size: Int)>(([:], 0))

  subscript(id: ObjectID) -> TreeTable? { kept.withLock { $0.trees[id] } }

  func keep(_ tree: TreeTable, _ id: ObjectID) {
    kept.withLock { kept in
      // With its entries a tree takes about three times its bytes.
      let size = tree.bytes.count * 3
      if kept.size + size > TreeCache.limit { kept = ([:], 0) }
      kept.trees[id] = tree
      kept.size += size
    }
  }
}
