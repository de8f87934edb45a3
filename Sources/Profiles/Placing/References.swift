package import MIDI

extension Profile {
  /// The slots that a message refers to: the kit of a pattern, the patterns of a song.
  package func references(of message: SysExMessage) -> [Slot] {
    guard let (kind, _) = recognise(message), !kind.references.isEmpty else { return [] }
    let fields = kind.decode(message).item.fields
    var slots: [Slot] = []
    for reference in kind.references {
      guard let target = self.kind(reference.kind) else { continue }
      for field in fields where reference.field.matches(field.path) {
        guard let index = target.numbering.read(field.value.text), index < target.count else { continue }
        let slot = Slot(kind: target.id, index: index)
        if !slots.contains(slot) { slots.append(slot) }
      }
    }
    return slots
  }

  /// Whether two messages of a slot have the same structure: equal bytes at the named places of their headers.
  package func isSameVersion(_ left: SysExMessage, _ right: SysExMessage) -> Bool {
    guard let kind = recognise(left)?.kind, kind.id == recognise(right)?.kind.id else { return false }
    guard let one = kind.dump.match(left.bytes), let other = kind.dump.match(right.bytes) else { return false }
    let computed = [kind.checksum?.over.field, kind.length?.field]
    return kind.dump.fieldNames.allSatisfy { name in
      if name == "slot" || computed.contains(name) { return true }
      guard let here = one[name], let there = other[name] else { return false }
      return left.bytes[here] == right.bytes[there]
    }
  }
}

extension FieldPath {
  /// Whether a path matches this pattern, in which `*` matches any one word.
  func matches(_ path: FieldPath) -> Bool {
    components.count == path.components.count
      && zip(components, path.components).allSatisfy { $0 == "*" || $0 == $1 }
  }
}
