import MIDI
import Profiles

/// Sends and reads slots with acknowledgements.
struct HandshakeTalk {
  let conversation: Conversation
  let profile: any DeviceModel
  let handshake: Handshake
  let slot: Slot

  private var name: String { profile.name(slot) }

  /// Sends the content of a slot: announced, sent, ended; each step waits for the answer to the one before.
  func send(_ dump: SlotDump) throws(TransferError) {
    if let open = handshake.open { try say(profile.fill(open, around: dump, of: slot)) }
    for message in profile.messages(sending: dump, to: slot) { try say(message.bytes) }
    if let close = handshake.close { try say(profile.fill(close, around: dump, of: slot)) }
  }

  /// Sends a step until it is accepted.
  ///
  /// - Throws: `.handshake` where the step is refused, requested repeatedly, or not answered. Sending then ends, for
  ///   the device may be at any point of the handshake.
  private func say(_ bytes: [UInt8]) throws(TransferError) {
    try conversation.clear()
    for _ in 0...profile.transfer.retries {
      try conversation.send(bytes)
      switch try answer() {
      case .accepted: return
      case .again: continue
      case .refused(let words): throw .handshake(slot: name, .refused(words))
      case nil: throw .handshake(slot: name, .silence)
      }
    }
    throw .handshake(slot: name, .alwaysAgain(times: profile.transfer.retries + 1))
  }

  /// The answer of the device; nil for none. Other messages, and another model's acknowledgements, are skipped.
  private func answer() throws(TransferError) -> Handshake.Meaning? {
    for _ in 0..<Self.mostPassed {
      switch try conversation.next(within: handshake.timeout) {
      case .silence: return nil
      case .refused: continue
      case .message(let message):
        if let meaning = handshake.meaning(of: message.bytes) { return meaning }
        conversation.pass()
      }
    }
    return nil
  }

  private static let mostPassed = 64

  /// Reads the content of a slot: acknowledges each message, or requests it again, until the device ends the transfer.
  ///
  /// - Returns: the messages, or the reason why they were rejected.
  func read(_ request: [UInt8], _ collector: AnswerCollector) throws(TransferError) -> SlotReader.Answer {
    try conversation.clear()
    try conversation.put(request)
    var heard = Heard()
    for _ in 0..<Self.mostPassed + collector.mostMessages {
      switch try conversation.next(within: handshake.timeout) {
      case .silence:
        return heard.reason.map { .refused($0) } ?? (collector.messages.isEmpty ? .silence : .refused(.noEnd))
      case .refused(let why): if let end = try askAgain(why, &heard) { return end }
      case .message(let message):
        if handshake.close?.matches(message.bytes) == true, !collector.messages.isEmpty {
          try reply(handshake.accepted)
          return collector.isComplete ? .messages(collector.messages) : .refused(.incomplete)
        }
        if let meaning = handshake.meaning(of: message.bytes) {
          try follow(meaning, request)
        } else if let end = try take(message, collector, &heard) {
          return end
        }
      }
    }
    return .silence
  }

  /// How far the reading of a slot has come.
  private struct Heard {
    /// Why the last message was not good.
    var reason: TransferError.Reason?
    var repeats = 0
  }

  private func follow(_ meaning: Handshake.Meaning, _ request: [UInt8]) throws(TransferError) {
    switch meaning {
    case .accepted: return
    case .again: try conversation.put(request)
    case .refused(let words): throw .handshake(slot: name, .refused(words))
    }
  }

  /// - Returns: the answer, where this ends the talk.
  private func take(
    _ message: SysExMessage, _ collector: AnswerCollector, _ heard: inout Heard
  ) throws(TransferError) -> SlotReader.Answer? {
    switch collector.judge(message) {
    case .passed: conversation.pass()
    case .accepted:
      collector.take(message)
      heard.reason = nil
      try reply(handshake.accepted)
    case .refused(let why): return try askAgain(why, &heard)
    }
    return nil
  }

  /// Requests a rejected message again, as often as the profile allows.
  private func askAgain(
    _ why: TransferError.Reason, _ heard: inout Heard
  ) throws(TransferError) -> SlotReader.Answer? {
    guard heard.repeats < profile.transfer.retries else { return .refused(why) }
    heard.repeats += 1
    heard.reason = why
    try reply(handshake.again)
    return nil
  }

  private func reply(_ patterns: [BytePattern]) throws(TransferError) {
    if let pattern = patterns.first { try conversation.say(pattern.fill([:])) }
  }
}
