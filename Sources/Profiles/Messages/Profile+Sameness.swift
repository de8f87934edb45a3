import Bytes
package import MIDI

extension Profile {
  /// The slot that a message itself names.
  package func slot(of message: SysExMessage) -> Slot? {
    recognise(message).map { Slot(kind: $0.kind.id, index: $0.slot) }
  }

  /// Whether what is stored differs, found without putting anything into words; false leaves it open.
  package func surelyDiffer(_ left: SysExMessage, _ right: SysExMessage) -> Bool {
    guard let (kind, _) = recognise(left), let (other, _) = recognise(right) else { return false }
    guard kind.id == other.id else { return true }
    guard let one = kind.stored(left), let another = kind.stored(right) else { return false }
    return one != another
  }
}

extension Kind {
  /// What a message stores, by place; nil where it does not follow the layout.
  fileprivate func stored(_ message: SysExMessage) -> [String: RawValue]? {
    guard let body = dump.match(message.bytes)?["body"] else { return nil }
    // What cannot be read is compared as a whole, elsewhere.
    guard let payloads = try? unpack(message.bytes[body]) else { return nil }
    return try? layout.stored(payloads.flatMap(\.self))
  }
}

extension BoundLayout {
  /// The stored values of a payload by their places.
  func stored(_ payload: [UInt8]) throws(FormatError) -> [String: RawValue] {
    var decoder = LayoutDecoder(self, payload)
    try decoder.run()
    var values = ["rest": RawValue.bytes(decoder.rest)]
    for found in decoder.found { values[key(found, decoder.words)] = found.raw }
    return values
  }

  /// Where a value is stored.
  func key(_ found: LayoutDecoder.Found, _ words: Words) -> String {
    found.key ?? words.key(leaves[found.leaf].key, found.indices)
  }
}
