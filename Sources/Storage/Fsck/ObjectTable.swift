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

  /// What an object names, in order; taken from its bytes each time, which are a third as long.
  func links(of id: ObjectID) -> [ObjectLink] {
    guard let object = entries[id]?.object else { return [] }
    switch object.kind {
    case .blob: return []
    case .tree: return FsckTreeEntry.all(in: object.bytes, format: id.format).entries.compactMap(\.link)
    // What does not parse was reported when it was read.
    case .commit: return (try? Commit(parsing: object.bytes, format: id.format))?.links ?? []
    case .tag: return (try? Tag(parsing: object.bytes, format: id.format))?.links ?? []
    }
  }

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

  /// What it names; nil for a submodule, which is another repository's.
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

  /// The entries up to the first that cannot be taken apart, and where that stands.
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
