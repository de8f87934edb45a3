import Bytes
import Objects
import Synchronization

/// What this process stored, or found stored, and no ref leads to yet.
///
/// `gc` in another process may take such an object away when it is old: the clock may have been set, or the object may
/// have been left unused for long before it was found stored. So just before a ref is written everything that it newly
/// leads to is looked for once more, under the lock that `gc` removes under; what has gone is stored again.
final class UnreferencedObjects: Sendable {
  private let objects = Mutex<[ObjectID: StoredObject]>([:])

  /// Throws: `.collision` where another object was stored, or is being stored, under the id.
  func add(_ id: ObjectID, _ object: StoredObject) throws(StorageError) {
    try objects.withLock { (objects) throws(StorageError) in
      if let known = objects[id] { try ObjectWriter.compare(known, object, id) }
      objects[id] = object
    }
  }

  /// What of it the refs will lead to, each after those it names, and what that names besides.
  ///
  /// - Throws: `.damagedObject` for one of which it cannot be read what it names.
  func reached(from ids: [ObjectID], in store: ObjectStore) throws(StorageError) -> Reached {
    let objects = objects.withLock { $0 }
    var reached = Reached()
    var seen = Set(ids)
    var waiting = ids.map { (id: $0, isDone: false) }
    while let (id, isDone) = waiting.popLast() {
      guard let object = objects[id] else {
        reached.others.append(id)
        continue
      }
      if isDone {
        reached.pledged.append((id, object))
        continue
      }
      waiting.append((id, true))
      let names = try store.parsing(id) { () throws(FormatError) in try object.references(store.format) }
      for references in names where seen.insert(references.id).inserted { waiting.append((references.id, false)) }
    }
    return reached
  }

  /// Forgets what refs lead to now.
  func remove(_ ids: some Sequence<ObjectID>) {
    objects.withLock { objects in
      for id in ids { objects[id] = nil }
    }
  }

  struct Reached {
    var pledged: [(id: ObjectID, object: StoredObject)] = []
    var others: [ObjectID] = []
  }
}

extension ObjectStore {
  /// Makes sure that all is stored that refs are about to lead to. Called under the lock of the operations log, under
  /// which alone objects are removed.
  ///
  /// - Parameter reached: what the refs will lead to.
  /// - Returns: what to forget when the refs are written.
  /// - Throws: `.missingObject` for what is not stored and whose bytes are not known here; `.damagedObject`.
  func secure(_ reached: UnreferencedObjects.Reached, _ context: ArchiveContext) throws(StorageError) -> [ObjectID] {
    packsChanged()
    var gone: [(id: ObjectID, object: DeflatedObject)] = []
    for pledge in reached.pledged where try !contains(pledge.id) {
      gone.append((pledge.id, deflating(pledge.object)))
    }
    for id in try unknown(among: reached.others) where try !contains(id) {
      throw try packList().damage ?? .missingObject(id)
    }
    try store(gone, context)
    return reached.pledged.map(\.id)
  }
}
