import Bytes

/// Walks a layout over a payload and collects the stored values, in file order.
struct LayoutDecoder {
  /// One value met.
  struct Found {
    let leaf: Int
    let indices: Indices
    let raw: RawValue
    /// Set where the value is not a number of the leaf's type.
    var value: Value?
    var key: String?
    var path: [String]?
    var form: EncodingRule?
  }

  let layout: BoundLayout
  let payload: [UInt8]
  var words: LabelResolver
  var position = 0
  var indices: Indices
  var found: [Found] = []
  var padding: [(place: String, bytes: [UInt8])] = []
  /// Allocation masks by id, one for every outer index met.
  var masks: [String: [(indices: Indices, bits: UInt64)]] = [:]
  /// Where in the payload repetitions ended before their last row.
  private(set) var ends: [Int] = []
  var counts: [String: Int] = [:]
  /// The expected value of each count member.
  var computed: [String: Int] = [:]

  init(_ layout: BoundLayout, _ payload: [UInt8]) {
    self.layout = layout
    self.payload = payload
    words = LabelResolver(layout)
    indices = Array(repeating: -1, count: layout.dimensions.count)
  }

  /// Walks everything; bytes behind the layout's end become one last value.
  ///
  /// - Throws: ``FormatError`` `.endsEarly` where the payload is shorter than the layout.
  mutating func run() throws(FormatError) {
    try walk(layout.root)
    found.removeAll { entry in
      guard case .number(let raw) = entry.raw, let of = countOf[entry.leaf] else { return false }
      return computed[of] == Int(truncatingIfNeeded: raw)
    }
    let used = (position + 7) / 8
    if used < payload.count { rest = Array(payload[used...]) }
  }

  private(set) var rest: [UInt8] = []
  /// Leaves that are counts, with the member counted.
  private var countOf: [Int: String] = [:]

  func need(_ bits: Int) throws(FormatError) {
    guard position + bits <= payload.count * 8 else {
      throw FormatError(.endsEarly(needed: (position + bits + 7) / 8 - payload.count), at: payload.count)
    }
  }

  mutating func take(_ type: NumberType) throws(FormatError) -> UInt64 {
    try need(type.bits)
    defer { position += type.bits }
    return BitField.read(payload, at: position, type: type)
  }

  mutating func take(bytes count: Int) throws(FormatError) -> [UInt8] {
    try need(count * 8)
    defer { position += count * 8 }
    return Array(payload[position / 8..<position / 8 + count])
  }

  mutating func keep(_ bytes: some Collection<UInt8>, at offset: Int, unlessAll filler: UInt8) {
    guard bytes.contains(where: { $0 != filler }) else { return }
    padding.append(("payload \(offset)", Array(bytes)))
  }

  mutating func walk(_ node: BoundLayout.Node) throws(FormatError) {
    switch node {
    case .number(let leaf): note(leaf, try take(layout.leaves[leaf].type))
    case .text(let type, let leaf): try text(type, leaf)
    case .bytes(let count, let leaf):
      found.append(Found(leaf: leaf, indices: indices, raw: .bytes(try take(bytes: count))))
    case .pad(let count):
      let offset = position / 8
      keep(try take(bytes: count), at: offset, unlessAll: 0)
    case .structure(let nodes): for node in nodes { try walk(node) }
    case .repeated(let element, let dimension, let end): try repeated(element, dimension, end)
    case .flags(let type, let dimension, let leaf, let rest): try flags(type, dimension, leaf, rest)
    case .allocation(let id, let count, let isLittleEndian):
      let bits = try take(NumberType(bits: count * 8, isLittleEndian: isLittleEndian))
      masks[id, default: []].append((indices, bits))
    case .rows(let rows): try self.rows(rows)
    case .list(let list): try self.list(list)
    case .choice(let leaf, let cases, let otherwise):
      let told = lastRaw[leaf]
      try walk(told.flatMap { cases[$0] } ?? otherwise)
    case .count(let leaf, let of):
      let raw = try take(layout.leaves[leaf].type)
      counts[of] = Int(truncatingIfNeeded: raw)
      countOf[leaf] = of
      note(leaf, raw, form: .settled)
    }
  }

  /// Numbers that choices lean on, as last read.
  private var lastRaw: [Int: UInt64] = [:]

  mutating func note(_ leaf: Int, _ raw: UInt64, form: EncodingRule? = nil) {
    let described = layout.leaves[leaf]
    words.learn(described, raw, at: indices)
    if described.isReferenced { lastRaw[leaf] = raw }
    if described.omitted == raw { return }
    found.append(Found(leaf: leaf, indices: indices, raw: .number(raw), form: form))
  }

  private mutating func repeated(
    _ element: BoundLayout.Node, _ dimension: Int, _ end: BoundLayout.End?
  ) throws(FormatError) {
    defer { indices[dimension] = -1 }
    let count = layout.dimensions[dimension].count
    for index in 0..<count {
      if let end {
        try need(end.rowBits)
        if BitField.read(payload, at: position + end.bitOffset, type: end.type) == end.value {
          ends.append(position)
          let offset = position / 8
          position += (count - index) * end.rowBits - end.rowBits
          try need(end.rowBits)
          position += end.rowBits
          keep(payload[offset..<position / 8], at: offset, unlessAll: 0)
          return
        }
      }
      indices[dimension] = index
      try walk(element)
    }
  }

  private mutating func flags(_ type: MaskType, _ dimension: Int, _ leaf: Int, _ rest: Int?) throws(FormatError) {
    let bits = try take(NumberType(bits: type.byteCount * 8, isLittleEndian: type.isLittleEndian))
    defer { indices[dimension] = -1 }
    let count = layout.dimensions[dimension].count
    for index in 0..<count {
      indices[dimension] = index
      note(leaf, bits >> UInt64(index) & 1)
    }
    indices[dimension] = -1
    if let rest { note(rest, bits >> UInt64(count)) }
  }

  private mutating func text(_ type: TextType, _ leaf: Int) throws(FormatError) {
    let offset = position / 8
    let bytes = try take(bytes: type.count)
    if let unset = type.unset, bytes.first == unset {
      keep(bytes.dropFirst(), at: offset + 1, unlessAll: type.filler)
      return
    }
    var end = type.terminator.flatMap { bytes.firstIndex(of: $0) } ?? bytes.count
    keep(bytes.dropFirst(end + 1), at: offset + end + 1, unlessAll: type.filler)
    if type.terminator == nil { while end > 0, bytes[end - 1] == type.filler { end -= 1 } }
    let name = Array(bytes[..<end])
    found.append(
      Found(
        leaf: leaf, indices: indices, raw: .bytes(name), value: Value(.text, type.encoding.spell(name)),
        form: .text(type)))
  }
}
