import Synchronization

/// A payload whose printed form is known to bring it back: what is stored in the same way need not prove that again.
///
/// Another payload is stored in the same way when the walk over it met the same places, the same masks and ends, and
/// what differs are numbers and texts on which neither paths, words nor shapes of others depend, each of which is read
/// from what is printed for it. Then the encoder takes the same steps for both.
struct DecodedExample: Sendable {
  let decoder: LayoutDecoder
  let fields: [Item.Field]
  /// Where the field of each value met stands.
  let places: [Int]

  /// The fields of another payload; nil where it is not stored in the same way.
  func fields(of other: LayoutDecoder) -> [Item.Field]? {
    guard decoder.ends == other.ends, decoder.rest == other.rest, hasMasks(of: other),
      decoder.padding.elementsEqual(other.padding, by: { $0 == $1 }), decoder.meetsPlaces(of: other)
    else { return nil }
    var changes: [(place: Int, value: Value, raw: RawValue)] = []
    for number in decoder.found.indices where decoder.found[number].raw != other.found[number].raw {
      guard let value = value(of: other.found[number], insteadOf: decoder.found[number], other.words) else {
        return nil
      }
      changes.append((places[number], value, other.found[number].raw))
    }
    var fields = fields
    for change in changes { (fields[change.place].value, fields[change.place].raw) = (change.value, change.raw) }
    return fields
  }

  private func hasMasks(of other: LayoutDecoder) -> Bool {
    decoder.masks.count == other.masks.count
      && decoder.masks.allSatisfy { id, masks in
        other.masks[id].map { masks.elementsEqual($0) { $0.indices == $1.indices && $0.bits == $1.bits } } ?? false
      }
  }

  private func value(
    of found: LayoutDecoder.Found, insteadOf known: LayoutDecoder.Found, _ words: LabelResolver
  ) -> Value? {
    guard found.key == nil, found.path == nil else { return nil }
    switch (known.raw, found.raw) {
    case (.number, .number(let raw)): return number(raw, found, words)
    case (.bytes, .bytes(let bytes)):
      guard case .text(let type)? = found.form, case .text? = known.form, let value = found.value,
        bytes.count <= type.count, type.encoding.read(value.text) == bytes
      else { return nil }
      return value
    default: return nil
    }
  }

  private func number(_ raw: UInt64, _ found: LayoutDecoder.Found, _ words: LabelResolver) -> Value? {
    let leaf = decoder.layout.leaves[found.leaf]
    guard found.form == nil, found.value == nil, !leaf.isReferenced, !leaf.isSelector, leaf.counted == nil,
      leaf.endMark == nil, leaf.type.fits(raw)
    else { return nil }
    let display = words.display(leaf, at: found.indices)
    let value = display.print(raw, type: leaf.type)
    return display.read(value.text, type: leaf.type) == raw ? value : nil
  }
}

extension LayoutDecoder {
  /// Whether two walks met the same places in the same order.
  func meetsPlaces(of other: LayoutDecoder) -> Bool {
    guard found.count == other.found.count else { return false }
    return found.indices.allSatisfy {
      found[$0].leaf == other.found[$0].leaf && found[$0].indices == other.found[$0].indices
        && found[$0].key == other.found[$0].key
    }
  }
}

/// The payloads of a kind that were decoded last, one for each way of storing.
final class DecodedExamples: Sendable {
  private static let limit = 8
  private let examples = Mutex<[DecodedExample]>([])

  /// Nil where none is stored in the same way.
  func fields(of decoder: LayoutDecoder) -> [Item.Field]? {
    for example in examples.withLock({ $0 }).reversed() {
      if let fields = example.fields(of: decoder) { return fields }
    }
    return nil
  }

  func keep(_ example: DecodedExample) {
    examples.withLock { examples in
      if examples.count == DecodedExamples.limit { examples.removeFirst() }
      examples.append(example)
    }
  }
}
