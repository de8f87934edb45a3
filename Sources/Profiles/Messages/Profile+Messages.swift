package import MIDI

extension Profile {
  package var slotKinds: [SlotKind] { kindsOfSlots }

  /// The kind of a message and the slot it names; nil where no kind fits.
  ///
  /// A kind that is placed by order has a slot byte too; only the order decides.
  package func recognise(_ message: SysExMessage) -> (kind: Kind, slot: Int)? {
    found(message).map { ($0.kind, $0.location.slot.index) }
  }

  package func locate(_ message: SysExMessage) -> MessageLocation? { found(message)?.location }

  private func found(_ message: SysExMessage) -> (kind: Kind, location: MessageLocation)? {
    guard header.matchesPrefix(of: message.bytes) else { return nil }
    for kind in kinds where !kind.slots.isBankMember {
      if let location = kind.locate(message) { return (kind, location) }
    }
    return nil
  }

  package var headerBytes: [UInt8] { header.fill([:]) }

  package func begins(_ message: SysExMessage) -> Bool { header.matchesPrefix(of: message.bytes) }

  package func problems(of message: SysExMessage) -> [MessageProblem] {
    recognise(message)?.kind.problems(of: message) ?? []
  }

  package func checksumRange(in message: SysExMessage) -> Range<Int>? {
    guard let form = recognise(message)?.kind.form(of: message), let name = form.checksum?.over.field else {
      return nil
    }
    return form.dump.place(name, in: message.bytes)
  }

  package func flaw(in message: SysExMessage) -> MessageProblem? { recognise(message)?.kind.flaw(in: message) }

  package func provesItself(_ message: SysExMessage) -> Bool {
    recognise(message)?.kind.provesItself(message) ?? false
  }

  package func isSameVersion(_ left: SlotDump, _ right: SlotDump, of slot: Slot) -> Bool {
    guard left.messages.count == right.messages.count else { return true }
    return zip(left.messages, right.messages).allSatisfy { isSameVersion($0, $1) }
  }

  /// Equal bytes at the named places of the headers.
  private func isSameVersion(_ left: SysExMessage, _ right: SysExMessage) -> Bool {
    guard let kind = recognise(left)?.kind, kind.slots.id == recognise(right)?.kind.slots.id else { return false }
    let form = kind.form(of: left)
    guard let one = form.dump.match(left.bytes), let other = form.dump.match(right.bytes) else { return false }
    let computed = [form.checksum?.over.field, form.length?.field]
    return form.dump.fieldNames.allSatisfy { name in
      if form.settledPlaces.contains(name) || computed.contains(name) { return true }
      guard let here = one[name], let there = other[name] else { return false }
      return left.bytes[here] == right.bytes[there]
    }
  }

  package func requests(for slot: Slot) -> [SlotRequest] { kind(slot.kind)?.requests(for: slot.index) ?? [] }

  package func messages(sending dump: SlotDump, to slot: Slot) -> [SysExMessage] {
    guard let kind = kind(slot.kind) else { return dump.messages }
    return dump.messages.map { message in
      guard let stored = kind.storing(message.bytes, in: slot.index) else { return message }
      do { return try SysExMessage(stored) } catch { return message }
    }
  }

  package func fill(_ step: BytePattern, around dump: SlotDump, of slot: Slot) -> [UInt8] {
    kind(slot.kind)?.fill(step, around: dump) ?? step.fill([:])
  }

  package func packedAgain(_ dump: SlotDump, of slot: Slot) -> SlotDump {
    recognise(dump.messages[0])?.kind.packedAgain(dump) ?? dump
  }

  package func references(of slot: Slot, in dump: SlotDump) -> [Slot] {
    guard let kind = kind(slot.kind), !kind.references.isEmpty, let fields = decode(slot, in: dump)?.item.fields else {
      return []
    }
    var slots: [Slot] = []
    for reference in kind.references {
      guard let target = slotKind(reference.kind) else { continue }
      for field in fields where reference.field.matches(field.path) {
        guard let index = target.numbering.read(field.value.text), index < target.count else { continue }
        let slot = Slot(kind: target.id, index: index)
        if !slots.contains(slot) { slots.append(slot) }
      }
    }
    return slots
  }
}

extension FieldPath {
  /// Whether a path matches this pattern, in which `*` matches any one word.
  func matches(_ path: FieldPath) -> Bool {
    components.count == path.components.count
      && zip(components, path.components).allSatisfy { $0 == "*" || $0 == $1 }
  }
}

extension Kind {
  /// A step of a handshake around the messages of a slot: the places that both have are alike, `size` counts the bytes
  /// of the bodies.
  fileprivate func fill(_ step: BytePattern, around dump: SlotDump) -> [UInt8] {
    let message = dump.messages[0]
    let form = form(of: message)
    guard let places = form.dump.match(message.bytes) else { return step.fill([:]) }
    var values = places.values(in: message.bytes)
    let size = dump.messages.reduce(0) { $0 + (self.form(of: $1).dump.place("body", in: $1.bytes)?.count ?? 0) }
    values["size"] = (0..<4).map { UInt8(truncatingIfNeeded: size >> ((3 - $0) * 7) & 0x7F) }
    var bytes = step.fill(values)
    if let checksum = form.checksum, let own = step.match(bytes), let range = own[checksum.over.field],
      let from = own[checksum.over.from]?.lowerBound, from < range.lowerBound
    {
      bytes.replaceSubrange(range, with: checksum.rule.bytes(over: Array(bytes[from..<range.lowerBound])))
    }
    return bytes
  }
}
