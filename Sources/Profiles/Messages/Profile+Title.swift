extension Profile {
  /// A dump that does not follow the layout has no name and is not empty.
  package func title(of slot: Slot, in dump: SlotDump) -> (name: String?, isEmpty: Bool) {
    guard let kind = kind(slot.kind), kind.name != nil else { return (nil, false) }
    let payload = bankKind(of: slot) == nil ? try? kind.payload(of: dump) : content(of: slot, in: dump)
    return payload.map { kind.title(in: $0) } ?? (nil, false)
  }
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
