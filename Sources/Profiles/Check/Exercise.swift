/// The fields of a kind that some messages exercise.
///
/// - Shape: a field is exercised by two different values, over all messages and repeats, or by one value that differs
///   from an unused slot's. A count is exercised by its counted elements.
struct Exercise {
  private let layout: BoundLayout
  private var seen: [Int: Set<RawValue>] = [:]

  init(_ layout: BoundLayout) { self.layout = layout }

  mutating func add(_ item: Item) {
    for field in item.fields {
      guard let leaf = field.origin?.leaf, seen[leaf, default: []].count < 2 else { continue }
      seen[leaf, default: []].insert(field.raw)
    }
  }

  /// By the order of the layout's leaves.
  var isExercised: [Bool] {
    let own = layout.leaves.indices.map(isExercised)
    return layout.leaves.indices.map { own[$0] || layout.leaves(countedBy: $0).contains { own[$0] } }
  }

  private func isExercised(_ leaf: Int) -> Bool {
    guard let values = seen[leaf], let one = values.first else { return false }
    if values.count > 1 { return true }
    switch one {
    case .number(let raw): return layout.leaves[leaf].isSparse || raw != layout.leaves[leaf].initial
    case .bytes(let bytes): return bytes.contains { $0 != 0 }
    }
  }
}

extension BoundLayout {
  /// Leaves of the member that a count counts.
  fileprivate func leaves(countedBy leaf: Int) -> [Int] {
    guard let counted = leaves[leaf].counted else { return [] }
    return leaves.indices.filter { leaves[$0].id == counted || leaves[$0].id.hasPrefix(counted + "/") }
  }
}
