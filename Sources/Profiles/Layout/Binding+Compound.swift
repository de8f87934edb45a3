extension Binding {
  mutating func repeated(
    _ element: LayoutType, over: String, end: EndMark?, at place: Place
  ) throws(BindingError) -> BoundLayout.Node {
    let index = try dimension(over, at: place)
    var inner = place
    inner.key.append(.dimension(over))
    if !inner.path.mentions(over) { inner.tail.append(.dimension(over)) }
    let node = try bind(element, at: inner)
    guard let end else { return .repeated(node, dimension: index, end: nil) }
    return .repeated(node, dimension: index, end: try mark(end, in: element, at: inner))
  }

  /// Finds the end mark's member in a row of fixed size.
  private mutating func mark(_ end: EndMark, in element: LayoutType, at place: Place) throws(BindingError)
    -> BoundLayout.End
  {
    guard case .structure(let members) = element, let rowBits = Self.bits(element, dimensions: dimensions),
      let leaf = leafIndex[place.name(of: end.member)],
      members.contains(where: { if case .number = $0.shape { $0.id == end.member } else { false } })
    else { throw .unknownMember(end.member, at: place.name) }
    var offset = 0
    for member in members {
      offset = member.position.map { $0 * 8 } ?? offset
      if member.id == end.member { break }
      offset += Self.bits(member.shape, dimensions: dimensions) ?? 0
    }
    leaves[leaf].endMark = end.value
    return BoundLayout.End(
      bitOffset: offset, type: leaves[leaf].type, value: end.value, rowBits: rowBits, leaf: leaf)
  }

  mutating func mask(_ type: MaskType, over: String, at place: Place) throws(BindingError) -> BoundLayout.Node {
    let index = try dimension(over, at: place)
    guard dimensions[index].count <= type.byteCount * 8 else { throw .badSize(at: place.name) }
    if let id = place.id.last, allocations.contains(id) {
      return .allocation(id: id, byteCount: type.byteCount, isLittleEndian: type.isLittleEndian)
    }
    let number = NumberType(bits: type.byteCount * 8, isLittleEndian: type.isLittleEndian)
    if case .steps? = place.display { return .number(leaf: leaf(number, at: place, display: .flag)) }
    var inner = place
    inner.key.append(.dimension(over))
    if !inner.path.mentions(over) { inner.tail.append(.dimension(over)) }
    let bit = leaf(NumberType(bits: 1), at: inner, display: .flag)
    return .flags(type, dimension: index, leaf: bit, rest: spareBits(type, beyond: dimensions[index].count, at: place))
  }

  /// The bits of a mask without a meaning; nil where every bit has one.
  private mutating func spareBits(_ type: MaskType, beyond count: Int, at place: Place) -> Int? {
    guard type.byteCount * 8 > count else { return nil }
    var rest = place
    rest.key.append(.word("rest"))
    rest.base = nil
    rest.tail = [.word("unnamed")] + place.id.map { .word($0.replacing("_", with: "-")) }
    (rest.display, rest.omitted, rest.initial) = (nil, 0, 0)
    rest.source = "guess: no source names these bits"
    return leaf(NumberType(bits: type.byteCount * 8 - count), at: rest, display: .number(Scale()))
  }

  mutating func rows(_ type: RowsType, at place: Place) throws(BindingError) -> BoundLayout.Rows {
    guard let outer = place.path.pieces.compactMap(dimensionOf).first(where: { $0 != type.over }),
      let outerIndex = dimensionIndex[outer]
    else { throw .unknownDimension("outer index of \(type.mask)", at: place.name) }
    let step = try dimension(type.over, at: place)
    let first = leaves.count
    var inner = place
    inner.base = nil
    inner.tail = []
    (inner.display, inner.omitted) = (nil, nil)
    let bound = try bind(type.parameters, at: inner)
    let parameters = octets(of: bound)
    for index in first..<leaves.count {
      leaves[index].path = splice(leaves[index].path, into: place.path)
      leaves[index].isSparse = true
    }
    return BoundLayout.Rows(
      type: type, id: place.name, outer: outerIndex, step: step, path: place.path, parameters: parameters)
  }

  private func dimensionOf(_ piece: PathTemplate.Piece) -> String? {
    if case .dimension(let id) = piece, id != "parameter" { id } else { nil }
  }

  /// Puts a parameter's own path where the template says `{parameter}`.
  private func splice(_ path: PathTemplate, into template: PathTemplate) -> PathTemplate {
    PathTemplate(template.pieces.flatMap { $0 == .dimension("parameter") ? path.pieces : [$0] })
  }

  /// The leaf of every byte of a structure, repeated leaves once for every index.
  private func octets(of node: BoundLayout.Node) -> [BoundLayout.Parameter?] {
    switch node {
    case .number(let leaf): leaves[leaf].type.bits == 8 ? [BoundLayout.Parameter(leaf: leaf, indices: [:])] : []
    case .structure(let nodes): nodes.flatMap(octets)
    case .repeated(let element, let dimension, nil):
      (0..<dimensions[dimension].count).flatMap { index in
        octets(of: element).map { parameter in
          parameter.map { BoundLayout.Parameter(leaf: $0.leaf, indices: $0.indices.merging([dimension: index]) { $1 }) }
        }
      }
    case .pad(let count), .bytes(let count, _): Array(repeating: nil, count: count)
    default: []
    }
  }

  mutating func list(_ type: ListType, at place: Place) throws(BindingError) -> BoundLayout.List {
    let parts = type.parts.map { dimensionIndex[$0.id] }
    let values = zip(type.parts, parts).filter { $1 == nil }.map(\.0)
    guard values.count == 1, (1...8).contains(values[0].bits) else { throw .unknownDimension("value", at: place.name) }
    let number = Display.number(Scale())
    let value = leaf(NumberType(bits: values[0].bits), at: place, display: number)
    leaves[value].isSparse = true
    return BoundLayout.List(
      type: type, id: place.name, path: place.path, display: place.display ?? number, dimensions: parts, leaf: value)
  }

  mutating func choice(
    on: String, cases: [UInt64: LayoutType], otherwise: LayoutType, at place: Place
  ) throws(BindingError) -> BoundLayout.Node {
    guard let told = resolve(on, from: place.id) else { throw .unknownMember(on, at: place.name) }
    (leaves[told].isReferenced, leaves[told].isSelector) = (true, true)
    var bound: [UInt64: BoundLayout.Node] = [:]
    for (value, shape) in cases { bound[value] = try bind(shape, at: place) }
    return .choice(leaf: told, cases: bound, otherwise: try bind(otherwise, at: place))
  }

  /// The leaf that a name means from a place: nearest scope first.
  func resolve(_ name: String, from scope: [String]) -> Int? {
    var scope = scope
    let names = name.parts(at: ".")
    while true {
      if let index = leafIndex[(scope + names).joined(separator: "/")] { return index }
      if scope.isEmpty { return nil }
      scope.removeLast()
    }
  }
}
