internal import Profiles

/// The changed fields of one slot as rows: name and change.
struct FieldRows {
  /// More changes of one family of fields than these are shown as a count.
  static let familyLimit = 40

  private(set) var rows: [(label: String, lines: [StyledText])] = []
  /// Rows left out.
  private var left = 0

  init(_ changes: [FieldChange], allFields: Bool, limit: Int = .max) {
    let sizes = Dictionary(changes.map { (Self.family($0.path), 1) }, uniquingKeysWith: +)
    var told: Set<String> = []
    for change in changes {
      let family = Self.family(change.path)
      guard !allFields, let size = sizes[family], size > Self.familyLimit else {
        rows.append((change.path.description, ValueText.change(change.old, change.new)))
        continue
      }
      if told.insert(family).inserted {
        rows.append((family, ["\(size) differ (--all-fields lists them)"]))
      }
    }
    // One row more takes no more room than to say that it was left out.
    guard rows.count > limit, rows.count - limit > 1 else { return }
    left = rows.count - limit
    rows.removeLast(left)
  }

  /// Fields that differ in numbers only: `track * step * note`.
  static func family(_ path: FieldPath) -> String {
    path.components.map { $0.allSatisfy(\.isNumber) ? "*" : $0 }.joined(separator: " ")
  }

  /// The rows with their labels in a column of this width.
  func lines(labelWidth: Int) -> [StyledText] {
    let listed = rows.flatMap { label, lines -> [StyledText] in
      let blanks = String(repeating: " ", count: max(0, labelWidth - displayWidth(Escape.text(label))))
      let first: StyledText = "  \(label)\(blanks)  \(lines[0])"
      let indent = String(repeating: " ", count: labelWidth + 4)
      return [first] + lines.dropFirst().map { "\(indent)\($0)" }
    }
    return left == 0 ? listed : listed + ["  and \(left) more"]
  }
}
