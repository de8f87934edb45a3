package import Bytes

/// Why a layout and a view do not fit together.
package enum BindingError: Error, Hashable, Sendable {
  case unknownDimension(String, at: String)
  case unknownMember(String, at: String)
  case unusedRule(String)
  /// A width or position that no buffer can have.
  case badSize(at: String)
  case dependsTooDeep(String)
  /// A path that begins with a word that synvc itself uses: `message`, `padding`.
  case reservedPath(String)
  /// More than this reader takes.
  case tooLarge(ReadingBudget.Reader)

  /// The error as a problem in a profile's text.
  var problem: ProfileError.Problem {
    if case .tooLarge(let reader) = self { .tooLarge(reader) } else { .binding(self) }
  }
}

/// Joins a layout with its view.
struct Binding {
  /// The position of the walk.
  struct Place {
    private(set) var id: [String] = []
    /// The names on the way here, joined with `/`.
    private(set) var name = ""
    var key: [PathTemplate.Piece] = []
    var base: PathTemplate?
    var tail: [PathTemplate.Piece] = []
    var display: Display?
    var omitted: UInt64?
    var initial: UInt64 = 0
    var source: String?
    /// Whether the kind itself says where this and all below comes from.
    var isSourceSettled = false

    var path: PathTemplate { base.map { $0 + tail } ?? PathTemplate(tail) }

    /// Enters the member of this stored name.
    mutating func enter(_ member: String) {
      id.append(member)
      name = name(of: member)
      key.append(.word(member))
    }

    /// The name of a member of this place.
    func name(of member: String) -> String { name.isEmpty ? member : "\(name)/\(member)" }
  }

  let dimensions: [Dimension]
  let dimensionIndex: [String: Int]
  let rules: [String: ViewRule]
  /// Sources that a kind gives for its own use of a type, by stored name.
  let sources: [String: String]
  var leaves: [BoundLayout.LeafDraft] = []
  /// The first leaf of each stored name.
  var leafIndex: [String: Int] = [:]
  var usedRules: Set<String> = []
  var usedSources: Set<String> = []
  let allocations: Set<String>

  init(dimensions: [Dimension], rules: [String: ViewRule], sources: [String: String], shape: LayoutType) {
    self.dimensions = dimensions
    self.rules = rules
    self.sources = sources
    dimensionIndex = Dictionary(uniqueKeysWithValues: dimensions.enumerated().map { ($1.id, $0) })
    allocations = Set(Self.masks(of: shape))
  }

  /// Ids of the masks that allocate rows.
  private static func masks(of shape: LayoutType) -> [String] {
    switch shape {
    case .rows(let rows): [rows.mask]
    case .structure(let members): members.flatMap { masks(of: $0.shape) }
    case .repeated(let element, _, _): masks(of: element)
    case .choice(_, let cases, let otherwise): (Array(cases.values) + [otherwise]).flatMap(masks(of:))
    default: []
    }
  }

  mutating func dimension(_ id: String, at place: Place) throws(BindingError) -> Int {
    guard let index = dimensionIndex[id] else { throw .unknownDimension(id, at: place.name) }
    return index
  }

  /// The place of a member, with the rules of the view for it.
  func enter(_ member: Member, from place: Place) -> Place {
    var inner = place
    inner.enter(member.id)
    inner.initial = member.initial
    inner.source = sources[inner.name] ?? (place.isSourceSettled ? place.source : member.source ?? place.source)
    inner.isSourceSettled = place.isSourceSettled || sources[inner.name] != nil
    let rule = rules[inner.name]
    if let rule, let path = rule.path {
      if rule.isRelative { inner.tail += path.pieces } else { (inner.base, inner.tail) = (path, []) }
    } else {
      inner.tail += member.id.parts(at: "_").map { .word($0) }
    }
    inner.display = rule?.display ?? place.display
    inner.omitted = rule?.omitted ?? place.omitted
    return inner
  }

  mutating func leaf(_ type: NumberType, at place: Place, display: Display) -> Int {
    leaves.append(
      BoundLayout.LeafDraft(
        id: place.name, key: PathTemplate(place.key), path: place.path, display: place.display ?? display,
        omitted: place.omitted, initial: place.initial, source: place.source, type: type))
    if leafIndex[place.name] == nil { leafIndex[place.name] = leaves.count - 1 }
    return leaves.count - 1
  }

