import Bytes

/// The decoding cost of a layout: the number of bits is not enough, because elements without bits can be repeated too.
extension Binding {
  /// The most steps that a walk over a shape may take, whatever its choices.
  func mostSteps(_ shape: LayoutType) -> Int { mostSteps(shape, rows: maskBits(shape)) }

  private func mostSteps(_ shape: LayoutType, rows masks: [String: Int]) -> Int {
    switch shape {
    case .number, .count, .text, .bytes, .pad: 1
    case .structure(let members): members.reduce(1) { $0.addingClamped(mostSteps($1.shape, rows: masks)) }
    case .repeated(let element, let over, _):
      mostSteps(element, rows: masks).multipliedClamped(by: count(over)).addingClamped(1)
    case .mask(_, let over): count(over).addingClamped(1)
    case .choice(_, let cases, let otherwise):
      cases.values.map { mostSteps($0, rows: masks) }.reduce(mostSteps(otherwise, rows: masks), max).addingClamped(1)
    case .list(let list): list.capacity.addingClamped(combinations(list))
    case .rows(let rows):
      // A row for every bit of the mask is looked for at every step.
      mostSteps(rows.parameters, rows: masks)
        .addingClamped(rows.capacity.addingClamped(masks[rows.mask] ?? 0).multipliedClamped(by: count(rows.over) + 1))
    }
  }

  private func count(_ dimension: String) -> Int { dimensionIndex[dimension].map { dimensions[$0].count } ?? 1 }

  /// The indices that an entry of a list can carry.
  private func combinations(_ list: ListType) -> Int {
    list.parts.filter { dimensionIndex[$0.id] != nil }.reduce(1) { $0.multipliedClamped(by: 1 << $1.bits) }
  }

  /// The bits of all masks of each id, repeats written out.
  private func maskBits(_ shape: LayoutType) -> [String: Int] {
    var found: [String: Int] = [:]
    gatherMasks(shape, id: nil, times: 1, into: &found)
    return found
  }

  private func gatherMasks(_ shape: LayoutType, id: String?, times: Int, into found: inout [String: Int]) {
    switch shape {
    case .mask(let type, _):
      guard let id else { return }
      found[id] = (found[id] ?? 0).addingClamped(times.multipliedClamped(by: type.byteCount * 8))
    case .structure(let members):
      for member in members { gatherMasks(member.shape, id: member.id, times: times, into: &found) }
    case .repeated(let element, let over, _):
      gatherMasks(element, id: id, times: times.multipliedClamped(by: count(over)), into: &found)
    case .choice(_, let cases, let otherwise):
      for shape in cases.values { gatherMasks(shape, id: id, times: times, into: &found) }
      gatherMasks(otherwise, id: id, times: times, into: &found)
    case .number, .count, .text, .bytes, .pad, .rows, .list: return
    }
  }
}
