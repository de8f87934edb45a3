import Bytes
package import MIDI

extension Profile {
  /// The slot that a message itself names.
  package func slot(of message: SysExMessage) -> Slot? {
    recognise(message).map { Slot(kind: $0.kind.id, index: $0.slot) }
  }

  /// Whether the stored content differs, found without making texts; false leaves the answer open.
  package func definitelyDiffers(_ left: SysExMessage, _ right: SysExMessage) -> Bool {
    guard let (kind, _) = recognise(left), let (other, _) = recognise(right) else { return false }
    guard kind.id == other.id else { return true }
    guard let one = kind.stored(left), let another = kind.stored(right) else { return false }
    guard one.meetsPlaces(of: another) else { return one.values != another.values }
    return one.rest != another.rest || zip(one.found, another.found).contains { $0.raw != $1.raw }
  }
}

extension Kind {
  /// The stored values of a message; nil where the message does not follow the layout.
  fileprivate func stored(_ message: SysExMessage) -> LayoutDecoder? {
    guard let body = dump.match(message.bytes)?["body"] else { return nil }
    // An unreadable message is compared as a whole, elsewhere.
    guard let payloads = try? unpack(message.bytes[body]) else { return nil }
    // As is everything where the profile is wrong.
    guard let layout = try? layout else { return nil }
    var decoder = LayoutDecoder(layout, payloads.flatMap(\.self))
    return (try? decoder.run()).map { decoder }
  }
}

extension LayoutDecoder {
  /// Whether two walks met the same places in the same order.
  fileprivate func meetsPlaces(of other: LayoutDecoder) -> Bool {
    guard found.count == other.found.count else { return false }
    return found.indices.allSatisfy {
      found[$0].leaf == other.found[$0].leaf && found[$0].indices == other.found[$0].indices
        && found[$0].key == other.found[$0].key
    }
  }

  /// The stored values by their places.
  fileprivate var values: [String: RawValue] {
    var values = ["rest": RawValue.bytes(rest)]
    for found in found { values[layout.key(found, words)] = found.raw }
    return values
  }
}

extension BoundLayout {
  /// Where a value is stored.
  func key(_ found: LayoutDecoder.Found, _ words: LabelResolver) -> String {
    found.key ?? words.key(leaves[found.leaf].key, found.indices)
  }
}
