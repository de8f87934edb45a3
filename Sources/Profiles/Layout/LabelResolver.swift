/// Values met in a walk that decide the paths and labels of other fields.
struct LabelResolver {
  let layout: BoundLayout
  /// Words of the referenced leaves, by key.
  private var known: [String: String] = [:]

  init(_ layout: BoundLayout) { self.layout = layout }

  mutating func learn(_ leaf: BoundLayout.Leaf, _ raw: UInt64, at indices: Indices) {
    guard leaf.isReferenced else { return }
    known[key(leaf.key, indices)] = leaf.display.caseName(raw, type: leaf.type)
  }

  /// Where a value is stored: names and indices from 0.
  func key(_ template: PathTemplate, _ indices: Indices) -> String {
    var key = ""
    for piece in template.pieces {
      if !key.isEmpty { key += "/" }
      switch piece {
      case .word(let word): key += word
      case .dimension(let id): key += String(layout.dimensionIndex[id].map { indices[$0] } ?? -1)
      }
    }
    return key
  }

  private func words(for name: String, of leaf: BoundLayout.Leaf, at indices: Indices) -> String? {
    leaf.references[name].flatMap { known[key(layout.leaves[$0].key, indices)] }
  }

  /// The display of a leaf at one place, with every `choice` settled.
  func display(_ leaf: BoundLayout.Leaf, at indices: Indices) -> Display {
    var display = leaf.display
    while case .choice(let on, let cases, let otherwise) = display {
      display = words(for: on, of: leaf, at: indices).flatMap { cases[$0] } ?? otherwise
    }
    return display
  }

  /// The path of a leaf at one place.
  func path(_ leaf: BoundLayout.Leaf, at indices: Indices) -> [String] {
    path(leaf.path, at: indices) { words(for: $0, of: leaf, at: indices) }
  }

  func path(_ template: PathTemplate, at indices: Indices, telling: (String) -> String? = { _ in nil }) -> [String] {
    template.pieces.map { piece in
      guard case .dimension(let id) = piece else {
        if case .word(let word) = piece { return word } else { return "" }
      }
      guard let position = layout.dimensionIndex[id] else { return id }
      return label(layout.dimensions[position], indices[position], telling: telling)
    }
  }

  /// Replaces an index that a row does not have: a locked parameter without a locked step.
  static let noIndex = "none"

  private func label(_ dimension: Dimension, _ index: Int, telling: (String) -> String?) -> String {
    guard index >= 0 else { return Self.noIndex }
    switch dimension.labels {
    case .numbers(let first): return String(index + first)
    case .names(let names): return Self.name(index, in: names)
    case .choice(let on, let cases, let otherwise):
      return Self.name(index, in: telling(on).flatMap { cases[$0] } ?? otherwise)
    }
  }

  static func name(_ index: Int, in names: [String]) -> String {
    index < names.count && !names[index].isEmpty ? names[index] : String(index + 1)
  }
}
