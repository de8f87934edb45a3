import Bytes

extension LayoutEncoder {
  mutating func repeated(
    _ element: BoundLayout.Node, _ dimension: Int, _ end: BoundLayout.End?
  ) throws(EncodeError) {
    let count = layout.dimensions[dimension].count
    defer { indices[dimension] = -1 }
    for index in 0..<count {
      indices[dimension] = index
      if let end, tree.leaf(words.path(layout.leaves[end.leaf], at: indices)) == nil {
        let start = position
        advance((count - index) * end.rowBits)
        BitField.write(end.value, into: &payload, at: start + end.bitOffset, type: end.type)
        return
      }
      try walk(element)
    }
  }

  /// Parameter locks: a bit and a row for every parameter that the item mentions.
  mutating func rows(_ rows: BoundLayout.Rows) throws(EncodeError) {
    let start = position / 8
    let width = layout.dimensions[rows.step].count
    advance(rows.type.capacity * width * 8, filler: rows.type.none)
    var row = 0
    for (outer, position, type) in allocations[rows.type.mask] ?? [] {
      var bits: UInt64 = 0
      let mentions = mentions(rows, outer)
      for (parameter, named) in rows.parameters.prefix(mentions.steps.isEmpty ? 0 : 64).enumerated() {
        guard let named, let values = try values(rows, outer, named, mentions) else { continue }
        bits |= 1 << UInt64(parameter)
        if row < rows.type.capacity {
          payload.replaceSubrange(start + row * width..<start + (row + 1) * width, with: values)
        } else if values.contains(where: { $0 != rows.type.none }) {
          throw .noRoom(FieldPath(words.path(rows.path, at: outer)), capacity: rows.type.capacity)
        }
        row += 1
      }
      BitField.write(bits, into: &payload, at: position, type: type)
    }
    computed[rows.id] = row
  }

  /// The locks that an item mentions; values are looked up only for these.
  private struct Mentions {
    /// -1 for a lock without a step.
    var steps: [Int]
    /// Parameters by the words after the step in their paths; nil: any may be mentioned.
    var parameters: Set<[String]>?
    /// Components before the parameter's own.
    var depth = 0
  }

  private func mentions(_ rows: BoundLayout.Rows, _ outer: Indices) -> Mentions {
    var mentions = Mentions(steps: Array(-1..<layout.dimensions[rows.step].count))
    let shared = PathTemplate(Array(rows.path.pieces.prefix { $0 != .dimension("parameter") }))
    guard rows.path.pieces.last == .dimension("parameter"), shared.pieces.count == rows.path.pieces.count - 1,
      shared.mentions(rows.type.over), isPlain(shared)
    else { return mentions }
    var at = outer
    var parameters: Set<[String]> = []
    mentions.depth = shared.pieces.count
    mentions.steps.removeAll { step in
      at[rows.step] = step
      guard let leaves = tree.group(words.path(shared, at: at))?.leaves, !leaves.isEmpty else { return true }
      for leaf in leaves { parameters.insert(leaf.path.map { $0.lowercased() }) }
      return false
    }
    mentions.parameters = parameters
    return mentions
  }

  /// Whether no other field decides the name of an index of the path.
  private func isPlain(_ path: PathTemplate) -> Bool {
    !path.pieces.contains { piece in
      guard case .dimension(let id) = piece, let index = layout.dimensionIndex[id] else { return false }
      if case .choice = layout.dimensions[index].labels { return true }
      return false
    }
  }

  /// The step values of one parameter; nil where nothing locks it.
  private mutating func values(
    _ rows: BoundLayout.Rows, _ outer: Indices, _ named: BoundLayout.Parameter, _ mentions: Mentions
  ) throws(EncodeError) -> [UInt8]? {
    let leaf = layout.leaves[named.leaf]
    var at = outer
    for (dimension, index) in named.indices { at[dimension] = index }
    if let parameters = mentions.parameters,
      !leaf.path.pieces.dropFirst(mentions.depth).contains(.dimension(rows.type.over))
    {
      let own = words.path(leaf, at: at).dropFirst(mentions.depth).map { $0.lowercased() }
      guard parameters.contains(own) else { return nil }
    }
    var values: [UInt8]?
    let blank = Array(repeating: rows.type.none, count: layout.dimensions[rows.step].count)
    for step in mentions.steps {
      at[rows.step] = step
      let path = words.path(leaf, at: at)
      guard let value = lookUp(path) else { continue }
      if step < 0 {
        values = blank
        continue
      }
      let raw = try read(value.text, words.display(leaf, at: at), leaf.type, FieldPath(path))
      values = values ?? blank
      values?[step] = UInt8(truncatingIfNeeded: raw)
    }
    return values
  }

  /// A packed list: in its old order where that still holds the same entries.
  mutating func list(_ list: BoundLayout.List) throws(EncodeError) {
    let start = position
    let word = NumberType(bits: list.type.wordBits)
    advance(list.type.capacity * word.bits, filler: UInt8(truncatingIfNeeded: list.type.none))
    var entries: [UInt64] = []
    try collect(list, part: 0, &entries)
    if let order = orders[list.id].map({ Self.numbers($0, word) }), order.sorted() == entries.sorted() {
      entries = order
    }
    guard entries.count <= list.type.capacity else {
      throw .noRoom(FieldPath(words.path(list.path, at: indices)), capacity: list.type.capacity)
    }
    computed[list.id] = entries.count
    for (index, entry) in entries.enumerated() {
      BitField.write(entry, into: &payload, at: start + index * word.bits, type: word)
    }
  }

  private static func numbers(_ bytes: [UInt8], _ type: NumberType) -> [UInt64] {
    stride(from: 0, to: bytes.count * 8 - type.bits + 1, by: type.bits).map {
      BitField.read(bytes, at: $0, type: type)
    }
  }

  /// Every combination of the indices that entries carry, in order.
  private mutating func collect(_ list: BoundLayout.List, part: Int, _ entries: inout [UInt64]) throws(EncodeError) {
    guard part < list.dimensions.count else {
      let path = words.path(list.path, at: indices)
      guard let value = lookUp(path) else { return }
      guard let notes = PackedEntries.read(value.text, list) else {
        throw .illegal(FieldPath(path), text: value.text, allowed: "notes with blanks between")
      }
      for note in notes { entries.append(PackedEntries.word(list, indices: indices, value: note)) }
      return
    }
    guard let dimension = list.dimensions[part] else { return try collect(list, part: part + 1, &entries) }
    defer { indices[dimension] = -1 }
    for index in 0..<1 << list.type.parts[part].bits {
      indices[dimension] = index
      try collect(list, part: part + 1, &entries)
    }
  }

  /// Every field of the item must have found its place.
  func refuseUnknown() throws(EncodeError) {
    if used.count == values.count { return }
    for (path, _) in tree.leaves where path.first != "padding" {
      let spelled = Self.spell(path)
      guard !used.contains(spelled) else { continue }
      throw .unknown(FieldPath(path), near: EditDistance.nearest(to: spelled, among: used).map { FieldPath($0) })
    }
  }
}
