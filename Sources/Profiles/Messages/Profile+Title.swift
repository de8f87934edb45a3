import Bytes
package import MIDI

extension Profile {
  /// The name stored in a slot, and whether the slot is empty, as ``decode(_:in:)`` gives them, without decoding other
  /// fields.
  ///
  /// A message that does not follow the layout has no name and is not empty.
  package func title(of slot: Slot, in message: SysExMessage) -> (name: String?, isEmpty: Bool) {
    guard let kind = kind(slot.kind), kind.name != nil else { return (nil, false) }
    let payload: [UInt8]
    if isBankMember(slot) {
      guard let bytes = memberBytes(of: slot, in: message) else { return (nil, false) }
      payload = bytes
    } else {
      guard let bytes = try? kind.payload(of: message) else { return (nil, false) }
      payload = bytes
    }
    return kind.title(in: payload)
  }

  private func isBankMember(_ slot: Slot) -> Bool { holder(of: slot.kind) != nil }
}

extension Kind {
  fileprivate func title(in payload: [UInt8]) -> (name: String?, isEmpty: Bool) {
    guard let layout = try? layout else { return (nil, false) }
    var decoder = LayoutDecoder(layout, payload)
    guard (try? decoder.run()) != nil else { return (nil, false) }
    let texts = decoder.found.filter { $0.value?.kind == .text }
    let named = texts.first { found in
      FieldPath(found.path ?? decoder.words.path(layout.leaves[found.leaf], at: found.indices)) == name
    }
    let text = named?.value?.text ?? ""
    return (text.isEmpty ? nil : text, isEmptyWhenUnnamed && named == nil)
  }
}
