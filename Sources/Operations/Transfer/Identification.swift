package import MIDI
package import Profiles

/// What a device said when it was asked who it is.
package struct Identification: Hashable, Sendable {
  /// What answered, as it came.
  package let reply: SysExMessage
  /// The reply without what changes from one time to the next; nil where nothing in it tells one device from another.
  package let identity: [UInt8]?
  package let firmware: String?

  /// Nil where the reply is not one to this question.
  package init?(_ reply: SysExMessage, to question: Profile.Probe) {
    guard question.reply.matches(reply.bytes) else { return nil }
    self.reply = reply
    firmware = question.firmware(in: reply.bytes)
    identity = firmware != nil || Identity(reply) != nil ? question.stable(reply.bytes) : nil
  }
}

extension SlotReader {
  /// Asks who is there: the universal question first, then the model's own.
  ///
  /// - Returns: nil where the model can answer neither.
  /// - Throws: `.noIdentity` where nothing, `.otherModel` where something else, `.onlyEcho` where only the question itself
  ///   comes back.
  package func identify() throws(TransferError) -> Identification? {
    guard !profile.questions.isEmpty else { return nil }
    var other: [UInt8]?
    for question in profile.questions {
      for attempt in 0...profile.transfer.retries {
        if isInterrupted() { throw .interrupted }
        let answer = try conversation.ask(
          question.request.fill([:]), within: profile.transfer.idleTimeout, isAgain: attempt > 0
        ) { message in
          if question.reply.matches(message.bytes) { return .accepted }
          other = message.bytes
          return .passed
        }
        if case .message(let reply) = answer { return Identification(reply, to: question) }
      }
    }
    if let other { throw .otherModel(other) }
    throw conversation.echoes > 0 ? .onlyEcho : .noIdentity
  }
}
