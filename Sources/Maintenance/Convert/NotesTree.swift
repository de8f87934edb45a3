import Objects
import Repository

/// The tree of a notes ref (`refs/notes/…`): git names the entries after the objects that they are about, in folders of
/// two digits where there are many.
struct NotesTree {
  /// An entry: its name in pieces, as it is spread over folders.
  struct Entry {
    var path: [[UInt8]]
    let entry: TreeEntry
  }

  private(set) var entries: [Entry] = []
  /// The trees it was read from.
  private(set) var folders: [ObjectID] = []

  /// Reads all folders of a notes tree.
  init(_ root: ObjectID, reading tree: (ObjectID) throws(StorageError) -> Tree) throws(StorageError) {
    try collect(root, [], tree)
  }

  private mutating func collect(
    _ id: ObjectID, _ path: [[UInt8]], _ tree: (ObjectID) throws(StorageError) -> Tree
  ) throws(StorageError) {
    folders.append(id)
    for entry in try tree(id).entries {
      let inner = path + [entry.name]
      // Only folders of two digits part an id.
      if entry.mode == .folder, entry.name.count == 2, inner.count < 20, Self.areDigits(entry.name) {
        try collect(entry.id, inner, tree)
      } else {
        entries.append(Entry(path: inner, entry: entry))
      }
    }
  }

  /// The objects that the notes are about.
  func subjects(_ format: ObjectFormat) -> [ObjectID] { entries.compactMap { Self.subject($0, format) } }

  /// The trees with new names and ids, dependencies first; the root is last.
  func translated(_ map: IDMap) throws(StorageError) -> [StoredObject] {
    var new: [(path: [[UInt8]], entry: TreeEntry)] = []
    for entry in entries {
      guard let id = map[entry.entry.id] else { throw .missingObject(entry.entry.id) }
      let path = Self.subject(entry, map.old).flatMap { map[$0] }.map { Self.path($0, like: entry.path) }
      let names = path ?? entry.path
      new.append((names, TreeEntry(entry.entry.mode, names[names.count - 1], id)))
    }
    var made: [StoredObject] = []
    _ = try Self.make(new[...], depth: 0, map.new, &made)
    return made
  }

  private static func make(
    _ entries: ArraySlice<(path: [[UInt8]], entry: TreeEntry)>, depth: Int, _ format: ObjectFormat,
    _ made: inout [StoredObject]
  ) throws(StorageError) -> ObjectID {
    var all = entries.filter { $0.path.count == depth + 1 }.map(\.entry)
    let inner = Dictionary(grouping: entries.filter { $0.path.count > depth + 1 }, by: { $0.path[depth] })
    for (name, below) in inner.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      all.append(TreeEntry(.folder, name, try make(below[...], depth: depth + 1, format, &made)))
    }
    let tree: Tree
    do { tree = try Tree(all) } catch { throw .badPath("refs/notes") }
    let object = StoredObject(.tree, tree.encoded)
    made.append(object)
    return ObjectID(of: object, in: format)
  }

  private static func subject(_ entry: Entry, _ format: ObjectFormat) -> ObjectID? {
    ObjectID(format, hex: String(decoding: entry.path.joined(), as: UTF8.self))
  }

  /// An id spread over as many folders.
  private static func path(_ id: ObjectID, like old: [[UInt8]]) -> [[UInt8]] {
    var rest = Array(id.hex.utf8)[...]
    return old.indices.map { index in
      let piece = index == old.count - 1 ? rest : rest.prefix(old[index].count)
      rest = rest.dropFirst(piece.count)
      return Array(piece)
    }
  }

  private static func areDigits(_ name: [UInt8]) -> Bool {
    name.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
