/// The kind of an object; the raw value is git's word.
package enum ObjectKind: String, CaseIterable, Sendable {
  case commit, tree, blob, tag
}

/// An object as it is stored: its kind and its bytes.
package struct StoredObject: Hashable, Sendable {
  package let kind: ObjectKind
  package let bytes: [UInt8]

  package init(_ kind: ObjectKind, _ bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }

  /// The bytes hashed before the content: kind, blank, size, zero byte.
  package var header: [UInt8] { StoredObject.header(kind, size: bytes.count) }

  package static func header(_ kind: ObjectKind, size: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(28)
    bytes += kind.rawValue.utf8
    bytes.append(0x20)
    bytes += String(size).utf8
    bytes.append(0)
    return bytes
  }
}
