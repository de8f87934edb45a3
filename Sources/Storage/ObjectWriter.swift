import Bytes
import Files
package import Objects
import Concurrency

/// Collects objects and stores them together: one as a file of its own, more as one pack.
///
/// Nothing is on the disk before ``finish()`` returns; then everything is. Objects must be added after those they name.
package struct ObjectWriter {
  let store: ObjectStore
  private let context: ArchiveContext
  private var order: [ObjectID] = []
  private var pending: [ObjectID: DeflatedObject] = [:]
  private let background: Background?
  /// Of what waits, those whose stored copy is damaged.
  private var damaged: Set<ObjectID> = []
  /// Folders with what was found stored: another program may have made the names there and not synced them yet.
  private var believed: Set<String> = []

  /// Has another thread do something.
  package typealias Background = (@escaping @Sendable () -> Void) -> Void

  /// - Parameter beside: has what was added deflated before it is asked for.
  init(store: ObjectStore, context: ArchiveContext, background: Background?) {
    self.store = store
    self.context = context
    self.background = background
  }

  /// How many objects wait to be stored.
  package var count: Int { order.count }

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
    let deflated = store.deflating(object)
    pending[id] = deflated
    if let background { background { _ = deflated.bytes } }
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
  ///
  /// - Throws: `.collision` where another program stored other bytes under one of the ids meanwhile.
  @discardableResult
  package mutating func finish() throws(StorageError) -> [ObjectID] {
    guard let storing = try begin(where: { true }) else { return [] }
    try storing.finish()
    (order, pending, damaged, believed) = ([], [:], [], [])
    return storing.new
  }

  /// What is longer is stored before the lock of the refs is taken, not while others wait for it.
  private static let long = 1 << 20

  /// Begins to store what was added, if it is wanted: beside this thread where there is another one and it will not take
  /// long.
  ///
  /// - Parameter isWanted: asked when all is ready to be written: until then another thread may find it out.
  /// - Returns: nil where it is not wanted.
  package mutating func begin(where isWanted: () -> Bool) throws(StorageError) -> Storing? {
    try store.refuseOtherFormat()
    let new = try stillNew()
    let objects = new.compactMap { id in pending[id].map { (id: id, object: $0) } }
    let hurt = objects.filter { damaged.contains($0.id) }
    let files = store.files(for: objects.filter { !damaged.contains($0.id) }, replacing: hurt)
    guard isWanted() else { return nil }
    let storing = Storing(new: new)
    let write = { @Sendable [store, context, believed] in
      storing.run { () throws(StorageError) in
        let unsynced = believed.subtracting(try store.write(files, context))
        for object in hurt { context.report(.replacedDamaged(object.id)) }
        try filing { () throws(FileError) in
          for folder in unsynced.sorted() { try context.files.syncNames(in: folder, report: context.note) }
        }
      }
    }
    let size = files.joined().reduce(0) { $0 + $1.bytes.count }
    if let background, size <= Self.long { background(write) } else { write() }
    return storing
  }

  /// Objects on their way to the disk.
  package struct Storing: Sendable {
    /// Those that nothing was stored for.
    package let new: [ObjectID]
    private let result = Promise<Result<Void, StorageError>>()

    fileprivate init(new: [ObjectID]) { self.new = new }

    fileprivate func run(_ write: () throws(StorageError) -> Void) {
      do throws(StorageError) {
        try write()
        result.give(.success(()))
      } catch {
        result.give(.failure(error))
      }
    }

    /// Returns when they are durable.
    package func finish() throws(StorageError) { try result.take().get() }
  }

  /// What nobody stored since it was added.
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

  /// Throws: `.collision` when one id stands for two objects.
  package static func compare(_ stored: StoredObject, _ new: StoredObject, _ id: ObjectID) throws(StorageError) {
    guard stored == new else { throw .collision(id) }
  }
}
