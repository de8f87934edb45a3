/// The decoded content of a slot: named, typed values in reading order, and the bytes without a meaning.
package struct Item: Sendable {
  /// One named value.
  package struct Field: Sendable {
    /// The storage position of the value, independent of its name: equal for both sides of a comparison.
    package let key: String
    package internal(set) var path: FieldPath
    package internal(set) var value: Value
    package internal(set) var raw: RawValue
    /// The other values allowed here.
    package internal(set) var form: EncodingRule
    /// Its leaf of the layout and the indices there; nil for bytes without a leaf.
    var origin: Origin?
  }

  struct Origin: Sendable {
    let leaf: Int
    let indices: Indices
  }

  package var fields: [Field]
  /// Bytes that are kept and never compared, by place: `payload 461`, `message 5`.
  package var padding: [(place: String, bytes: [UInt8])]
  /// The name stored inside the item; nil where the model has none or the slot is empty.
  package let name: String?
  /// Whether the slot was never saved or was cleared.
  package let isEmpty: Bool

  /// The field with this path, compared without case.
  package func field(_ path: FieldPath) -> Field? {
    let wanted = path.components.map { $0.lowercased() }
    return fields.first { $0.path.components.map { $0.lowercased() } == wanted }
  }

  package func value(_ path: String) -> String? { field(FieldPath(path))?.value.text }
}

/// A value as it is stored, before a view gives it words.
package enum RawValue: Hashable, Sendable {
  case number(UInt64)
  case bytes([UInt8])
}
