package import MIDI

/// What a simulated unit of a profile's model does with messages.
extension Profile {
  package func requested(by message: SysExMessage) -> SlotRequest? {
    for kind in kinds where !kind.slots.isBankMember {
      if let request = kind.requested(by: message), request.slot.index < kind.slots.count { return request }
    }
    return nil
  }

  package func stored(by message: SysExMessage) -> (slot: Slot, dump: SysExMessage)? {
    for kind in kinds {
      if let (index, dump) = kind.stored(by: message) { return (Slot(kind: kind.slots.id, index: index), dump) }
    }
    return nil
  }

  package func dump(taking message: SysExMessage, into dump: SlotDump?, at slot: Slot) -> SlotDump {
    guard let kind = kind(slot.kind), let pieces = kind.locate(message)?.pieces else { return SlotDump(message) }
    switch kind.carrier {
    case .message: return SlotDump(message)
    case .parts: return joined(message, into: dump)
    case .memory(let place):
      var payload =
        (dump ?? blank(slot)).flatMap { try? kind.payload(of: $0) } ?? Array(repeating: 0, count: place.size)
      payload.replaceSubrange(pieces, with: place.access.written(by: message)?.bytes ?? [])
      return SlotDump(bytes: place.packets(payload, index: slot.index).flatMap(\.self)) ?? SlotDump(message)
    }
  }

  package func blank(_ slot: Slot) -> SlotDump? {
    guard let kind = kind(slot.kind) else { return nil }
    do { return try kind.dump(ItemTree(), slot: slot.index, isCompleting: true) } catch { return nil }
  }

  package func addressed(_ dump: SlotDump, to slot: Slot) -> SlotDump {
    guard let kind = kind(slot.kind) else { return dump }
    if case .memory = kind.carrier {
      return (try? kind.payload(of: dump)).flatMap { try? kind.replace(payload: $0, in: dump, slot: slot.index) }
        ?? dump
    }
    return SlotDump(dump.messages.map { kind.form(of: $0).stamped($0, slot: slot.index) }) ?? dump
  }

  package func withNextVersion(_ dump: SlotDump, of slot: Slot) -> SlotDump? {
    guard let kind = kind(slot.kind), kind.dump.tells("version") else { return nil }
    return SlotDump(dump.messages.compactMap { kind.form(of: $0).withNextVersion($0) })
  }
}

extension MessageForm {
  /// The message with another slot byte; checksum and length follow where they were right.
  fileprivate func stamped(_ message: SysExMessage, slot: Int) -> SysExMessage {
    guard let place = dump.place("slot", in: message.bytes), dump.matches(message.bytes) else { return message }
    var bytes = message.bytes
    bytes[place.lowerBound] = UInt8(slot & 0x7F)
    let isSound = problems(of: message).isEmpty
    do { return try SysExMessage(isSound ? seal(bytes) : bytes) } catch { return message }
  }

  fileprivate func withNextVersion(_ message: SysExMessage) -> SysExMessage? {
    guard let place = dump.match(message.bytes)?["version"] else { return message }
    var bytes = message.bytes
    bytes[place.lowerBound] = (bytes[place.lowerBound] + 1) & 0x7F
    do { return try SysExMessage(seal(bytes)) } catch { return nil }
  }
}
