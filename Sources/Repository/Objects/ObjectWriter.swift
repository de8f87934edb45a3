import Files
package import Objects

/// Collects objects and stores them together: one as a file of its own, more as one pack.
///
/// Nothing is on the disk before ``finish()`` returns; then everything is. Objects must be added dependencies first.
package struct ObjectWriter {
  let store: ObjectStore
  private let context: RepositoryContext
  private var order: [ObjectID] = []
  private var pending: [ObjectID: DeflatedObject] = [:]
  /// The waiting objects whose stored copy is damaged.
  private var damaged: Set<ObjectID> = []
  /// Folders with objects that were found stored: another program may have made the names there and not synced them
  /// yet.
  private var believed: Set<String> = []

  init(store: ObjectStore, context: RepositoryContext) {
    self.store = store
    self.context = context
  }

  /// Takes an object, unless it is stored already: which is believed after its stored bytes were read and compared.
  ///
  /// A copy that is stored damaged is stored anew, and reported.
  ///
  /// - Throws: `.collision` where other bytes have the id, stored or about to be.
  package mutating func add(_ object: StoredObject) throws(StorageError) -> ObjectID {
    let id = store.naming.id(of: object, in: store.format)
    if let waiting = pending[id] {
      try ObjectWriter.compare(waiting.object, object, id)
      return id
    }
    let isStored = try isStored(object, id)
    try store.unreferenced.add(id, object)
    if isStored { return id }
    order.append(id)
    pending[id] = store.deflating(object)
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

  /// Stores the added objects; returns when they are durable, with the ids that are new.
  ///
  /// - Throws: `.collision` where another program has stored other bytes under one of the ids since.
  @discardableResult
  package mutating func finish() throws(StorageError) -> [ObjectID] {
    try store.refuseOtherFormat()
    let new = try stillNew()
    let objects = new.compactMap { id in pending[id].map { (id: id, object: $0) } }
    let replaced = objects.filter { damaged.contains($0.id) }
    let files = store.files(for: objects.filter { !damaged.contains($0.id) }, replacing: replaced)
    let unsynced = believed.subtracting(try store.write(files, context))
    for object in replaced { context.report(.replacedDamaged(object.id)) }
    try filing { () throws(FileError) in
      for folder in unsynced.sorted() { try context.files.syncNames(in: folder, report: context.note) }
    }
    (order, pending, damaged, believed) = ([], [:], [], [])
    return new
  }

  /// The added objects that are still not stored.
  private mutating func stillNew() throws(StorageError) -> [ObjectID] {
    store.packsChanged()
    var new: [ObjectID] = []
    for id in order {
      guard let object = pending[id] else { continue }
      let isThere = try !damaged.contains(id) ? isStored(object.object, id) : false
      if !isThere { new.append(id) }
    }
    return new
  }

  private mutating func isStored(_ object: StoredObject, _ id: ObjectID) throws(StorageError) -> Bool {
    do {
      guard let found = try store.find(id) else { return false }
      try ObjectWriter.compare(found.object, object, id)
      switch found.place {
      case .pack: believed.insert(store.packFolder)
      case .loose: believed.formUnion([Path.parent(store.loose.path(id)), store.folder])
      }
      return true
    } catch {
      switch error {
      case .damagedObject, .damagedFile: break
      default: throw error
      }
      damaged.insert(id)
      return false
    }
  }

  /// Throws: `.collision` when two objects have one id.
  package static func compare(_ stored: StoredObject, _ new: StoredObject, _ id: ObjectID) throws(StorageError) {
    guard stored == new else { throw .collision(id) }
  }
}
