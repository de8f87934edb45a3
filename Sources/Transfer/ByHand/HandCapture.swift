import MIDI
package import Profiles

/// Receives a dump that a person sends from the front panel.
///
/// Ends when all slots of a complete dump have arrived, or when the port is quiet. Stores only messages of the model;
/// without a profile, all messages. Other messages are counted.
package struct HandCapture {
  package let conversation: Conversation
  /// Nil for a device that nothing is known of.
  package let profile: (any DeviceModel)?
  package let device: String
  let isInterrupted: () -> Bool

  package init(
    conversation: Conversation, profile: (any DeviceModel)?, device: String, isInterrupted: @escaping () -> Bool
  ) {
    self.conversation = conversation
    self.profile = profile
    self.device = device
    self.isInterrupted = isInterrupted
  }

  /// - Parameter allowPartial: keeps the received messages when some are damaged or missing.
  package func run(
    allowPartial: Bool, phase: TransferProgress.Phase = .listening, progress: (TransferProgress) -> Void
  ) throws(TransferError) -> DeviceReading {
    var dump = Dump(profile)
    let timeout = profile?.transfer.byHand ?? TransferSettings.ByHand()
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
    _ dump: inout Dump, _ timeout: TransferSettings.ByHand, progress: (Dump) -> Void
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
  let profile: (any DeviceModel)?
  private var placing: Placing?
  /// The messages that were placed, and those passed over, in the order in which they came.
  private var messages: [SysExMessage] = []
  /// The home of each slot that came last, where all its messages came.
  private var complete: [Slot: Int] = [:]
  private var unplaced: [SysExMessage] = []
  private var others = 0
  private var last: Slot?
  private var problem: (after: Slot?, reason: TransferError.Reason)?
  /// The slots that make it complete; empty where only silence ends it.
  private let wanted: Set<Slot>

  init(_ profile: (any DeviceModel)?) {
    self.profile = profile
    placing = profile.map { Placing($0) }
    let kinds = profile?.transfer.byHand?.complete ?? []
    wanted = Set(
      profile.map { profile in
        kinds.isEmpty ? profile.slotsOfDump : profile.slotKinds.filter { kinds.contains($0.id) }.flatMap(\.allSlots)
      } ?? [])
  }

  var hasBegun: Bool { last != nil || !unplaced.isEmpty || problem != nil }
  var isComplete: Bool { !wanted.isEmpty && problem == nil && wanted.allSatisfy { complete[$0] != nil } }

  func progress(_ phase: TransferProgress.Phase, _ device: String, elapsed: Duration) -> TransferProgress {
    TransferProgress(
      phase: phase, device: device, done: complete.count + unplaced.count, total: wanted.count,
      slot: last.flatMap { slot in profile?.name(slot) } ?? "", elapsed: elapsed, expected: nil)
  }

  mutating func fail(_ reason: TransferError.Reason) { if problem == nil { problem = (last, reason) } }

  /// A failure of the port, with the last slot that came whole.
  func placed(_ error: TransferError) -> TransferError {
    guard case .port(let cause) = error, let last, let profile else { return error }
    return .cutOff(cause, after: profile.name(last))
  }

  /// The last dump of a slot that is sent again counts.
  mutating func take(_ message: SysExMessage) {
    guard let profile else { return unplaced.append(message) }
    if profile.locate(message) != nil, let flaw = profile.flaw(in: message) { return fail(.problem(flaw)) }
    messages.append(message)
    switch placing?.take(message) {
    case .placed(let index)?:
      guard let home = placing?.placement.homes[index] else { return }
      last = home.slot
      if home.isComplete { complete[home.slot] = index }
    case .outOfRange(let slot)?:
      let count = profile.slotKind(slot.kind)?.count ?? 0
      fail(.problem(.slotOutOfRange(kind: slot.kind, index: slot.index, count: count)))
    case .unknown?, nil: others += 1
    }
  }

  /// Slots of which only some messages came.
  private var incomplete: [Slot] {
    let homes = placing?.placement.homes ?? []
    return Set(homes.map(\.slot)).filter { complete[$0] == nil }.sorted { $0.index < $1.index }
  }

  func reading(allowPartial: Bool) throws(TransferError) -> DeviceReading {
    if let problem, !allowPartial {
      throw .badDump(after: problem.after.flatMap { slot in profile?.name(slot) }, reason: problem.reason)
    }
    guard last != nil || !unplaced.isEmpty else { throw .nothingCame(others: others) }
    let missing = missing
    if !missing.isEmpty, !allowPartial { throw .incompleteDump(missing: missing.map { profile?.name($0) ?? "" }) }
    var reading = DeviceReading(profile: profile)
    reading.isByHand = true
    reading.unasked = others
    reading.unplaced = unplaced
    for slot in profile?.sorted(Array(complete.keys)) ?? [] {
      guard let home = complete[slot], let placement = placing?.placement,
        let dump = placement.dump(placement.homes[home], of: messages)
      else { continue }
      reading.dumps.append((slot, dump))
    }
    reading.missing = missing.map { slot in
      (slot, .noAnswer(slot: profile?.name(slot) ?? "", attempts: 0))
    }
    return reading
  }

  /// More than one received slot of a kind means that the whole kind was sent.
  private var missing: [Slot] {
    guard let profile else { return [] }
    let counts = Dictionary(grouping: complete.keys, by: \.kind).mapValues(\.count)
    let whole = profile.slotKinds.flatMap { kind -> [Slot] in
      guard let count = counts[kind.id], count > 1, count < kind.count else { return [] }
      return kind.allSlots.filter { complete[$0] == nil }
    }
    return profile.sorted(Array(Set(whole).union(incomplete)))
  }
}
