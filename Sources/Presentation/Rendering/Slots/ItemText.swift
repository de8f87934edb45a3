package import Profiles

/// One item, a line a field.
package struct ItemText {
  private let item: Item

  package init(_ item: Item) { self.item = item }

  /// Names in a column of fixed width, so that one field never moves another: git compares these lines.
  package var lines: [StyledText] {
    item.fields.map { field in
      let label = field.path.description
      let blanks = String(repeating: " ", count: max(0, 22 - displayWidth(Escape.text(label))))
      return "\(label)\(blanks)  \(Self.whole(field.value))"
    }
  }

  /// A value with all of its bytes.
  private static func whole(_ value: Value) -> StyledText {
    value.kind == .bytes ? "\(value.text)" : ValueText.line(value)
  }
}
