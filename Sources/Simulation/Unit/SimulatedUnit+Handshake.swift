package import MIDI
package import Profiles

/// The state of a unit in a handshake.
struct HandshakeState: Hashable, Sendable {
  /// Whether a sender has announced its data.
  var isOpen = false
  /// The slot that was sent and is not acknowledged yet.
  var sent: Slot?
  /// Whether the end was sent and is not acknowledged yet.
  var isEnding = false
}

extension SimulatedUnit {
  /// The reaction of a unit to a handshake message.
  package enum Shake: Hashable, Sendable {
    /// Answers; nothing is stored.
    case answer([Reply])
    /// Stores the dump, then answers; sends `refusal` instead where it does not store.
    case store(Slot, [Reply], refusal: [Reply])
  }

  /// Takes part in the handshake of the profile; nil for a message that has nothing to do with it.
  package mutating func shake(_ message: SysExMessage) -> Shake? {
    guard let handshake = profile.handshake else { return nil }
    if let (kind, index) = profile.recognise(message) {
      guard handshake.open == nil || talk.isOpen else { return .answer(say(handshake.again)) }
      guard index < kind.count, kind.problems(of: message).isEmpty else { return .answer(say(handshake.again)) }
      let refusal = say(handshake.refused.first.map { [$0.pattern] } ?? handshake.again)
      return .store(Slot(kind: kind.id, index: index), say(handshake.accepted), refusal: refusal)
    }
    if handshake.isBothWays, let slot = requested(by: message) { return .answer(begin(slot)) }
    if handshake.open?.matches(message.bytes) == true {
      talk = HandshakeState(isOpen: true)
      return .answer(say(handshake.accepted))
    }
    if handshake.close?.matches(message.bytes) == true {
      // Said twice, it is answered twice: the first answer may have been lost.
      talk = HandshakeState()
      return .answer(say(handshake.accepted))
    }
    return handshake.meaning(of: message.bytes).map { .answer(hear($0, handshake)) }
  }

  /// Sends the requested content; the end message follows after the acknowledgement.
  private mutating func begin(_ slot: Slot) -> [Reply] {
    guard let message = answer(for: slot) else { return [] }
    talk = HandshakeState(sent: slot)
    return [Reply(slot: slot, message: message)]
  }

  private mutating func hear(_ meaning: Handshake.Meaning, _ handshake: Handshake) -> [Reply] {
    switch meaning {
    case .accepted where talk.sent != nil:
      talk = HandshakeState(isEnding: true)
      return say(handshake.close.map { [$0] } ?? [])
    case .again where talk.sent != nil: return talk.sent.map { begin($0) } ?? []
    case .again where talk.isEnding: return say(handshake.close.map { [$0] } ?? [])
    default:
      talk = HandshakeState()
      return []
    }
  }

  private func say(_ patterns: [BytePattern]) -> [Reply] {
    guard let pattern = patterns.first else { return [] }
    do { return [Reply(slot: nil, message: try SysExMessage(pattern.fill([:])))] } catch { return [] }
  }
}
