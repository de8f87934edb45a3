import Objects
import Repository

/// The objects of an archive, walked from their roots and given new ids.
struct Conversion {
  let archive: Repository
  private(set) var map: IDMap
  /// Notes trees have new names as well; one that also is an ordinary tree has two new ids.
  private(set) var notes: IDMap
  private(set) var counts: [ObjectKind: Int] = [:]
  /// Objects whose signature no longer fits them.
  private(set) var signed: [ObjectID] = []
  /// Ids in logs whose objects are gone, each with the id that replaces it now.
  private(set) var standIns: [ObjectID] = []
  /// Every tree of a notes ref, its folders included.
  private(set) var notesTrees: Set<ObjectID> = []
  private let earlier: [ObjectID: ObjectID]
  private let keep: (_ id: ObjectID, _ object: StoredObject) throws(StorageError) -> Void

  /// - Parameters:
  ///   - earlier: ids that this archive had before an earlier conversion, by their current ids.
  ///   - keep: receives each new object, dependencies first.
  init(
    _ archive: Repository, to format: ObjectFormat, earlier: [ObjectID: ObjectID],
    keep: @escaping (_ id: ObjectID, _ object: StoredObject) throws(StorageError) -> Void
  ) {
    self.archive = archive
    self.earlier = earlier
    self.keep = keep
    map = IDMap(from: archive.format, to: format)
    notes = map
  }

  /// Converts an object with all that it reaches.
  mutating func convert(_ root: ObjectID) throws(StorageError) {
    var path: [Frame] = []
    var next: ObjectID? = map[root] == nil ? root : nil
    while true {
      if let id = next { path.append(Frame(try ObjectTranslation(id, archive.objects.read(id)))) }
      guard let last = path.indices.last else { return }
      next = try nextNeeded(&path[last])
      guard next == nil else { continue }
      let done = path.removeLast().translation
      if map[done.id] == nil { try store(done.id, done.translated(map), isSigned: done.isSigned) }
    }
  }

  /// An object that waits for its references.
  private struct Frame {
    let translation: ObjectTranslation
    let needed: [ObjectID]
    /// How many references were visited.
    var position = 0

    init(_ translation: ObjectTranslation) {
      self.translation = translation
      needed = translation.needed
    }
  }

  private func nextNeeded(_ frame: inout Frame) throws(StorageError) -> ObjectID? {
    while frame.position < frame.needed.count {
      let id = frame.needed[frame.position]
      if map[id] == nil { return id }
      frame.position += 1
    }
    return try mentioned(frame.translation)
  }

  /// Converts an object that a reflog or the operations log references; a missing object gets a substitute id.
  mutating func convertLogged(_ id: ObjectID) throws(StorageError) {
    guard map[id] == nil else { return }
    if try archive.objects.contains(id) { return try convert(id) }
    standIns.append(id)
    map[id] = earlier[id] ?? ObjectID(of: StoredObject(.blob, Array("nothing \(id.hex)".utf8)), in: map.new)
  }

  /// Converts the history of a notes ref: its trees name the annotated objects by their new ids.
  mutating func convertNotes(_ root: ObjectID) throws(StorageError) {
    var path = [root]
    while let id = path.last {
      if map[id] != nil {
        path.removeLast()
        continue
      }
      let object = try archive.objects.read(id)
      guard object.kind == .commit else { return try convert(root) }
      let commit = try archive.objects.commit(id)
      if let parent = commit.parents.first(where: { map[$0] == nil }) {
        path.append(parent)
        continue
      }
      try convertNotesTree(commit.tree)
      let translation = try ObjectTranslation(id, object)
      try store(
        id, translation.translated(map, tree: notes[commit.tree]), isSigned: translation.isSigned)
    }
  }

  private mutating func convertNotesTree(_ id: ObjectID) throws(StorageError) {
    guard notes[id] == nil else { return }
    let objects = archive.objects
    let tree = try NotesTree(id) { (id) throws(StorageError) in try objects.tree(id) }
    notesTrees.formUnion(tree.folders)
    for entry in tree.entries { try convert(entry.entry.id) }
    for subject in tree.subjects(map.old) where try objects.contains(subject) { try convert(subject) }
    let made = try tree.translated(map)
    for object in made { try keepCounted(named(object), object) }
    if let root = made.last { notes[id] = named(root) }
  }

  /// Something mentioned that is stored and not yet converted.
  private func mentioned(_ translation: ObjectTranslation) throws(StorageError) -> ObjectID? {
    for id in translation.mentioned where map[id] == nil {
      if try archive.objects.contains(id) { return id }
    }
    return nil
  }

  private mutating func store(_ id: ObjectID, _ object: StoredObject, isSigned: Bool) throws(StorageError) {
    let new = named(object)
    try keepCounted(new, object)
    map[id] = new
    if isSigned { signed.append(id) }
  }

  private func named(_ object: StoredObject) -> ObjectID { archive.context.naming.id(of: object, in: map.new) }

  private mutating func keepCounted(_ id: ObjectID, _ object: StoredObject) throws(StorageError) {
    try keep(id, object)
    counts[object.kind, default: 0] += 1
  }
}
