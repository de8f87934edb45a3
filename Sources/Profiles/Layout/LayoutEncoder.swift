import Bytes

/// Walks a layout in file order and writes the values of a printed item.
struct LayoutEncoder {
  let layout: BoundLayout
  let tree: ItemTree
  /// The values of the tree by their paths, joined with blanks, in lower case.
  let values: [String: Value]
  /// Whether fields that are missing get their initial values.
  let isCompleting: Bool
  /// Bytes that mean nothing, by offset.
  var overlay: [Int: UInt8] = [:]
  /// Original order of packed lists, by id.
  var orders: [String: [UInt8]] = [:]

  var payload: [UInt8] = []
  var words: LabelResolver
  var position = 0
  var indices: Indices
  var used: Set<String> = []
  /// Fields decided by others, written once those are known.
  private var waiting: [(leaf: Int, indices: Indices, position: Int)] = []
  var allocations: [String: [(indices: Indices, position: Int, type: NumberType)]] = [:]
  private var openCounts: [(of: String, leaf: Int, position: Int)] = []
  var computed: [String: Int] = [:]
  private var lastRaw: [Int: UInt64] = [:]

  init(_ layout: BoundLayout, _ tree: ItemTree, isCompleting: Bool) throws(EncodeError) {
    self.layout = layout
    self.tree = tree
    var values: [String: Value] = [:]
    var told = tree
    told.remove(["padding"])
    told.gather(into: &values)
    self.values = values
    self.isCompleting = isCompleting
    words = LabelResolver(layout)
    indices = Array(repeating: -1, count: layout.dimensions.count)
    try readPadding()
  }

  private mutating func readPadding() throws(EncodeError) {
    for (path, value) in tree.group(["padding"])?.leaves ?? [] {
      let place = path.joined(separator: " ")
      let bytes: [UInt8]
      do { bytes = try Hex.parse(value.text) } catch {
        throw .illegal(FieldPath(["padding", place]), text: value.text, allowed: "hexadecimal pairs")
      }
      if let offset = Self.number(after: "payload ", in: place) {
        for (index, byte) in bytes.enumerated() { overlay[offset + index] = byte }
      } else if place.hasPrefix("order of ") {
        orders[String(place.dropFirst("order of ".count))] = bytes
      } else if !place.hasPrefix("message ") {
        throw .unknown(FieldPath(["padding", place]), near: [])
      }
    }
  }

  static func number(after prefix: String, in text: String) -> Int? {
    guard text.hasPrefix(prefix), let number = Int(text.dropFirst(prefix.count)), (0..<1 << 24).contains(number)
    else { return nil }
    return number
  }

  mutating func run() throws(EncodeError) {
    try walk(layout.root)
    for (leaf, indices, position) in waiting { try write(leaf, at: indices, position: position) }
    for (of, leaf, position) in openCounts {
      let type = layout.leaves[leaf].type
      BitField.write(type.pattern(computed[of] ?? 0) ?? 0, into: &payload, at: position, type: type)
    }
    if let rest = lookUp(BoundLayout.restPath.components) {
      guard let bytes = try? Hex.parse(rest.text) else {
        throw .illegal(BoundLayout.restPath, text: rest.text, allowed: "hexadecimal pairs")
      }
      payload += bytes
    }
    try refuseUnknown()
  }

  /// Makes room; bytes that mean nothing are there from the start.
  mutating func grow(_ bits: Int, filler: UInt8 = 0) {
    let end = (position + bits + 7) / 8
    while payload.count < end { payload.append(overlay[payload.count] ?? filler) }
  }

  mutating func lookUp(_ path: [String]) -> Value? {
    let spelled = Self.spell(path)
    guard let value = values[spelled] else { return nil }
    used.insert(spelled)
    return value
  }

  /// A path as it is compared.
  static func spell(_ path: [String]) -> String { path.joined(separator: " ").lowercased() }

  mutating func walk(_ node: BoundLayout.Node) throws(EncodeError) {
    switch node {
    case .number(let leaf): try number(leaf)
    case .text(let type, let leaf): try text(type, leaf)
    case .bytes(let count, let leaf): try bytes(count, leaf)
    case .pad(let count): advance(count * 8)
    case .structure(let nodes): for node in nodes { try walk(node) }
    case .repeated(let element, let dimension, let end): try repeated(element, dimension, end)
    case .flags(let type, let dimension, let leaf, let rest): try flags(type, dimension, leaf, rest)
    case .allocation(let id, let count, let isLittleEndian):
      let type = NumberType(bits: count * 8, isLittleEndian: isLittleEndian)
      grow(type.bits)
      allocations[id, default: []].append((indices, position, type))
      position += type.bits
    case .rows(let rows): try self.rows(rows)
    case .list(let list): try self.list(list)
    case .choice(let leaf, let cases, let otherwise):
      try walk(lastRaw[leaf].flatMap { cases[$0] } ?? otherwise)
    case .count(let leaf, let of): try count(leaf, of)
    }
  }