  mutating func bind(_ shape: LayoutType, at place: Place) throws(BindingError) -> BoundLayout.Node {
    switch shape {
    case .number(let type): return .number(leaf: leaf(type, at: place, display: .number(Scale())))
    case .text(let type): return .text(type, leaf: leaf(Self.octet, at: place, display: .text))
    case .bytes(let count): return .bytes(count: count, leaf: leaf(Self.octet, at: place, display: .bytes))
    case .pad(let count): return .pad(count: count)
    case .structure(let members): return try bind(members, at: place)
    case .repeated(let element, let over, let end): return try repeated(element, over: over, end: end, at: place)
    case .mask(let type, let over): return try mask(type, over: over, at: place)
    case .rows(let type): return .rows(try rows(type, at: place))
    case .list(let type): return .list(try list(type, at: place))
    case .choice(let on, let cases, let otherwise):
      return try choice(on: on, cases: cases, otherwise: otherwise, at: place)
    case .count(let type, let of):
      let count = leaf(type, at: place, display: .number(Scale()))
      leaves[count].counted = of
      return .count(leaf: count, of: of)
    }
  }

  static let octet = NumberType(bits: 8)

  private mutating func bind(_ members: [Member], at place: Place) throws(BindingError) -> BoundLayout.Node {
    var nodes: [BoundLayout.Node] = []
    var offset: Int? = 0
    for member in members {
      let inner = enter(member, from: place)
      if rules[inner.name] != nil { usedRules.insert(inner.name) }
      if sources[inner.name] != nil { usedSources.insert(inner.name) }
      if let position = member.position {
        guard let from = offset, position * 8 >= from, from % 8 == 0 else { throw .badSize(at: inner.name) }
        if position * 8 > from { nodes.append(unnamed(from / 8..<position, at: place)) }
        offset = position * 8
      }
      if let offset, offset % 8 != 0, member.shape.isByteBound { throw .badSize(at: inner.name) }
      nodes.append(try bind(member.shape, at: inner))
      offset = offset.flatMap { start in Self.bits(member.shape, dimensions: dimensions).map { start + $0 } }
    }
    return .structure(nodes)
  }

  /// Bytes between two members: `unnamed 358-361`.
  private mutating func unnamed(_ range: Range<Int>, at place: Place) -> BoundLayout.Node {
    let name = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound - 1)"
    var inner = place
    inner.enter("unnamed_\(name)")
    inner.tail += [.word("unnamed"), .word(name)]
    (inner.display, inner.omitted, inner.source) = (nil, nil, "guess: no source names these bytes")
    return .bytes(count: range.count, leaf: leaf(Self.octet, at: inner, display: .bytes))
  }

  /// The size of a layout type in bits; nil where it depends on stored values.
  static func bits(_ shape: LayoutType, dimensions: [Dimension]) -> Int? {
    switch shape {
    case .number(let type), .count(let type, _): type.bits
    case .text(let type): type.count * 8
    case .bytes(let count), .pad(let count): count * 8
    case .mask(let type, _): type.byteCount * 8
    case .rows(let rows): (dimensions.first { $0.id == rows.over }?.count).map { product($0 * 8, rows.capacity) }
    case .list(let list): product(list.capacity, list.wordBits)
    case .choice: nil
    case .structure(let members): bits(members, dimensions: dimensions)
    case .repeated(let element, let over, _):
      bits(element, dimensions: dimensions).flatMap { size in
        dimensions.first { $0.id == over }.map { product(size, $0.count) }
      }
    }
  }

  /// Saturates far enough below the maximum that an addition cannot overflow.
  private static func product(_ left: Int, _ right: Int) -> Int { min(left.multipliedClamped(by: right), tooMany) }

  private static let tooMany = 1 << 48

  /// The most bits that a shape may take, whatever its choices.
  func mostBits(_ shape: LayoutType) -> Int {
    switch shape {
    case .structure(let members):
      members.reduce(0) { min(Self.tooMany, max($0, ($1.position ?? 0) * 8) + mostBits($1.shape)) }
    case .repeated(let element, let over, _):
      Self.product(mostBits(element), dimensions.first { $0.id == over }?.count ?? 1)
    case .choice(_, let cases, let otherwise): cases.values.map(mostBits).reduce(mostBits(otherwise), max)
    default: Self.bits(shape, dimensions: dimensions) ?? 0
    }
  }

  private static func bits(_ members: [Member], dimensions: [Dimension]) -> Int? {
    var end = 0
    for member in members {
      guard let size = bits(member.shape, dimensions: dimensions) else { return nil }
      end = min((member.position.map { $0 * 8 } ?? end) + size, tooMany)
    }
    return end
  }
}
