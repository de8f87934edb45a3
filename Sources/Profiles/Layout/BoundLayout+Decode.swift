package import Bytes

extension BoundLayout {
  /// The fields of a payload, and the bytes that mean nothing.
  ///
  /// - Throws: ``FormatError`` where the payload is shorter than the layout.
  package func decode(
    _ payload: [UInt8]
  ) throws(FormatError) -> (fields: [Item.Field], padding: [(place: String, bytes: [UInt8])]) {
    var decoder = LayoutDecoder(self, payload)
    try decoder.run()
    return (fields(of: decoder), decoder.padding)
  }

  /// The fields of the values that the decoder found.
  func fields(of decoder: LayoutDecoder) -> [Item.Field] {
    var fields = decoder.found.map { field($0, decoder.words) }
    if !decoder.rest.isEmpty {
      fields.append(
        Item.Field(
          key: "rest", path: Self.restPath, value: Value(.bytes, Hex.spaced(decoder.rest)),
          raw: .bytes(decoder.rest), form: .bytes(highest: 0xFF)))
    }
    return Self.gather(fields).map { fields[$0] }
  }

  /// Bytes behind the layout's end.
  static let restPath = FieldPath(["unnamed", "rest"])

  private func field(_ found: LayoutDecoder.Found, _ words: LabelResolver) -> Item.Field {
    let path = found.path ?? words.path(leaves[found.leaf], at: found.indices)
    return Item.Field(
      key: key(found, words), path: FieldPath(path), value: found.value ?? value(found, words), raw: found.raw,
      form: found.form ?? form(found, words), origin: Item.Origin(leaf: found.leaf, indices: found.indices))
  }

  private func form(_ found: LayoutDecoder.Found, _ words: LabelResolver) -> EncodingRule {
    guard case .number = found.raw else { return .bytes(highest: 0xFF) }
    let leaf = leaves[found.leaf]
    if leaf.isSelector { return .settled }
    return .number(words.display(leaf, at: found.indices), leaf.type, except: leaf.except)
  }

  private func value(_ found: LayoutDecoder.Found, _ words: LabelResolver) -> Value {
    switch found.raw {
    case .bytes(let bytes): return Value(.bytes, Hex.spaced(bytes))
    case .number(let raw):
      let leaf = leaves[found.leaf]
      return words.display(leaf, at: found.indices).print(raw, type: leaf.type)
    }
  }

  /// Groups fields at the position of the first of each group.
  private static func gather(_ fields: [Item.Field]) -> [Int] {
    var tree = Gathering()
    for (index, field) in fields.enumerated() { tree.add(index, field.path.components[...]) }
    return tree.order
  }
}

/// Groups by first appearance.
private struct Gathering {
  private var groups: [Gathering] = []
  private var places: [String: Int] = [:]
  /// In order of appearance: own fields as they are, groups as ~place.
  private var sequence: [Int] = []

  mutating func add(_ index: Int, _ path: ArraySlice<String>) {
    guard path.count > 1, let first = path.first else {
      sequence.append(index)
      return
    }
    let place: Int
    if let known = places[first] {
      place = known
    } else {
      place = groups.count
      places[first] = place
      groups.append(Gathering())
      sequence.append(~place)
    }
    groups[place].add(index, path.dropFirst())
  }

  var order: [Int] { sequence.flatMap { $0 >= 0 ? [$0] : groups[~$0].order } }
}
