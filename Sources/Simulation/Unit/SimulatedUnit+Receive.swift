package import MIDI
package import Profiles

extension SimulatedUnit {
  /// Takes a message as the instrument does: answers a question, stores a dump, passes over everything else.
  package mutating func receive(_ message: SysExMessage) -> [Reply] {
    if let reply = status(message) ?? probe(message) { return [Reply(slot: nil, message: reply)] }
    if let slot = requested(by: message) {
      return answer(for: slot).map { [Reply(slot: slot, message: $0)] } ?? []
    }
    if takesIntoBuffer(message) { return [] }
    if let slot = destination(of: message) { hold(message, in: slot) }
    return []
  }

  /// Stores a dump in a slot, whatever slot the message names.
  mutating func hold(_ message: SysExMessage, in slot: Slot) {
    guard let kind = profile.kind(slot.kind), (0..<kind.count).contains(slot.index) else { return }
    contents[slot] = kind.stored(by: message)?.dump ?? kind.stamped(message, slot: slot.index)
  }

  /// The slot that a message asks for.
  package func requested(by message: SysExMessage) -> Slot? {
    for kind in profile.kinds {
      guard let places = kind.request?.match(message.bytes) else { continue }
      if kind.select != nil { return edited(kind).slot }
      let index = places["slot"].map { Int(message.bytes[$0.lowerBound]) } ?? 0
      return index < kind.askableCount ? Slot(kind: kind.id, index: index) : nil
    }
    return nil
  }

  /// The slot that a dump is for. Nil for a dump that the instrument refuses: another maker's or model's, a slot that
  /// it does not have, a wrong checksum or length.
  package func destination(of message: SysExMessage) -> Slot? {
    for kind in profile.kinds {
      if let (index, _) = kind.stored(by: message) { return Slot(kind: kind.id, index: index) }
    }
    guard let (kind, index) = profile.recognise(message), kind.select == nil, index < kind.count,
      kind.problems(of: message).isEmpty
    else { return nil }
    return Slot(kind: kind.id, index: index)
  }

  /// Which slot of a kind is loaded.
  private func status(_ message: SysExMessage) -> SysExMessage? {
    guard let loaded = profile.loaded, let place = loaded.request.match(message.bytes)?["type"] else { return nil }
    let type = message.bytes[place.lowerBound]
    guard let kind = loaded.types.first(where: { $0.value == type })?.key else { return nil }
    let value = UInt8((self.loaded[kind] ?? 0) & 0x7F)
    return filled(loaded.reply, ["type": [type], "value": [value]])
  }

  /// Answers the identity request, sent to the broadcast id or to its own.
  private func probe(_ message: SysExMessage) -> SysExMessage? {
    if let identity = profile.identity, let request = IdentityRequest(message) {
      guard let reply = answer(to: identity), let told = Identity(reply) else { return nil }
      return [IdentityRequest.everyDevice, told.deviceID].contains(request.deviceID) ? reply : nil
    }
    return profile.questions.first { $0.request.matches(message.bytes) }.flatMap(answer)
  }

  /// Named bytes of the reply are 0, or the firmware number where the reply contains one.
  private func answer(to question: Profile.Probe) -> SysExMessage? {
    let names = question.firmware == nil ? [] : question.reply.fieldNames
    return filled(question.reply, Dictionary(names.map { ($0, [firmware]) }) { $1 })
  }

  /// A pattern that is not a complete message gives no answer.
  private func filled(_ pattern: BytePattern, _ values: [String: [UInt8]]) -> SysExMessage? {
    do { return try SysExMessage(pattern.fill(values)) } catch { return nil }
  }
}
