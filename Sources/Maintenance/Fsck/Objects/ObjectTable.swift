package import Objects
import Repository

/// A place where an object names another one.
package struct ObjectLink: Hashable, Sendable {
  package let id: ObjectID
  /// Nil: any.
  package let kind: ObjectKind?
}

/// Every object that was found sound, by its id, and the damage of the others.
///
/// The table holds a limited number of bytes; objects beyond that limit are read again each time they are needed.
package struct ObjectTable: Sendable {
  package struct Entry: Sendable {
    package let kind: ObjectKind
    /// Nil where the bytes are not held in memory.
    let bytes: [UInt8]?
    /// Whether the bytes break the rules of the object's kind.
    package let isMalformed: Bool
  }

  package private(set) var entries: [ObjectID: Entry] = [:]
  /// Files, and bytes in them, that should hold an object and do not.
  package private(set) var damaged: [ObjectID: [String]] = [:]
  /// Copies read, the damaged ones included.
  package var copies = 0
  /// How many bytes more may be held.
  var room: Int
  /// Where the others are read again.
  private let store: ObjectStore?

  /// - Parameter store: nil where all are held.
  init(room: Int = .max, store: ObjectStore? = nil) { (self.room, self.store) = (room, store) }

  /// The object that was found sound; nil also if it was deleted since.
  func object(_ id: ObjectID) -> StoredObject? {
    guard let entry = entries[id] else { return nil }
    if let bytes = entry.bytes { return StoredObject(entry.kind, bytes) }
    // The object was sound when it was checked; the next check reports later damage.
    return try? store?.read(id)
  }

  private func bytes(_ id: ObjectID, _ kind: ObjectKind) -> [UInt8]? {
    guard let entry = entries[id], entry.kind == kind else { return nil }
    return object(id)?.bytes
  }

  /// Reserves memory for an object; false where the limit is reached.
  mutating func hold(_ object: StoredObject) -> Bool {
    guard object.bytes.count <= room else { return false }
    room -= object.bytes.count
    return true
  }

  package subscript(id: ObjectID) -> Entry? { entries[id] }

  /// Ids that have damaged copies and no sound one.
  package var lost: Set<ObjectID> { Set(damaged.keys.filter { entries[$0] == nil }) }

  mutating func add(_ id: ObjectID, _ object: StoredObject, isMalformed: Bool, isHeld: Bool) {
    entries[id] = Entry(kind: object.kind, bytes: isHeld ? object.bytes : nil, isMalformed: isMalformed)
  }

  mutating func note(damaged id: ObjectID, in file: String) { damaged[id, default: []].append(file) }

  /// The references of an object, in order; parsed from its bytes each time, which take a third of the memory.
  func links(of id: ObjectID) -> [ObjectLink] {
    guard let entry = entries[id], entry.kind != .blob, let object = object(id) else { return [] }
    switch object.kind {
    case .blob: return []
    case .tree: return FsckTreeEntry.all(in: object.bytes, format: id.format).entries.compactMap(\.link)
    // An object that does not parse was reported when it was read.
    case .commit: return (try? Commit(parsing: object.bytes, format: id.format))?.links ?? []
    case .tag: return (try? Tag(parsing: object.bytes, format: id.format))?.links ?? []
    }
  }

  package func tree(_ id: ObjectID) -> [FsckTreeEntry]? {
    bytes(id, .tree).map { FsckTreeEntry.all(in: $0, format: id.format).entries }
  }

  package func commit(_ id: ObjectID) -> Commit? {
    // An object that does not parse was reported when it was read.
    bytes(id, .commit).flatMap { try? Commit(parsing: $0, format: id.format) }
  }

  package func blob(_ id: ObjectID) -> [UInt8]? { bytes(id, .blob) }
}

/// An entry of a tree as written, valid or not.
package struct FsckTreeEntry: Sendable {
  package let offset: Int
  /// As spelled.
  package let mode: ArraySlice<UInt8>
  package let name: ArraySlice<UInt8>
  package let id: ObjectID

  package var isFolder: Bool {
    switch mode.count {
    case 5: mode.elementsEqual("40000".utf8)
    case 6: mode.first == 0x30 && mode.elementsEqual("040000".utf8)
    default: false
    }
  }
  package var text: String { String(decoding: name, as: UTF8.self) }

  /// The referenced object; nil for a submodule, which belongs to another repository.
  var link: ObjectLink? {
    if isFolder { return ObjectLink(id: id, kind: .tree) }
    guard let known = knownMode else { return ObjectLink(id: id, kind: nil) }
    return known == .submodule ? nil : ObjectLink(id: id, kind: .blob)
  }

  /// Nil for a mode that git does not write.
  var knownMode: EntryMode? {
    if mode.count == 6, mode.elementsEqual("100644".utf8) { return .file }
    return EntryMode(rawValue: String(decoding: mode, as: UTF8.self))
  }

  /// The entries up to the first that does not parse, and the position of that entry.
  package static func all(
    in bytes: [UInt8], format: ObjectFormat
  ) -> (entries: [FsckTreeEntry], brokenAt: Int?) {
    var entries: [FsckTreeEntry] = []
    // Few entries are shorter than this.
    entries.reserveCapacity(bytes.count / (format.size + 10))
    var start = 0
    while start < bytes.count {
      guard let (blank, zero) = ends(bytes, start), blank > start, zero + format.size < bytes.count,
        let id = ObjectID(format, bytes: bytes[(zero + 1)..<(zero + 1 + format.size)])
      else { return (entries, start) }
      entries.append(
        FsckTreeEntry(offset: start, mode: bytes[start..<blank], name: bytes[(blank + 1)..<zero], id: id))
      start = zero + 1 + format.size
    }
    return (entries, nil)
  }

  /// Where the mode of an entry ends and where its name does.
  private static func ends(_ bytes: [UInt8], _ start: Int) -> (blank: Int, zero: Int)? {
    bytes.withUnsafeBufferPointer { bytes in
      var blank = start
      let limit = min(start + 12, bytes.count)
      while blank < limit, bytes[blank] != 0x20 { blank += 1 }
      guard blank < limit else { return nil }
      var zero = blank
      while zero < bytes.count, bytes[zero] != 0 { zero += 1 }
      return zero < bytes.count ? (blank, zero) : nil
    }
  }
}

extension Commit {
  var links: [ObjectLink] {
    [ObjectLink(id: tree, kind: .tree)] + parents.map { ObjectLink(id: $0, kind: .commit) }
  }
}

extension Tag {
  var links: [ObjectLink] { [ObjectLink(id: target, kind: kind)] }
}
