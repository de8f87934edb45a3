extension BoundLayout {
  /// Joins a shape with a view.
  ///
  /// - Parameter rules: by stored names joined with `/`.
  package init(_ shape: Shape, view rules: [String: ViewRule], dimensions: [Dimension]) throws(BindingError) {
    var binding = Binding(dimensions: dimensions, rules: rules, shape: shape)
    root = try binding.bind(shape, at: Binding.Place())
    if let unused = rules.keys.filter({ !binding.usedRules.contains($0) }).min() { throw .unusedRule(unused) }
    var leaves = binding.leaves
    for index in leaves.indices {
      for name in Self.names(of: leaves[index], dimensions: dimensions, index: binding.dimensionIndex) {
        let scope = leaves[index].id.split(separator: "/").map(String.init).dropLast()
        guard let target = binding.resolve(name, from: Array(scope)) else { continue }
        let references = leaves[index].references.merging([name: target]) { $1 }
        leaves[index] = leaves[index].with(references: references)
        leaves[target] = leaves[target].with(isReferenced: true)
      }
    }
    if let deep = leaves.first(where: { $0.references.values.contains { leaves[$0].isDependent } }) {
      throw .dependsTooDeep(deep.id)
    }
    self.leaves = leaves
    self.dimensions = dimensions
    dimensionIndex = binding.dimensionIndex
  }

  /// Fields that a leaf's path or words are told by.
  private static func names(of leaf: Leaf, dimensions: [Dimension], index: [String: Int]) -> Set<String> {
    var names: Set<String> = []
    if case .choice(let on, let cases, let otherwise) = leaf.display {
      names.insert(on)
      for display in cases.values + [otherwise] {
        if case .choice(let inner, _, _) = display { names.insert(inner) }
      }
    }
    for case .dimension(let id) in leaf.path.pieces {
      guard let position = index[id], case .choice(let on, _, _) = dimensions[position].labels else { continue }
      names.insert(on)
    }
    return names
  }
}
