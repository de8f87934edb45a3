import Bytes
import Objects

/// Objects that are reached from others, with their kinds.
struct ObjectWalk {
  private let store: ObjectStore
  /// What is there to be reached.
  var stored: Set<ObjectID>
  private(set) var kinds: [ObjectID: ObjectKind] = [:]

  init(_ store: ObjectStore, stored: Set<ObjectID>) {
    self.store = store
    self.stored = stored
  }

  /// Adds what is reached from `starts`; what was reached before is not read again. Blobs are not read.
  ///
  /// - Parameter isStrict: whether what is named must be there; else what is missing is passed over.
  /// - Returns: what was added.
  /// - Throws: `.missingObject`; `.damagedObject`, also where it cannot be read what an object names: then nobody can
  ///   say what is needed.
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
        waiting += try store.parsing(id) { () throws(FormatError) in try object.references(store.format) }
      }
      kinds[id] = kind
      added.append(id)
    }
    return added
  }
}
