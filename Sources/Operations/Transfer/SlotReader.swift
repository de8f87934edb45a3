package import MIDI
package import Profiles

/// Reads slots of one device, one request after the other.
package struct SlotReader {
  package let conversation: Conversation
  package let profile: Profile
  /// Asked between slots.
  package var isInterrupted: () -> Bool
  /// The selected program, if reading selects programs.
  package let selection: ProgramSelection

  /// - Parameter channel: on which programs are selected, from 0.
  package init(
    _ conversation: Conversation, _ profile: Profile, channel: UInt8 = 0,
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.conversation = conversation
    self.profile = profile
    self.isInterrupted = isInterrupted
    selection = ProgramSelection(channel: channel)
  }

  /// The dump of one slot; nil where an empty slot stays silent.
  ///
  /// - Parameter isFilled: whether the slot held content at the last reading: one silence is then not enough.
  package func read(_ slot: Slot, isFilled: Bool = false) throws(TransferError) -> SysExMessage? {
    guard let kind = profile.kind(slot.kind) else { throw .noAnswer(slot: profile.name(slot), attempts: 0) }
    return try kind.select == nil ? fetch(slot, kind, isFilled: isFilled) : readSelected(slot, kind)
  }

  /// Requests a slot until it arrives, at most as often as the profile says.
  ///
  /// - Parameters:
  ///   - waits: the factor for the loading time of a selected slot.
  ///   - other: the slot through which this one is selected again; nil: the adjacent one.
  func fetch(
    _ slot: Slot, _ kind: Kind, isFilled: Bool, waits: Int = 1, from other: Slot? = nil
  ) throws(TransferError) -> SysExMessage? {
    guard let bytes = request(for: slot) else { throw .noAnswer(slot: profile.name(slot), attempts: 0) }
    try awaitOwed(of: kind)
    let idle = kind.isSilentWhenEmpty ? profile.transfer.emptyTimeout : profile.transfer.idleTimeout
    var reason: TransferError.Reason?
    var isEmpty = kind.isSilentWhenEmpty
    for attempt in 0...profile.transfer.retries {
      if attempt > 0 { conversation.port.pause(.milliseconds(100 << attempt)) }
      _ = try conversation.takeLost()
      try select(slot, kind, waits: waits, from: other)
      switch try ask(bytes, slot, kind, within: idle, isAgain: attempt > 0) {
      case .message(let message):
        let lost = try conversation.takeLost()
        if lost == 0 { return message }
        reason = .lost(lost)
        isEmpty = false
      case .silence where isEmpty && !isFilled: return nil
      case .silence:
        // A late message may be the answer to this request; then the answer to the next one is still in flight.
        selection.hasLateReplies = true
      case .refused(let why):
        reason = why
        isEmpty = false
      }
    }
    if isEmpty { return nil }
    let attempts = profile.transfer.retries + 1
    if let reason { throw .badAnswer(slot: profile.name(slot), attempts: attempts, reason: reason) }
    throw .noAnswer(slot: profile.name(slot), attempts: attempts)
  }

  private func ask(
    _ request: [UInt8], _ slot: Slot, _ kind: Kind, within idle: Duration, isAgain: Bool
  ) throws(TransferError) -> Conversation.Answer {
    guard let handshake = profile.handshake, handshake.isBothWays else {
      return try conversation.ask(request, within: idle, isAgain: isAgain) { judge($0, slot, kind) }
    }
    let talk = HandshakeTalk(conversation: conversation, profile: profile, handshake: handshake, slot: slot)
    return try talk.read(request) { judge($0, slot, kind) }
  }

  private func judge(_ message: SysExMessage, _ slot: Slot, _ kind: Kind) -> Conversation.Verdict {
    guard let (found, told) = profile.recognise(message), found.id == kind.id else { return .passed }
    if let flaw = kind.flaw(in: message) { return .refused(.problem(flaw)) }
    guard kind.select != nil || told == slot.index & 0x7F else {
      return .refused(.otherSlot(profile.name(Slot(kind: kind.id, index: told))))
    }
    return .accepted
  }
}
