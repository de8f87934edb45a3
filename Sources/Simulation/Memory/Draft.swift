import Profiles

/// An item while it is written, field by field, as it is printed.
struct Draft {
  private(set) var tree = ItemTree()

  /// Puts a value at a path whose components are blanks or dots apart.
  mutating func set(_ path: String, _ value: some CustomStringConvertible) {
    tree.set(FieldPath(path).components, to: Value(.word, value.description))
  }
}
