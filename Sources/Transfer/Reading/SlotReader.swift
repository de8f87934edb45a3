import MIDI
package import Profiles

/// Reads slots of one device, one request after the other.
package struct SlotReader {
  package let conversation: Conversation
  package let profile: any DeviceModel
  /// Asked between slots.
  package var isInterrupted: () -> Bool
  /// The selected program, if reading selects programs.
  package let selection: ProgramSelection

  /// - Parameter channel: on which programs are selected, from 0.
  package init(
    _ conversation: Conversation, _ profile: any DeviceModel, channel: UInt8 = 0,
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
  package func read(_ slot: Slot, isFilled: Bool = false) throws(TransferError) -> SlotDump? {
    guard let kind = profile.slotKind(slot.kind) else { throw .noAnswer(slot: profile.name(slot), attempts: 0) }
    return try kind.select == nil ? fetch(slot, kind, isFilled: isFilled) : readSelected(slot, kind)
  }

  /// Requests a slot until it arrives, at most as often as the profile says.
  ///
  /// - Parameters:
  ///   - waits: the factor for the loading time of a selected slot.
  ///   - other: the slot through which this one is selected again; nil: the adjacent one.
  func fetch(
    _ slot: Slot, _ kind: SlotKind, isFilled: Bool, waits: Int = 1, from other: Slot? = nil
  ) throws(TransferError) -> SlotDump? {
    let requests = profile.requests(for: slot)
    guard !requests.isEmpty else { throw .noAnswer(slot: profile.name(slot), attempts: 0) }
    try awaitOwed(of: kind)
    var messages: [SysExMessage] = []
    for (index, request) in requests.enumerated() {
      let isStart = index == 0
      guard
        let some = try fetch(
          request, kind, isFilled: isFilled || !isStart, waits: waits, from: other, isSelecting: isStart)
      else { return nil }
      messages += some
    }
    return SlotDump(messages)
  }

  /// The messages that answer one request.
  private func fetch(
    _ request: SlotRequest, _ kind: SlotKind, isFilled: Bool, waits: Int, from other: Slot?, isSelecting: Bool
  ) throws(TransferError) -> [SysExMessage]? {
    let slot = request.slot
    let idle = kind.isSilentWhenEmpty ? profile.transfer.emptyTimeout : profile.transfer.idleTimeout
    var reason: TransferError.Reason?
    var isEmpty = kind.isSilentWhenEmpty
    for attempt in 0...profile.transfer.retries {
      if attempt > 0 { conversation.port.pause(.milliseconds(100 << attempt)) }
      _ = try conversation.takeLost()
      if isSelecting { try select(slot, kind, waits: waits, from: other) }
      switch try ask(request, kind, within: idle, isAgain: attempt > 0) {
      case .messages(let messages):
        let lost = try conversation.takeLost()
        if lost == 0 { return messages }
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

  /// The answer to a request, all its messages together.
  enum Answer {
    case messages([SysExMessage])
    case refused(TransferError.Reason)
    case silence
  }

  private func ask(
    _ request: SlotRequest, _ kind: SlotKind, within idle: Duration, isAgain: Bool
  ) throws(TransferError) -> Answer {
    let collector = AnswerCollector(profile, request, kind)
    guard let handshake = profile.handshake, handshake.isBothWays else {
      var answer = try conversation.ask(request.bytes, within: idle, isAgain: isAgain) { collector.judge($0) }
      while case .message(let message) = answer {
        collector.take(message)
        if collector.isComplete { return .messages(collector.messages) }
        answer = try conversation.wait(within: idle) { collector.judge($0) }
      }
      switch answer {
      case .refused(let reason): return .refused(reason)
      case .message, .silence: return collector.messages.isEmpty ? .silence : .refused(.incomplete)
      }
    }
    let talk = HandshakeTalk(
      conversation: conversation, profile: profile, handshake: handshake, slot: request.slot)
    return try talk.read(request.bytes, collector)
  }
}

/// Collects the messages that answer a request.
final class AnswerCollector {
  private(set) var messages: [SysExMessage] = []
  private let profile: any DeviceModel
  private let request: SlotRequest
  private let kind: SlotKind
  private var pieces = PieceSet()

  init(_ profile: any DeviceModel, _ request: SlotRequest, _ kind: SlotKind) {
    self.profile = profile
    self.request = request
    self.kind = kind
  }

  /// Messages that an honest answer has at most.
  var mostMessages: Int { request.pieces.count }

  var isComplete: Bool { pieces.contains(request.pieces) }

  func judge(_ message: SysExMessage) -> Conversation.Verdict {
    guard let location = profile.locate(message), location.slot.kind == request.slot.kind,
      location.pieces.overlaps(request.pieces)
    else { return .passed }
    if let flaw = profile.flaw(in: message) { return .refused(.problem(flaw)) }
    guard kind.select != nil || location.slot.index == request.slot.index & kind.indexMask else {
      return .refused(.otherSlot(profile.name(location.slot)))
    }
    return .accepted
  }

  /// Takes a message that was accepted; one that comes again replaces the earlier one.
  func take(_ message: SysExMessage) {
    guard let location = profile.locate(message) else { return }
    messages.removeAll { profile.locate($0)?.pieces == location.pieces }
    messages.append(message)
    pieces.insert(location.pieces)
  }
}

extension SlotKind {
  /// A slot byte counts to 128; an address says more.
  fileprivate var indexMask: Int { pieces == 1 ? 0x7F : .max }
}
