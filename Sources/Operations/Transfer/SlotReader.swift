package import MIDI
package import Profiles

/// Reads slots of one device, one request after the other.
package struct SlotReader {
  package let conversation: Conversation
  package let profile: Profile
  /// Asked between slots.
  package var isInterrupted: () -> Bool

  package init(_ conversation: Conversation, _ profile: Profile, isInterrupted: @escaping () -> Bool = { false }) {
    self.conversation = conversation
    self.profile = profile
    self.isInterrupted = isInterrupted
  }

  /// The dump of one slot; nil where the slot is empty and says so by silence.
  package func read(_ slot: Slot) throws(TransferError) -> SysExMessage? {
    guard let kind = profile.kind(slot.kind), let bytes = request(for: slot) else {
      throw .noAnswer(slot: profile.name(slot), attempts: 0)
    }
    let idle = kind.isSilentWhenEmpty ? profile.transfer.emptyTimeout : profile.transfer.idleTimeout
    var reason: TransferError.Reason?
    for attempt in 0...profile.transfer.retries {
      if attempt > 0 { conversation.port.pause(.milliseconds(100 << attempt)) }
      switch try conversation.ask(bytes, within: idle, isAgain: attempt > 0, judge: { judge($0, slot, kind) }) {
      case .message(let message):
        let lost = try conversation.takeLost()
        if lost == 0 { return message }
        reason = .lost(lost)
      case .silence where kind.isSilentWhenEmpty && reason == nil: return nil
      case .silence: continue
      case .refused(let why): reason = why
      }
    }
    let attempts = profile.transfer.retries + 1
    if let reason { throw .badAnswer(slot: profile.name(slot), attempts: attempts, reason: reason) }
    throw .noAnswer(slot: profile.name(slot), attempts: attempts)
  }

  private func judge(_ message: SysExMessage, _ slot: Slot, _ kind: Kind) -> Conversation.Verdict {
    guard let (found, told) = profile.recognise(message), found.id == kind.id else { return .passed }
    if let problem = kind.problems(of: message).first { return .refused(.problem(problem)) }
    guard told == slot.index & 0x7F else {
      return .refused(.otherSlot(profile.name(Slot(kind: kind.id, index: told))))
    }
    return .accepted
  }
}
