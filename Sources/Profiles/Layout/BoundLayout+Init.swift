import Bytes

extension BoundLayout {
  /// Joins a shape with a view.
  ///
  /// - Parameter rules: by stored names joined with `/`, as `sources` are; a source holds for all below its name too.
  package init(
    _ shape: LayoutType, view rules: [String: ViewRule], dimensions: [Dimension], sources: [String: String] = [:]
  ) throws(BindingError) {
    var binding = Binding(dimensions: dimensions, rules: rules, sources: sources, shape: shape)
    guard binding.mostBits(shape) <= MessageForm.payloadLimit * 8 else { throw .tooLarge(.payload) }
    guard binding.mostSteps(shape) <= ReadingBudget.Reader.values.limit else { throw .tooLarge(.values) }
    root = try binding.bind(shape, at: Binding.Place())
    try Self.check(binding)
    leaves = try Self.linked(binding).map(Leaf.init)
    self.dimensions = dimensions
    dimensionIndex = binding.dimensionIndex
  }

  /// Refuses rules and sources without a target, and paths that are ambiguous or cannot be read back.
  private static func check(_ binding: Binding) throws(BindingError) {
    let unused = binding.rules.keys.filter { !binding.usedRules.contains($0) }
    if let first = (unused + binding.sources.keys.filter { !binding.usedSources.contains($0) }).min() {
      throw .unusedRule(first)
    }
    let reserved = [PathTemplate.Piece.word("message"), .word("padding")]
    for leaf in binding.leaves {
      guard let first = leaf.path.pieces.first, !reserved.contains(first) else { throw .reservedPath(leaf.id) }
      for case .dimension(let id) in leaf.path.pieces where !leaf.key.mentions(id) && !leaf.isSparse {
        throw .unknownDimension(id, at: leaf.id)
      }
    }
  }

  /// The leaves, each linked to those that decide its path and labels.
  private static func linked(_ binding: Binding) throws(BindingError) -> [LeafDraft] {
    var leaves = binding.leaves
    for index in leaves.indices {
      for name in names(of: leaves[index], dimensions: binding.dimensions, index: binding.dimensionIndex) {
        let scope = leaves[index].id.parts(at: "/").dropLast()
        guard let target = binding.resolve(name, from: Array(scope)) else { continue }
        leaves[index].references[name] = target
        leaves[target].isReferenced = true
      }
    }
    if let deep = leaves.first(where: { $0.references.values.contains { !leaves[$0].references.isEmpty } }) {
      throw .dependsTooDeep(deep.id)
    }
    return leaves
  }

  /// Fields that decide a leaf's path or labels.
  private static func names(of leaf: LeafDraft, dimensions: [Dimension], index: [String: Int]) -> Set<String> {
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
