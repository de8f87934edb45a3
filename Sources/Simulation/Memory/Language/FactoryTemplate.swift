import YAML

/// A text with places for drawn values and numbers: `{mood} {tag} {slot}`.
struct FactoryTemplate: Sendable {
  enum Piece: Hashable, Sendable {
    case text(String)
    case place(String)
  }

  let pieces: [Piece]
  let mark: Mark

  /// Nil where a brace is not closed.
  init?(_ text: String, at mark: Mark) {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      let inner = rest[rest.index(after: open)...]
      guard let close = inner.firstIndex(of: "}") else { return nil }
      pieces.append(.place(String(inner[..<close])))
      rest = inner[inner.index(after: close)...]
    }
    if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(String(rest))) }
    self.pieces = pieces
    self.mark = mark
  }

  /// The names in braces.
  var places: [String] {
    pieces.compactMap { piece in
      if case .place(let name) = piece { name } else { nil }
    }
  }

  /// The number of the slot from 1, and the number or name of the entry.
  static let known = ["slot", "n"]
}

/// A whole number, or a template that gives one.
enum FactoryNumber: Sendable {
  case fixed(Int)
  case template(FactoryTemplate)
}

/// A number, or a range from which it is drawn.
enum FactoryAmount: Sendable {
  case number(FactoryNumber)
  case range(FactoryNumber, FactoryNumber)
}
