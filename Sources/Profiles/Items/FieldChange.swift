/// A field that differs between two items.
package struct FieldChange: Hashable, Sendable {
  package let path: FieldPath
  /// Nil where the field was not there.
  package let old: Value?
  /// Nil where the field no longer exists.
  package let new: Value?

  /// The fields that differ, in reading order.
  ///
  /// Fields stored in the same place are the same field, whatever their names: another machine renames a byte, and the
  /// new name alone is not a change.
  package static func between(_ old: Item, _ new: Item) -> [FieldChange] {
    if old.fields.count == new.fields.count, zip(old.fields, new.fields).allSatisfy({ $0.key == $1.key }) {
      return zip(old.fields, new.fields).compactMap {
        $0.raw == $1.raw ? nil : FieldChange(path: $1.path, old: $0.value, new: $1.value)
      }
    }
    let before = Dictionary(old.fields.map { ($0.key, $0) }) { first, _ in first }
    let after = Set(new.fields.map(\.key))
    var changes = new.fields.compactMap { field -> FieldChange? in
      guard let earlier = before[field.key] else { return FieldChange(path: field.path, old: nil, new: field.value) }
      guard earlier.raw != field.raw else { return nil }
      return FieldChange(path: field.path, old: earlier.value, new: field.value)
    }
    for field in old.fields where !after.contains(field.key) {
      let gone = FieldChange(path: field.path, old: field.value, new: nil)
      changes.insert(gone, at: place(for: field.path, in: changes))
    }
    return changes
  }

  /// Behind the last change that shares the most leading words.
  private static func place(for path: FieldPath, in changes: [FieldChange]) -> Int {
    var (best, place) = (0, changes.count)
    for (index, change) in changes.enumerated() {
      let shared = zip(path.components, change.path.components).prefix { $0 == $1 }.count
      if shared >= max(best, 1) { (best, place) = (shared, index + 1) }
    }
    return place
  }
}

extension Item {
  /// Whether both hold the same, bytes without meaning left aside.
  package func isEqual(to other: Item) -> Bool {
    fields.count == other.fields.count && FieldChange.between(self, other).isEmpty
  }
}
