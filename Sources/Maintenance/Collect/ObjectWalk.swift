import Objects
import Repository

/// Objects that are reached from others, with their kinds.
struct ObjectWalk {
  private let store: ObjectStore
  /// The stored objects that a walk can reach.
  var stored: Set<ObjectID>
  private(set) var kinds: [ObjectID: ObjectKind] = [:]

  init(_ store: ObjectStore, stored: Set<ObjectID>) {
    self.store = store
    self.stored = stored
  }

  /// Adds the objects reachable from `starts`; objects reached before are not read again. Blobs are not read.
  ///
  /// - Parameter isStrict: whether named objects must be stored; otherwise missing ones are skipped.
  /// - Returns: the added objects.
  /// - Throws: `.missingObject`; `.damagedObject`, also where the references of an object are unreadable: then the
  ///   needed objects are unknown.
  @discardableResult
  mutating func add(from starts: some Sequence<ObjectID>, isStrict: Bool) throws(StorageError) -> [ObjectID] {
    var added: [ObjectID] = []
    var waiting: [(id: ObjectID, kind: ObjectKind?)] = starts.map { ($0, nil) }
    while let (id, known) = waiting.popLast() {
      guard kinds[id] == nil else { continue }
      guard stored.contains(id) else {
        if isStrict { throw .missingObject(id) }
        continue
      }
      let kind: ObjectKind
      // Commits are followed whatever they are called; a tree's file is believed to be one until it is packed.
      if known == .blob {
        kind = .blob
      } else {
        let object = try store.read(id)
        kind = object.kind
        waiting += try store.references(of: object, id)
      }
      kinds[id] = kind
      added.append(id)
    }
    return added
  }
}
