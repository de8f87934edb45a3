package import MIDI
package import Profiles

extension SimulatedUnit {
  /// Takes a message as the instrument does: answers a question, stores a dump, passes over everything else.
  package mutating func receive(_ message: SysExMessage) -> [Reply] {
    if let reply = status(message) ?? probe(message) { return [Reply(slot: nil, message: reply)] }
    if let request = requested(by: message) {
      return answer(to: request).map { Reply(slot: request.slot, message: $0) }
    }
    if takesIntoBuffer(message) { return [] }
    if let slot = destination(of: message) { hold(message, in: slot) }
    return []
  }

  /// Stores a message in a slot, whatever slot the message names.
  mutating func hold(_ message: SysExMessage, in slot: Slot) {
    guard profile.kind(having: slot) != nil else { return }
    let own = profile.stored(by: message)?.dump ?? message
    contents[slot] = profile.dump(
      taking: profile.addressed(SlotDump(own), to: slot).messages[0], into: contents[slot], at: slot)
  }

  /// The slot that a message asks for; of a kind that is selected, the one in the edit buffer.
  package func requested(by message: SysExMessage) -> SlotRequest? {
    guard let request = profile.requested(by: message), let kind = profile.slotKind(request.slot.kind) else {
      return nil
    }
    if kind.select != nil {
      return SlotRequest(slot: edited(kind).slot, bytes: request.bytes, pieces: request.pieces)
    }
    return request.slot.index < kind.askableCount ? request : nil
  }

  /// The messages that carry the wanted pieces.
  func answer(to request: SlotRequest) -> [SysExMessage] {
    guard let dump = answer(for: request.slot) else { return [] }
    if dump.messages.count == 1 { return dump.messages }
    return dump.messages.filter { profile.locate($0)?.pieces.overlaps(request.pieces) ?? false }
  }

  /// The slot that a dump is for. Nil for a dump that the instrument refuses: another maker's or model's, a slot that
  /// it does not have, a wrong checksum or length.
  package func destination(of message: SysExMessage) -> Slot? {
    if let (slot, _) = profile.stored(by: message) { return slot }
    guard let slot = profile.locate(message)?.slot, let kind = profile.kind(having: slot), kind.select == nil,
      profile.problems(of: message).isEmpty
    else { return nil }
    return slot
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
  private func answer(to question: Probe) -> SysExMessage? {
    let names = question.firmware == nil ? [] : question.reply.fieldNames
    return filled(question.reply, Dictionary(names.map { ($0, [firmware]) }) { $1 })
  }

  /// A pattern that is not a complete message gives no answer.
  private func filled(_ pattern: BytePattern, _ values: [String: [UInt8]]) -> SysExMessage? {
    do { return try SysExMessage(pattern.fill(values)) } catch { return nil }
  }
}
