package import MIDI
package import Profiles

/// The identity of a device, as it reported it.
package struct Identification: Hashable, Sendable {
  /// The answer, as received.
  package let reply: SysExMessage
  /// The reply without its changing bytes; nil where the reply does not identify one device.
  package let identity: [UInt8]?
  package let firmware: String?

  /// Nil where the reply is not one to this question.
  package init?(_ reply: SysExMessage, to question: Probe) {
    guard question.reply.matches(reply.bytes) else { return nil }
    self.reply = reply
    firmware = question.firmware(in: reply.bytes)
    identity = firmware != nil || Identity(reply) != nil ? question.stable(reply.bytes) : nil
  }
}

extension SlotReader {
  /// Asks for the identity: the universal question first, then the model's own.
  ///
  /// - Returns: nil where the model can answer neither.
  /// - Throws: `.noIdentity` without an answer, `.badIdentity` without a whole answer, `.otherModel` for another
  ///   model's answer, `.onlyEcho` where only the question itself comes back.
  package func identify() throws(TransferError) -> Identification? {
    guard !profile.questions.isEmpty else { return nil }
    var other: [UInt8]?
    var bad: TransferError.BadAnswer?
    for question in profile.questions {
      for attempt in 0...profile.transfer.retries {
        if isInterrupted() { throw .interrupted }
        let answer = try conversation.ask(
          question.request.fill([:]), within: profile.transfer.idleTimeout, isAgain: attempt > 0
        ) { message in
          if question.reply.matches(message.bytes) { return .accepted }
          if profile.isDamaged(message, as: question) { bad = .damaged(message.bytes) } else { other = message.bytes }
          return .passed
        }
        switch answer {
        case .message(let reply): return Identification(reply, to: question)
        case .refused(.broken(let reason, after: let count)): bad = .cutOff(reason, after: count)
        case .refused, .silence: continue
        }
      }
    }
    if let bad { throw .badIdentity(bad) }
    if let other { throw .otherModel(other) }
    throw conversation.echoes > 0 ? .onlyEcho : .noIdentity
  }
}

extension DeviceModel {
  /// Whether a message begins like the answer to a question, so that some of its bytes are missing or changed.
  ///
  /// Another model's answer is whole, and differs in the bytes that name the model.
  fileprivate func isDamaged(_ message: SysExMessage, as question: Probe) -> Bool {
    if question.reply.beginsAs(message.bytes) { return true }
    let universal: [UInt8] = [0x06, 0x02]
    if message.bytes.first == 0xF0, message.bytes.dropFirst().first == 0x7E {
      return message.bytes.dropFirst(3).starts(with: universal) && Identity(message) == nil
    }
    return begins(message) && locate(message) == nil
      && message.bytes.count == question.reply.minimumCount
  }
}
