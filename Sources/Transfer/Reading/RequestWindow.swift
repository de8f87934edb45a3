import MIDI
import Profiles

/// Requests several slots before earlier answers arrive, as many as the profile allows.
///
/// Each answer is judged by its slot number. After the first error (a damaged or unexpected message, silence, lost
/// bytes) it waits until the port is quiet. All later slots are requested one at a time.
final class RequestWindow {
  private let reader: SlotReader
  private let limit: Int
  private var waiting: ArraySlice<Slot>
  private var outstanding: [Slot] = []
  private var arrived: [Slot: SlotDump] = [:]
  private(set) var isLockStep = false

  private var conversation: Conversation { reader.conversation }

  /// Silence that ends the requests in flight after an error.
  private static let quiet = Duration.milliseconds(300)

  init(_ reader: SlotReader, _ slots: [Slot]) {
    self.reader = reader
    limit = reader.profile.transfer.requestAhead
    waiting = slots[...]
    isLockStep = limit < 2 || reader.profile.handshake?.isBothWays == true
  }

  /// The dump of a slot; slots are taken in the given order.
  ///
  /// - Parameter isFilled: whether the slot held content at the last reading.
  func take(_ slot: Slot, isFilled: Bool) throws(TransferError) -> SlotDump? {
    if !isLockStep, reader.tellsItsSlot(slot) {
      try fill(upTo: slot)
      while arrived[slot] == nil, !isLockStep { try advance() }
    }
    if let message = arrived.removeValue(forKey: slot) { return message }
    if !outstanding.isEmpty { try settle() }
    if let message = arrived.removeValue(forKey: slot) { return message }
    return try reader.read(slot, isFilled: isFilled)
  }

  /// Requests the following slots, as far as they can be requested in advance; answers before the slot were taken
  /// already.
  private func fill(upTo slot: Slot) throws(TransferError) {
    if !outstanding.contains(slot), arrived[slot] == nil, let index = waiting.firstIndex(of: slot) {
      waiting = waiting[index...]
    }
    try fill()
  }

  private func fill() throws(TransferError) {
    while outstanding.count < limit, let next = waiting.first, reader.tellsItsSlot(next),
      let request = reader.profile.requests(for: next).first
    {
      if outstanding.isEmpty { try conversation.clear() }
      waiting.removeFirst()
      outstanding.append(next)
      try conversation.put(request.bytes)
    }
  }

  private func advance() throws(TransferError) {
    switch try conversation.next(within: reader.profile.transfer.idleTimeout) {
    case .silence, .refused: try settle()
    case .message(let message):
      guard reader.profile.locate(message) != nil else { return conversation.pass() }
      let isFiled = file(message)
      let lost = try conversation.takeLost()
      if isFiled, lost == 0 { try fill() } else { try settle(lost: lost) }
    }
  }

  /// Takes an answer to one of the questions; false for anything else.
  private func file(_ message: SysExMessage) -> Bool {
    guard let index = outstanding.firstIndex(where: { reader.isDump(message, of: $0) }) else { return false }
    arrived[outstanding.remove(at: index)] = SlotDump(message)
    return true
  }

  /// Waits for the requests in flight; good answers are kept, the other slots are requested again. After a loss only
  /// answers taken before it count as good.
  private func settle(lost: Int = 0) throws(TransferError) {
    isLockStep = true
    let isWhole = try conversation.takeLost() + lost == 0
    if !isWhole { arrived = [:] }
    var isQuiet = false
    while !isQuiet {
      switch try conversation.next(within: Self.quiet) {
      case .silence: isQuiet = true
      case .refused: continue
      case .message(let message): if !isWhole || !file(message) { conversation.pass() }
      }
    }
    outstanding = []
  }
}

extension SlotReader {
  /// Whether one answer brings the slot, says which slot it is, and always comes.
  func tellsItsSlot(_ slot: Slot) -> Bool {
    guard let kind = profile.slotKind(slot.kind) else { return false }
    return kind.pieces == 1 && kind.namesItsSlot && !kind.isSilentWhenEmpty && !kind.isPlacedByOrder
  }

  /// Whether a message is the sound dump of a slot.
  func isDump(_ message: SysExMessage, of slot: Slot) -> Bool {
    guard let place = profile.locate(message)?.slot else { return false }
    return place.kind == slot.kind && place.index == slot.index & 0x7F && profile.flaw(in: message) == nil
  }
}
