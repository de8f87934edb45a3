import Bytes

extension LayoutDecoder {
  /// Parameter locks: rows in ascending order of the bits that allocate them.
  mutating func rows(_ rows: BoundLayout.Rows) throws(FormatError) {
    let start = position / 8
    let width = layout.dimensions[rows.step].count
    let bytes = try take(bytes: rows.type.capacity * width)
    var row = 0
    for (outer, bits) in masks[rows.type.mask] ?? [] {
      for parameter in 0..<64 where bits >> UInt64(parameter) & 1 == 1 {
        let values = row < rows.type.capacity ? bytes[row * width..<(row + 1) * width] : []
        note(rows, outer, parameter, values)
        row += 1
      }
    }
    computed[rows.id] = row
    let used = min(row, rows.type.capacity) * width
    keep(bytes[used...], at: start + used, unlessAll: rows.type.none)
  }

  /// One row; a row that locks no step still shows that it is there.
  private mutating func note(
    _ rows: BoundLayout.Rows, _ outer: Indices, _ parameter: Int, _ values: ArraySlice<UInt8>
  ) {
    guard let named = parameter < rows.parameters.count ? rows.parameters[parameter] : nil else { return }
    var indices = outer
    for (dimension, index) in named.indices { indices[dimension] = index }
    var isBare = true
    for (step, value) in values.enumerated() where value != rows.type.none {
      indices[rows.step] = step
      isBare = false
      var lock = entry(rows, named.leaf, indices, parameter, .number(UInt64(value)))
      let leaf = layout.leaves[named.leaf]
      lock.form = .number(words.display(leaf, at: indices), leaf.type, except: [UInt64(rows.type.none)])
      found.append(lock)
    }
    guard isBare else { return }
    indices[rows.step] = -1
    var bare = entry(rows, named.leaf, indices, parameter, .bytes([]))
    bare.value = Value(.word, LabelResolver.noIndex)
    bare.form = .settled
    found.append(bare)
  }

  private func entry(
    _ rows: BoundLayout.Rows, _ leaf: Int, _ indices: Indices, _ parameter: Int, _ raw: RawValue
  ) -> Found {
    var entry = Found(leaf: leaf, indices: indices, raw: raw)
    entry.key = "\(rows.id)/\(indices[rows.outer])/\(indices[rows.step])/\(parameter)"
    return entry
  }

  /// Notes packed into words, gathered by the indices they carry.
  mutating func list(_ list: BoundLayout.List) throws(FormatError) {
    let start = position / 8
    let word = NumberType(bits: list.type.wordBits)
    var all: [UInt64] = []
    for _ in 0..<list.type.capacity { all.append(try take(word)) }
    let used = min(counts[list.id] ?? list.type.capacity, list.type.capacity)
    computed[list.id] = used
    let entries = PackedEntries(list, words: Array(all[..<used]))
    for group in entries.groups {
      var indices = indices
      for (dimension, index) in group.indices { indices[dimension] = index }
      found.append(
        Found(
          leaf: list.leaf, indices: indices, raw: .bytes(group.values.map { UInt8(truncatingIfNeeded: $0) }),
          value: entries.spell(group.values),
          key: list.id + group.indices.map { "/\($0.index)" }.joined(),
          path: words.path(list.path, at: indices),
          form: .entries(list.display, bits: layout.leaves[list.leaf].type.bits)))
    }
    if entries.canonical != entries.words {
      padding.append(("order of \(list.id)", Array(payload[start..<start + used * list.type.wordBits / 8])))
    }
    let byteWidth = list.type.wordBits / 8
    let filler = UInt8(truncatingIfNeeded: list.type.none)
    keep(payload[start + used * byteWidth..<position / 8], at: start + used * byteWidth, unlessAll: filler)
  }
}

/// The entries of a packed list, gathered by their indices.
struct PackedEntries {
  struct Group {
    /// Dimension and index of every part that is an index, in the order of the parts.
    let indices: [(dimension: Int, index: Int)]
    var values: [UInt64]
  }

  let list: BoundLayout.List
  let words: [UInt64]
  private(set) var groups: [Group] = []

  init(_ list: BoundLayout.List, words: [UInt64]) {
    self.list = list
    self.words = words
    var byIndices: [[Int]: Int] = [:]
    for word in words {
      let (indices, value) = split(word)
      if let known = byIndices[indices.map(\.index)] {
        groups[known].values.append(value)
      } else {
        byIndices[indices.map(\.index)] = groups.count
        groups.append(Group(indices: indices, values: [value]))
      }
    }
    groups.sort { $0.indices.map(\.index).lexicographicallyPrecedes($1.indices.map(\.index)) }
  }

  /// The words in the order in which synvc writes them: by index, then as they came.
  var canonical: [UInt64] { groups.flatMap { group in group.values.map { join(group.indices, $0) } } }

  private func split(_ word: UInt64) -> (indices: [(dimension: Int, index: Int)], value: UInt64) {
    var indices: [(dimension: Int, index: Int)] = []
    var value: UInt64 = 0
    var shift = list.type.wordBits
    for (part, dimension) in zip(list.type.parts, list.dimensions) {
      shift -= part.bits
      let bits = word >> UInt64(shift) & (1 << UInt64(part.bits) - 1)
      if let dimension { indices.append((dimension, Int(bits))) } else { value = bits }
    }
    return (indices, value)
  }

  private func join(_ indices: [(dimension: Int, index: Int)], _ value: UInt64) -> UInt64 {
    zip(list.type.parts, list.dimensions).reduce(0) { word, part in
      let bits = part.1.flatMap { wanted in indices.first { $0.dimension == wanted }.map { UInt64($0.index) } } ?? value
      return word << UInt64(part.0.bits) | bits
    }
  }

  private static let note = NumberType(bits: 8)

  /// `C3 E3 G3`.
  func spell(_ values: [UInt64]) -> Value {
    Value(.word, values.map { list.display.print($0, type: Self.note).text }.joined(separator: " "))
  }

  /// The words for one group's printed values; nil where one says nothing here.
  static func read(_ text: String, _ list: BoundLayout.List) -> [UInt64]? {
    var values: [UInt64] = []
    for part in text.split(separator: " ") {
      guard let value = list.display.read(String(part), type: note) else { return nil }
      values.append(value)
    }
    return values
  }

  /// The word of one entry.
  static func word(_ list: BoundLayout.List, indices: Indices, value: UInt64) -> UInt64 {
    zip(list.type.parts, list.dimensions).reduce(0) { word, part in
      word << UInt64(part.0.bits) | (part.1.map { UInt64(indices[$0]) } ?? value)
    }
  }
}