  mutating func advance(_ bits: Int, filler: UInt8 = 0) {
    grow(bits, filler: filler)
    position += bits
  }

  private mutating func number(_ leaf: Int) throws(EncodeError) {
    let start = position
    advance(layout.leaves[leaf].type.bits)
    if layout.leaves[leaf].isDependent {
      waiting.append((leaf, indices, start))
    } else {
      try write(leaf, at: indices, position: start)
    }
  }

  private mutating func write(_ leaf: Int, at indices: Indices, position: Int) throws(EncodeError) {
    let raw = try raw(leaf, at: indices)
    BitField.write(raw, into: &payload, at: position, type: layout.leaves[leaf].type)
    words.learn(layout.leaves[leaf], raw, at: indices)
    if layout.leaves[leaf].isReferenced { lastRaw[leaf] = raw }
  }

  /// The stored value of a number field.
  private mutating func raw(_ leaf: Int, at indices: Indices) throws(EncodeError) -> UInt64 {
    let described = layout.leaves[leaf]
    let path = words.path(described, at: indices)
    guard let value = lookUp(path) else {
      if let omitted = described.omitted { return omitted }
      guard isCompleting else { throw .missing(FieldPath(path)) }
      return described.initial
    }
    let display = words.display(described, at: indices)
    let raw = try read(value.text, display, described.type, FieldPath(path))
    guard raw != described.endMark else {
      throw .illegal(FieldPath(path), text: value.text, allowed: display.allowed(described.type))
    }
    return raw
  }

  func read(
    _ text: String, _ display: Display, _ type: NumberType, _ path: FieldPath
  ) throws(EncodeError) -> UInt64 {
    guard let raw = display.read(text, type: type), type.fits(raw) else {
      throw .illegal(path, text: text, allowed: display.allowed(type))
    }
    return raw
  }

  private mutating func bytes(_ count: Int, _ leaf: Int) throws(EncodeError) {
    let path = words.path(layout.leaves[leaf], at: indices)
    let start = position / 8
    advance(count * 8)
    guard let value = lookUp(path) else {
      if isCompleting { return }
      throw .missing(FieldPath(path))
    }
    guard let bytes = try? Hex.parse(value.text), bytes.count == count else {
      throw .illegal(FieldPath(path), text: value.text, allowed: "\(count) hexadecimal pairs")
    }
    payload.replaceSubrange(start..<start + count, with: bytes)
  }

  private mutating func text(_ type: TextType, _ leaf: Int) throws(EncodeError) {
    let path = words.path(layout.leaves[leaf], at: indices)
    let start = position / 8
    advance(type.count * 8, filler: type.filler)
    guard let value = lookUp(path) else {
      if let unset = type.unset {
        payload[start] = unset
      } else if !isCompleting {
        throw .missing(FieldPath(path))
      }
      return
    }
    guard let bytes = type.encoding.read(value.text), bytes.count <= type.count else {
      throw .illegal(FieldPath(path), text: value.text, allowed: "up to \(type.count) characters of the instrument")
    }
    payload.replaceSubrange(start..<start + bytes.count, with: bytes)
    if bytes.count < type.count { payload[start + bytes.count] = type.terminator ?? type.filler }
    guard type.terminator == nil, bytes.count < type.count else { return }
    for index in start + bytes.count..<start + type.count { payload[index] = type.filler }
  }

  private mutating func flags(_ type: MaskType, _ dimension: Int, _ leaf: Int, _ rest: Int?) throws(EncodeError) {
    let start = position
    let number = NumberType(bits: type.byteCount * 8, isLittleEndian: type.isLittleEndian)
    advance(number.bits)
    var bits: UInt64 = 0
    let count = layout.dimensions[dimension].count
    for index in 0..<count {
      indices[dimension] = index
      bits |= (try raw(leaf, at: indices) & 1) << UInt64(index)
    }
    indices[dimension] = -1
    if let rest { bits |= try raw(rest, at: indices) << UInt64(count) }
    BitField.write(bits, into: &payload, at: start, type: number)
  }

  private mutating func count(_ leaf: Int, _ of: String) throws(EncodeError) {
    let start = position
    advance(layout.leaves[leaf].type.bits)
    if tree.leaf(words.path(layout.leaves[leaf], at: indices)) == nil {
      openCounts.append((of, leaf, start))
    } else {
      try write(leaf, at: indices, position: start)
    }
  }
}
