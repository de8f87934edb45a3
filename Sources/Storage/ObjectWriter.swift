import Bytes
import Compression
import Files
package import Objects

/// Collects objects and stores them together: up to 32 as files of their own, more as one pack.
///
/// Nothing is on the disk before ``finish()`` returns; then everything is. Objects must be added after those they name.
package struct ObjectWriter {
  /// How many new objects get files of their own.
  package static let looseLimit = 32

  private struct Pending {
    let object: StoredObject
    /// How many layers of new objects stand below this one.
    let level: Int
  }

  let store: ObjectStore
  private let context: ArchiveContext
  private var order: [ObjectID] = []
  private var pending: [ObjectID: Pending] = [:]

  init(store: ObjectStore, context: ArchiveContext) {
    self.store = store
    self.context = context
  }

  /// How many objects wait to be stored.
  package var count: Int { order.count }

  /// Takes an object, unless it is stored already: which is believed after its stored bytes were read and compared.
  ///
  /// A copy that is stored damaged is stored anew, and reported.
  package mutating func add(_ object: StoredObject) throws(StorageError) -> ObjectID {
    let id = ObjectID(of: object, in: store.format)
    if let waiting = pending[id] {
      try ObjectWriter.compare(waiting.object, object, id)
      return id
    }
    if try isStored(object, id) { return id }
    order.append(id)
    pending[id] = Pending(object: object, level: level(of: object))
    return id
  }

  package mutating func add(blob bytes: [UInt8]) throws(StorageError) -> ObjectID {
    try add(StoredObject(.blob, bytes))
  }

  package mutating func add(_ tree: Tree) throws(StorageError) -> ObjectID {
    try add(StoredObject(.tree, tree.encoded))
  }

  package mutating func add(_ commit: Commit) throws(StorageError) -> ObjectID {
    try add(StoredObject(.commit, commit.encoded))
  }

  package mutating func add(_ tag: Tag) throws(StorageError) -> ObjectID {
    try add(StoredObject(.tag, tag.encoded))
  }

  /// The object of this id, waiting or stored.
  package func read(_ id: ObjectID) throws(StorageError) -> StoredObject {
    if let waiting = pending[id] { return waiting.object }
    return try store.read(id)
  }

  /// Stores what was added; returns when it is durable, with the ids that are new.
  package mutating func finish() throws(StorageError) -> [ObjectID] {
    let new = order
    if new.count > ObjectWriter.looseLimit {
      let objects = new.compactMap { id in pending[id].map { (id: id, object: $0.object) } }
      // One at a time: an index never appears before its pack.
      for file in PackWriter.files(objects, in: store.folder + "/pack", format: store.format) { try write([file]) }
      store.packsChanged()
    } else {
      try writeLoose(new)
    }
    (order, pending) = ([], [:])
    return new
  }

  /// Layer by layer: no object is on the disk before those it names.
  private func writeLoose(_ ids: [ObjectID]) throws(StorageError) {
    var deflaters = Deflaters()
    var layers: [Int: [DurableFile]] = [:]
    for id in ids {
      guard let waiting = pending[id] else { continue }
      layers[waiting.level, default: []].append(store.loose.file(id, waiting.object, with: &deflaters))
    }
    let folders = layers.values.flatMap { $0.map { Path.parent($0.path) } }
    try filing { () throws(FileError) in try context.files.makeFoldersDurably(folders, report: context.note) }
    for level in layers.keys.sorted() { try write(layers[level] ?? []) }
  }

  private func write(_ batch: [DurableFile]) throws(StorageError) {
    try filing { () throws(FileError) in try context.files.writeDurably(batch, report: context.note) }
  }

  private func isStored(_ object: StoredObject, _ id: ObjectID) throws(StorageError) -> Bool {
    var inflater = Inflater()
    do {
      guard let stored = try store.readIfPresent(id, with: &inflater) else { return false }
      try ObjectWriter.compare(stored, object, id)
      return true
    } catch {
      switch error {
      case .damagedObject, .damagedFile: break
      default: throw error
      }
      context.report(.replacedDamaged(id))
      return false
    }
  }

  /// One above the highest new object that this one names.
  private func level(of object: StoredObject) -> Int {
    let named: [ObjectID]
    switch object.kind {
    case .blob: return 0
    // What does not parse names nothing that is known.
    case .tree: named = (try? Tree(parsing: object.bytes, format: store.format))?.entries.map(\.id) ?? []
    case .commit:
      named = (try? Commit(parsing: object.bytes, format: store.format)).map { [$0.tree] + $0.parents } ?? []
    case .tag: named = (try? Tag(parsing: object.bytes, format: store.format)).map { [$0.target] } ?? []
    }
    return (named.compactMap { pending[$0]?.level }.max() ?? -1) + 1
  }

  /// Throws: `.collision` when one id stands for two objects.
  package static func compare(_ stored: StoredObject, _ new: StoredObject, _ id: ObjectID) throws(StorageError) {
    guard stored == new else { throw .collision(id) }
  }
}
