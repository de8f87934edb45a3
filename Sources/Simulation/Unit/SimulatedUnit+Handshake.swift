package import MIDI
package import Profiles

/// The state of a unit in a handshake.
struct HandshakeState: Hashable, Sendable {
  /// Whether a sender has announced its data.
  var isOpen = false
  /// The messages that are to be sent; the first was sent and is not acknowledged yet.
  var open: [SimulatedUnit.Reply] = []
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
    if let slot = profile.locate(message)?.slot {
      guard handshake.open == nil || talk.isOpen else { return .answer(say(handshake.again)) }
      guard profile.kind(having: slot) != nil, profile.problems(of: message).isEmpty else {
        return .answer(say(handshake.again))
      }
      let refusal = say(handshake.refused.first.map { [$0.pattern] } ?? handshake.again)
      return .store(slot, say(handshake.accepted), refusal: refusal)
    }
    if handshake.isBothWays, let request = requested(by: message) { return .answer(begin(request)) }
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

  /// Sends the first message of the requested content; the others follow each acknowledgement, then the end message.
  private mutating func begin(_ request: SlotRequest) -> [Reply] {
    talk = HandshakeState(open: answer(to: request).map { Reply(slot: request.slot, message: $0) })
    return talk.open.first.map { [$0] } ?? []
  }

  private mutating func hear(_ meaning: Handshake.Meaning, _ handshake: Handshake) -> [Reply] {
    switch meaning {
    case .accepted where talk.open.count > 1:
      talk.open.removeFirst()
      return [talk.open[0]]
    case .accepted where !talk.open.isEmpty:
      talk = HandshakeState(isEnding: true)
      return say(handshake.close.map { [$0] } ?? [])
    case .again where !talk.open.isEmpty: return [talk.open[0]]
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
