import Bytes

/// Other legal values of a field, in the instrument's words.
///
/// - Shape: the values near the present one first; all of them for a list of words, some for a wide number.
package struct Alternatives: Sequence, Sendable {
  private let field: Item.Field

  package init(to field: Item.Field) { self.field = field }

  package func makeIterator() -> some IteratorProtocol<Value> { values.makeIterator() }

  private var values: [Value] {
    switch (field.form, field.raw) {
    case (.number(let display, let type, let except), .number(let raw)):
      Self.numbers(near: raw, display, type).filter { !except.contains($0) }.map { display.print($0, type: type) }
    case (.text(let type), .bytes(let bytes)): Self.texts(near: bytes, type)
    case (.bytes(let highest), .bytes(let bytes)): Self.bytes(near: bytes, highest: highest)
    case (.entries(let display, let bits), .bytes(let bytes)): Self.entries(near: bytes, display, bits: bits)
    default: []
    }
  }

  private static func numbers(near raw: UInt64, _ display: Display, _ type: NumberType) -> [UInt64] {
    let number = type.meaning(raw)
    var candidates: [UInt64] = []
    for distance in 1...32 {
      for sign in [-1, 1] {
        let (sum, overflow) = number.addingReportingOverflow(sign * distance)
        if !overflow, let pattern = type.pattern(sum) { candidates.append(pattern) }
      }
    }
    candidates += [0, 1]
    if case .words(let words, _) = display { candidates += words.keys.sorted() }
    if case .bands(let names, let count) = display {
      candidates += names.indices.map { UInt64(($0 * count + names.count - 1) / names.count) }
    }
    if case .steps(let count) = display { candidates += (0..<Swift.min(count, 64)).map { raw ^ 1 << UInt64($0) } }
    var seen: Set<UInt64> = [raw]
    return candidates.filter {
      seen.insert($0).inserted && display.isLegal($0, type: type)
        && display.read(display.print($0, type: type).text, type: type) == $0
    }
  }

  /// Other last characters, and a longer text where there is room.
  private static func texts(near bytes: [UInt8], _ type: TextType) -> [Value] {
    let room = type.terminator == nil ? type.count : type.count - 1
    var candidates = bytes.isEmpty ? [] : "AB2".utf8.map { Array(bytes.dropLast()) + [$0] }
    if bytes.count < room { candidates.append(bytes + Array("2".utf8)) }
    return candidates.filter { $0 != bytes && $0.first != type.unset }
      .map { Value(.text, type.encoding.spell($0)) }
  }

  private static func bytes(near bytes: [UInt8], highest: UInt8) -> [Value] {
    bytes.indices.map { index in
      var other = bytes
      other[index] = bytes[index] < highest ? bytes[index] + 1 : 0
      return Value(.bytes, Hex.spaced(other))
    }
  }

  private static func entries(near bytes: [UInt8], _ display: Display, bits: Int) -> [Value] {
    let type = NumberType(bits: Swift.min(bits, 8))
    return bytes.indices.compactMap { index in
      guard let other = numbers(near: UInt64(bytes[index]), display, type).first else { return nil }
      var values = bytes.map(UInt64.init)
      values[index] = other
      return Value(.word, values.map { display.print($0, type: type).text }.joined(separator: " "))
    }
  }
}
