package import Bytes
package import Objects

extension StoredObject {
  /// An object that another one names; a tree says of which kind it is.
  package typealias ObjectReference = (id: ObjectID, kind: ObjectKind?)

  /// The objects that this one names: of a commit its tree, then its parents.
  ///
  /// Reads no further than git does to follow them, the first lines of a commit or tag: a date that synvc does not
  /// take, say, hides nothing of a history.
  ///
  /// - Throws: ``FormatError`` where not even these lines parse: then the references are unknown.
  package func references(_ format: ObjectFormat) throws(FormatError) -> [ObjectReference] {
    switch kind {
    case .blob: return []
    case .tree: return try entries(format)
    case .tag:
      var lines = NamingLines(bytes, format)
      return [(try lines.required("object"), nil)]
    case .commit:
      var lines = NamingLines(bytes, format)
      var references: [ObjectReference] = [(try lines.required("tree"), .tree)]
      while let parent = try lines.next("parent") { references.append((parent, .commit)) }
      return references
    }
  }

  private func entries(_ format: ObjectFormat) throws(FormatError) -> [ObjectReference] {
    var scan = TreeScan(bytes, format)
    var references: [ObjectReference] = []
    while let entry = scan.next() {
      if let kind = entry.kind { references.append((entry.id, kind)) }
    }
    guard scan.isAtEnd else { throw FormatError(.malformed("tree entry"), at: scan.offset) }
    return references
  }
}

extension ObjectStore {
  /// The objects that a stored object names.
  ///
  /// - Throws: `.damagedObject` where they are unreadable.
  package func references(
    of object: StoredObject, _ id: ObjectID
  ) throws(StorageError) -> [StoredObject.ObjectReference] {
    try parsing(id) { () throws(FormatError) in try object.references(format) }
  }
}

/// Reads the lines with which a commit or tag begins, one after the other.
private struct NamingLines {
  private let bytes: [UInt8]
  private let format: ObjectFormat
  private var offset = 0

  init(_ bytes: [UInt8], _ format: ObjectFormat) {
    self.bytes = bytes
    self.format = format
  }

  mutating func required(_ name: String) throws(FormatError) -> ObjectID {
    guard let id = try next(name) else { throw FormatError(.malformed(name), at: offset) }
    return id
  }

  /// The id of the next line when the line has this name; `offset` is then past it.
  mutating func next(_ name: String) throws(FormatError) -> ObjectID? {
    guard bytes[offset...].starts(with: (name + " ").utf8) else { return nil }
    let start = offset + name.utf8.count + 1
    let end = start + format.digits
    guard end < bytes.count, bytes[end] == 0x0A,
      let id = ObjectID(format, hex: String(decoding: bytes[start..<end], as: UTF8.self))
    else { throw FormatError(.malformed(name), at: offset) }
    offset = end + 1
    return id
  }
}
