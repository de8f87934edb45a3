package import Objects

/// A place where an object names another one.
package struct ObjectLink: Hashable, Sendable {
  package let id: ObjectID
  /// Nil: any.
  package let kind: ObjectKind?
}

/// Every object that was found sound, by its id, and what was found of those that are not.
package struct ObjectTable: Sendable {
  package struct Entry: Sendable {
    package let object: StoredObject
    package let links: [ObjectLink]
    /// Whether its bytes are not what its kind prescribes.
    package let isMalformed: Bool
  }

  package private(set) var entries: [ObjectID: Entry] = [:]
  /// Files, and bytes in them, that should hold an object and do not.
  package private(set) var damaged: [ObjectID: [String]] = [:]
  /// Copies read, the damaged ones included.
  package var copies = 0

  package subscript(id: ObjectID) -> Entry? { entries[id] }

  /// Ids under which something damaged is stored and nothing sound.
  package var lost: Set<ObjectID> { Set(damaged.keys.filter { entries[$0] == nil }) }

  /// Keeps an object; false when another one has its id.
  mutating func add(_ id: ObjectID, _ entry: @autoclosure () -> Entry, _ object: StoredObject) -> Bool {
    if let known = entries[id] { return known.object == object }
    entries[id] = entry()
    return true
  }

  mutating func note(damaged id: ObjectID, in file: String) { damaged[id, default: []].append(file) }

  package func tree(_ id: ObjectID) -> [FsckTreeEntry]? {
    guard let entry = entries[id], entry.object.kind == .tree else { return nil }
    return FsckTreeEntry.all(in: entry.object.bytes, format: id.format).entries
  }

  package func commit(_ id: ObjectID) -> Commit? {
    guard let entry = entries[id], entry.object.kind == .commit else { return nil }
    // What does not parse was reported when it was read.
    return try? Commit(parsing: entry.object.bytes, format: id.format)
  }

  package func blob(_ id: ObjectID) -> [UInt8]? {
    guard let entry = entries[id], entry.object.kind == .blob else { return nil }
    return entry.object.bytes
  }
}

/// An entry of a tree as it stands there, right or wrong.
package struct FsckTreeEntry: Sendable {
  package let offset: Int
  /// As spelled.
  package let mode: [UInt8]
  package let name: [UInt8]
  package let id: ObjectID

  package var isFolder: Bool { mode.elementsEqual("40000".utf8) || mode.elementsEqual("040000".utf8) }
  package var text: String { String(decoding: name, as: UTF8.self) }

  /// The entries up to the first that cannot be taken apart, and where that stands.
  package static func all(
    in bytes: [UInt8], format: ObjectFormat
  ) -> (entries: [FsckTreeEntry], brokenAt: Int?) {
    var entries: [FsckTreeEntry] = []
    var start = 0
    while start < bytes.count {
      guard let blank = bytes[start...].prefix(12).firstIndex(of: 0x20), blank > start,
        let zero = bytes[blank...].firstIndex(of: 0), zero + format.size < bytes.count,
        let id = ObjectID(format, bytes: bytes[(zero + 1)..<(zero + 1 + format.size)])
      else { return (entries, start) }
      entries.append(
        FsckTreeEntry(
          offset: start, mode: Array(bytes[start..<blank]), name: Array(bytes[(blank + 1)..<zero]), id: id))
      start = zero + 1 + format.size
    }
    return (entries, nil)
  }
}
