import MIDI

extension Profile {
  package func definitelyDiffers(_ left: SlotDump, _ right: SlotDump, of slot: Slot) -> Bool {
    // The other slots of a bank may differ.
    guard bankKind(of: slot) == nil, let (kind, _) = recognise(left.messages[0]),
      let (other, _) = recognise(right.messages[0])
    else {
      return false
    }
    guard kind.slots.id == other.slots.id else { return true }
    guard let one = kind.stored(left), let another = kind.stored(right) else { return false }
    guard one.meetsPlaces(of: another) else { return one.values != another.values }
    return one.rest != another.rest || zip(one.found, another.found).contains { $0.raw != $1.raw }
  }
}

extension Kind {
  /// The stored values of a dump; nil where it does not follow the layout.
  fileprivate func stored(_ dump: SlotDump) -> LayoutDecoder? {
    // A dump that cannot be read is compared as a whole, elsewhere; so is everything where the profile is wrong.
    guard let payload = loosePayload(of: dump), let layout = try? layout else { return nil }
    var decoder = LayoutDecoder(layout, payload)
    return (try? decoder.run()).map { decoder }
  }

  /// The payload, however it is packed.
  private func loosePayload(of dump: SlotDump) -> [UInt8]? {
    guard case .message = carrier else { return try? payload(of: packedAgain(dump)) }
    let message = dump.messages[dump.messages.count - 1]
    guard let body = form.dump.match(message.bytes)?["body"] else { return nil }
    return (try? form.unpack(message.bytes[body]))?.flatMap(\.self)
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
