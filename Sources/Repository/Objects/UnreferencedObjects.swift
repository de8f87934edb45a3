import Objects
import Synchronization

/// Objects that this process stored, or found stored, and that no ref reaches yet.
///
/// `gc` in another process may delete such an object when it is old. The clock may have been set, or the object may
/// have been unused for long before this process found it. So every newly reachable object is checked once more just
/// before a ref is written, under the lock that `gc` takes to delete. Missing objects are stored again.
final class UnreferencedObjects: Sendable {
  private let objects = Mutex<[ObjectID: StoredObject]>([:])

  /// Throws: `.collision` where another object was stored, or is being stored, under the id.
  func add(_ id: ObjectID, _ object: StoredObject) throws(StorageError) {
    try objects.withLock { (objects) throws(StorageError) in
      if let known = objects[id] { try ObjectWriter.compare(known, object, id) }
      objects[id] = object
    }
  }

  /// Splits the objects reachable from the new refs into unreferenced objects, dependencies first, and other referenced
  /// ids.
  ///
  /// - Throws: `.damagedObject` for an object whose references are unreadable.
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
        reached.unreferenced.append((id, object))
        continue
      }
      waiting.append((id, true))
      let names = try store.references(of: object, id)
      for references in names where seen.insert(references.id).inserted { waiting.append((references.id, false)) }
    }
    return reached
  }

  /// Forgets objects that are reachable from refs now.
  func remove(_ ids: some Sequence<ObjectID>) {
    objects.withLock { objects in
      for id in ids { objects[id] = nil }
    }
  }

  struct Reached {
    var unreferenced: [(id: ObjectID, object: StoredObject)] = []
    var others: [ObjectID] = []
  }
}

extension ObjectStore {
  /// Makes sure that every object reachable from the new refs is stored. Called under the lock of the operations log;
  /// objects are deleted only under this lock.
  ///
  /// - Parameter reached: the objects reachable from the new refs.
  /// - Returns: the ids to forget when the refs are written.
  /// - Throws: `.missingObject` for an object that is not stored and whose bytes this process does not have;
  ///   `.damagedObject`.
  func secure(_ reached: UnreferencedObjects.Reached, _ context: RepositoryContext) throws(StorageError) -> [ObjectID] {
    packsChanged()
    var gone: [(id: ObjectID, object: DeflatedObject)] = []
    for entry in reached.unreferenced where try !contains(entry.id) {
      gone.append((entry.id, deflating(entry.object)))
    }
    for id in try unknown(among: reached.others) where try !contains(id) {
      throw try packList().damage ?? .missingObject(id)
    }
    try store(gone, context)
    return reached.unreferenced.map(\.id)
  }
}
