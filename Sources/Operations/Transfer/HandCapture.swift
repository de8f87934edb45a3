import MIDI
import Profiles

/// Receives a dump that a person sends from the front panel.
///
/// Ends when all slots of a complete dump have arrived, or when the port is quiet. Stores only messages of the model;
/// without a profile, all messages. Other messages are counted.
struct HandCapture {
  let conversation: Conversation
  /// Nil for a device that nothing is known of.
  let profile: Profile?
  let device: String
  let isInterrupted: () -> Bool

  /// - Parameter allowPartial: keeps the received messages when some are damaged or missing.
  func run(
    allowPartial: Bool, phase: TransferProgress.Phase = .listening, progress: (TransferProgress) -> Void
  ) throws(TransferError) -> DeviceReading {
    var dump = Dump(profile)
    let timeout = profile?.transfer.byHand ?? Transfer.ByHand()
    try conversation.clear()
    _ = try conversation.takeLost()
    let start = conversation.port.now
    let before = conversation.bytesReceived
    do {
      try listen(&dump, timeout) { dump in
        progress(dump.progress(phase, device, elapsed: conversation.port.now - start))
      }
    } catch { throw dump.placed(error) }
    var reading = try dump.reading(allowPartial: allowPartial)
    reading.removed = conversation.removed
    reading.realTime = conversation.realTime
    reading.duration = conversation.port.now - start
    reading.bytesReceived = conversation.bytesReceived - before
    return reading
  }

  /// Receives messages until the dump is complete or the port is quiet.
  private func listen(
    _ dump: inout Dump, _ timeout: Transfer.ByHand, progress: (Dump) -> Void
  ) throws(TransferError) {
    listening: while !dump.isComplete {
      progress(dump)
      let idle = dump.hasBegun ? timeout.quiet : timeout.wait
      switch try conversation.next(within: idle, isInterrupted: isInterrupted) {
      case .message(let message): dump.take(message)
      case .refused(let reason): dump.fail(reason)
      case .silence: break listening
      }
    }
    let lost = try conversation.takeLost()
    if lost > 0 { dump.fail(.lost(lost)) }
  }
}

/// The received part of a dump.
private struct Dump {
  let profile: Profile?
  private var values: [Slot: SysExMessage] = [:]
  private var unplaced: [SysExMessage] = []
  private var others = 0
  private var last: Slot?
  private var problem: (after: Slot?, reason: TransferError.Reason)?
  private var next: [String: Int] = [:]
  /// The slots that make it complete; empty where only silence ends it.
  private let wanted: Set<Slot>

  init(_ profile: Profile?) {
    self.profile = profile
    let kinds = profile?.transfer.byHand?.complete ?? []
    wanted = Set(
      profile.map { profile in
        kinds.isEmpty
          ? profile.slotsOfDump
          : profile.kinds.filter { kinds.contains($0.id) }.flatMap { kind in
            (0..<kind.count).map { Slot(kind: kind.id, index: $0) }
          }
      } ?? [])
  }

  var hasBegun: Bool { !values.isEmpty || !unplaced.isEmpty || problem != nil }
  var isComplete: Bool { !wanted.isEmpty && problem == nil && wanted.allSatisfy { values[$0] != nil } }

  func progress(_ phase: TransferProgress.Phase, _ device: String, elapsed: Duration) -> TransferProgress {
    TransferProgress(
      phase: phase, device: device, done: values.count + unplaced.count, total: wanted.count,
      slot: last.flatMap { slot in profile?.name(slot) } ?? "", elapsed: elapsed, expected: nil)
  }

  mutating func fail(_ reason: TransferError.Reason) { if problem == nil { problem = (last, reason) } }

  /// A failure of the port, with the last slot that came whole.
  func placed(_ error: TransferError) -> TransferError {
    guard case .port(let cause) = error, let last, let profile else { return error }
    return .cutOff(cause, after: profile.name(last))
  }

  /// The last message of a slot that is sent again counts.
  mutating func take(_ message: SysExMessage) {
    guard let profile else { return unplaced.append(message) }
    guard let (kind, told) = profile.recognise(message) else {
      others += 1
      return
    }
    var index = told
    if kind.isPlacedByOrder {
      index = next[kind.id, default: 0]
      next[kind.id] = index + 1
    }
    if let flaw = kind.flaw(in: message) { return fail(.problem(flaw)) }
    guard index < kind.count else {
      return fail(.problem(.slotOutOfRange(kind: kind.id, index: index, count: kind.count)))
    }
    let slot = Slot(kind: kind.id, index: index)
    values[slot] = message
    last = slot
  }

  func reading(allowPartial: Bool) throws(TransferError) -> DeviceReading {
    if let problem, !allowPartial {
      throw .badDump(after: problem.after.flatMap { slot in profile?.name(slot) }, reason: problem.reason)
    }
    guard !values.isEmpty || !unplaced.isEmpty else { throw .nothingCame(others: others) }
    let missing = missing
    if !missing.isEmpty, !allowPartial { throw .incompleteDump(missing: missing.map { profile?.name($0) ?? "" }) }
    var reading = DeviceReading(profile: profile)
    reading.isByHand = true
    reading.unasked = others
    reading.unplaced = unplaced
    for slot in profile?.sorted(Array(values.keys)) ?? [] {
      if let message = values[slot] { reading.messages.append((slot, message)) }
    }
    reading.missing = missing.map { slot in
      (slot, .noAnswer(slot: profile?.name(slot) ?? "", attempts: 0))
    }
    return reading
  }

  /// More than one received slot of a kind means that the whole kind was sent.
  private var missing: [Slot] {
    guard let profile else { return [] }
    let counts = Dictionary(grouping: values.keys, by: \.kind).mapValues(\.count)
    return profile.kinds.flatMap { kind -> [Slot] in
      guard let count = counts[kind.id], count > 1, count < kind.count else { return [] }
      return (0..<kind.count).map { Slot(kind: kind.id, index: $0) }.filter { values[$0] == nil }
    }
  }
}
