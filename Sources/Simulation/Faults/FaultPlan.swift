import MIDI
import Profiles

/// Faults with how often each is still to happen.
struct FaultPlan: Sendable {
  let faults: [Fault]
  private var left: [Int?]
  private var sent = 0
  private var taken = 0
  private var bytesSent = 0
  private var bytesFromHost = 0
  private var lastDumpEnd: Duration?
  private var input: InputBuffer?
  /// Bursts that wait for the next answer, and whether they follow it.
  private var waiting: (bursts: [SerialLine.Burst], follow: Bool) = ([], false)
  /// The dump that was sent last.
  private var dumpBefore: SimulatedUnit.Reply?

  init(_ faults: [Fault]) {
    self.faults = faults
    left = faults.map {
      switch $0 {
      case .sending(_, of: _, let times), .taking(_, of: _, let times): times
      default: nil
      }
    }
    for case .overflow(let room, let rate) in faults { input = InputBuffer(room: room, rate: rate) }
  }

  var hasEcho: Bool { faults.contains(.echo) }
  var isByHand: Bool { faults.contains(.byHand) }
  /// Whether stored content survives switching off.
  var isKept: Bool { !faults.contains(.forgets) }

  /// Beats a minute of a sequencer that runs.
  var tempo: Int? {
    faults.compactMap { if case .playing(let tempo) = $0 { tempo } else { nil } }.first
  }

  /// Bytes after which the cable is pulled.
  var unplugLimit: Int? {
    faults.compactMap { if case .unplug(let bytes) = $0 { bytes } else { nil } }.min()
  }

  /// The time that the unit takes to load a program into its edit buffer.
  var loadTime: Duration {
    faults.compactMap { if case .slowProgram(let time) = $0 { time } else { nil } }.max() ?? .zero
  }

  /// Whether a slot has no memory.
  func isAbsent(_ slot: Slot) -> Bool {
    faults.contains {
      if case .absentBank(let first) = $0 { first.kind == slot.kind && slot.index >= first.index } else { false }
    }
  }

  /// Whether a byte of the host that arrives at this time reaches the unit.
  mutating func crosses(at time: Duration) -> Bool {
    defer { bytesFromHost += 1 }
    if faults.contains(.dropHostByte(bytesFromHost)) { return false }
    return input?.takes(at: time) ?? true
  }

  // MARK: Receiving

  /// Hands a dump to the unit, or applies the faults instead.
  mutating func store(
    _ message: SysExMessage, for slot: Slot, from start: Duration, to end: Duration, into unit: inout SimulatedUnit
  ) -> UnitEvent.Fate {
    defer { taken += 1 }
    if isTooSoon(from: start, to: end) { return .lost }
    let deviations = matching(slot, taken) { if case .taking(let deviation, _, _) = $0 { deviation } else { nil } }
    if deviations.contains(.refuse) { return .refused }
    if deviations.contains(.ignore) { return .ignored }
    var place = slot
    for case .store(let other) in deviations { place = other }
    unit.hold(message, in: place)
    for case .normalise(let path, let text) in deviations {
      // A field that this item does not have, or a value that it cannot hold, stays as it was sent.
      do { try unit.edit(place, path, to: text) } catch { continue }
    }
    return .stored(place)
  }

  private mutating func isTooSoon(from start: Duration, to end: Duration) -> Bool {
    defer { lastDumpEnd = end }
    guard let last = lastDumpEnd else { return false }
    return faults.contains { if case .needsGap(let gap) = $0 { start - last < gap } else { false } }
  }

  // MARK: Sending

  /// The bursts that an answer becomes.
  mutating func bursts(_ reply: SimulatedUnit.Reply, of unit: SimulatedUnit, ready: Duration) -> [SerialLine.Burst] {
    let reply = present(reply)
    let harms = matching(reply.slot, sent) { if case .sending(let corruption, _, _) = $0 { corruption } else { nil } }
    sent += 1
    var bursts = [SerialLine.Burst(bytes: reply.message.bytes, ready: ready)]
    for corruption in harms { bursts = bursts.flatMap { apply(corruption, to: $0, reply, of: unit) } }
    for case .otherModel(let header) in faults {
      bursts = bursts.map { burst in
        var burst = burst
        if burst.bytes.first == 0xF0 { burst.bytes = header + burst.bytes.dropFirst(header.count) }
        return burst
      }
    }
    return reordered(bursts, harms).map { drop(from: $0) }
  }

  /// The answer that is given where a bank is absent: the dump before.
  private mutating func present(_ reply: SimulatedUnit.Reply) -> SimulatedUnit.Reply {
    guard let slot = reply.slot else { return reply }
    if isAbsent(slot), let dumpBefore { return SimulatedUnit.Reply(slot: slot, message: dumpBefore.message) }
    dumpBefore = reply
    return reply
  }

  /// Holds an answer back until the next one, or releases those held back.
  private mutating func reordered(_ bursts: [SerialLine.Burst], _ harms: [Fault.Corruption]) -> [SerialLine.Burst] {
    guard waiting.bursts.isEmpty else {
      defer { waiting = ([], false) }
      let held = waiting.bursts.map {
        SerialLine.Burst(bytes: $0.bytes, ready: bursts.first?.ready ?? $0.ready, gap: $0.gap)
      }
      return waiting.follow ? bursts + held : held + bursts
    }
    guard harms.contains(.reorder) || harms.contains(.merge) else { return bursts }
    waiting = (bursts, harms.contains(.reorder))
    return []
  }

  private mutating func drop(from burst: SerialLine.Burst) -> SerialLine.Burst {
    var burst = burst
    burst.bytes = burst.bytes.filter { _ in
      defer { bytesSent += 1 }
      return !faults.contains(.dropByte(bytesSent))
    }
    return burst
  }

  private func apply(
    _ corruption: Fault.Corruption, to burst: SerialLine.Burst, _ reply: SimulatedUnit.Reply, of unit: SimulatedUnit
  ) -> [SerialLine.Burst] {
    switch corruption {
    case .silence: return []
    case .duplicate: return [burst, burst]
    case .stall(let offset, let pause): return burst.halved(at: offset, pause)
    case .split(let pause): return burst.split(pause)
    case .reorder, .merge: return [burst]
    case .delay(let duration):
      return [SerialLine.Burst(bytes: burst.bytes, ready: burst.ready + duration, gap: burst.gap)]
    default: break
    }
    var burst = burst
    switch corruption {
    case .answer(let slot): burst.bytes = unit.message(in: slot)?.bytes ?? burst.bytes
    case .wrongChecksum: burst.bytes = Self.spoiled(burst.bytes, reply, unit)
    default: burst.bytes = corruption.applied(to: burst.bytes)
    }
    return [burst]
  }

  private static func spoiled(_ bytes: [UInt8], _ reply: SimulatedUnit.Reply, _ unit: SimulatedUnit) -> [UInt8] {
    guard let place = unit.profile.checksumRange(in: reply.message)?.last, place < bytes.count else { return bytes }
    var bytes = bytes
    bytes[place] ^= 1
    return bytes
  }

  // MARK: Counting

  /// The effects of the faults for this message; a fault with a limited count is used up by one.
  private mutating func matching<Effect>(
    _ slot: Slot?, _ ordinal: Int, _ effect: (Fault) -> Effect?
  ) -> [Effect] {
    faults.indices.compactMap { index in
      guard let found = effect(faults[index]), left[index] != 0 else { return nil }
      guard faults[index].target.covers(slot, ordinal) else { return nil }
      left[index] = left[index].map { $0 - 1 }
      return found
    }
  }
}

extension Fault {
  fileprivate var target: Target {
    switch self {
    case .sending(_, let target, _), .taking(_, let target, _): target
    default: .every
    }
  }
}

extension Fault.Target {
  fileprivate func covers(_ slot: Slot?, _ ordinal: Int) -> Bool {
    switch self {
    case .every: true
    case .slot(let wanted): slot == wanted
    case .nth(let wanted): ordinal == wanted
    }
  }
}
