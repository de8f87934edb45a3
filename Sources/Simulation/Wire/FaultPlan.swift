import MIDI
import Profiles

/// Faults with how often each is still to happen.
struct FaultPlan: Sendable {
  private var faults: [Fault]
  private var left: [Int?]
  private var sent = 0
  private var taken = 0
  private var bytesSent = 0
  private var bytesFromHost = 0
  private var lastDumpEnd: Duration?

  init(_ faults: [Fault]) {
    self.faults = faults
    left = faults.map {
      switch $0 {
      case .sending(_, of: _, let times), .taking(_, of: _, let times): times
      default: nil
      }
    }
  }

  var hasEcho: Bool { faults.contains(.echo) }

  /// Bytes after which the cable is pulled.
  var unplugLimit: Int? {
    faults.compactMap { if case .unplug(let bytes) = $0 { bytes } else { nil } }.min()
  }

  /// The host's bytes as they reach the unit; nil for one that is lost.
  mutating func cross(_ bytes: some Sequence<UInt8>) -> [UInt8?] {
    bytes.map { byte in
      defer { bytesFromHost += 1 }
      return faults.contains(.dropHostByte(bytesFromHost)) ? nil : byte
    }
  }

  // MARK: What the unit takes

  /// Hands a message to the unit, or does what the faults say instead.
  mutating func hand(
    _ message: SysExMessage, from start: Duration, to end: Duration, into unit: inout SimulatedUnit
  ) -> [SimulatedUnit.Reply] {
    guard let slot = unit.destination(of: message) else { return unit.receive(message) }
    defer { taken += 1 }
    if isTooSoon(from: start, to: end) { return [] }
    let deviations = matching(slot, taken) { if case .taking(let deviation, _, _) = $0 { deviation } else { nil } }
    if deviations.contains(.ignore) { return [] }
    var place = slot
    for case .store(let other) in deviations { place = other }
    unit.hold(message, in: place)
    for case .normalise(let path, let text) in deviations {
      // A field that this item does not have, or a value that it cannot hold, stays as it was sent.
      do { try unit.edit(place, path, to: text) } catch { continue }
    }
    return []
  }

  private mutating func isTooSoon(from start: Duration, to end: Duration) -> Bool {
    defer { lastDumpEnd = end }
    guard let last = lastDumpEnd else { return false }
    return faults.contains { if case .needsGap(let gap) = $0 { start - last < gap } else { false } }
  }

  // MARK: What the unit sends

  /// The bursts that an answer becomes.
  mutating func bursts(_ reply: SimulatedUnit.Reply, of unit: SimulatedUnit, ready: Duration) -> [Line.Burst] {
    let harms = matching(reply.slot, sent) { if case .sending(let harm, _, _) = $0 { harm } else { nil } }
    sent += 1
    var bursts = [Line.Burst(bytes: reply.message.bytes, ready: ready)]
    for harm in harms { bursts = bursts.flatMap { Self.apply(harm, to: $0, reply, of: unit) } }
    for case .otherModel(let header) in faults {
      bursts = bursts.map { burst in
        var burst = burst
        if burst.bytes.first == 0xF0 { burst.bytes = header + burst.bytes.dropFirst(header.count) }
        return burst
      }
    }
    return bursts.map { drop(from: $0) }
  }

  private mutating func drop(from burst: Line.Burst) -> Line.Burst {
    var burst = burst
    burst.bytes = burst.bytes.filter { _ in
      defer { bytesSent += 1 }
      return !faults.contains(.dropByte(bytesSent))
    }
    return burst
  }

  private static func apply(
    _ harm: Fault.Harm, to burst: Line.Burst, _ reply: SimulatedUnit.Reply, of unit: SimulatedUnit
  ) -> [Line.Burst] {
    var burst = burst
    switch harm {
    case .silence: return []
    case .duplicate: return [burst, burst]
    case .answer(let slot): burst.bytes = unit.message(in: slot)?.bytes ?? burst.bytes
    case .wrongChecksum: burst.bytes = spoiled(burst.bytes, reply, unit)
    case .cutShort(let count): burst.bytes = Array(burst.bytes.prefix(min(count, burst.bytes.count - 1)))
    case .delay(let duration): burst.ready += duration
    case .insert(let byte, let offset): burst.bytes.insert(byte, at: min(max(0, offset), burst.bytes.count))
    case .stall(let offset, let duration):
      let rest = Line.Burst(bytes: Array(burst.bytes.dropFirst(max(0, offset))), gap: duration)
      burst.bytes = Array(burst.bytes.prefix(max(0, offset)))
      return [burst, rest]
    }
    return [burst]
  }

  private static func spoiled(_ bytes: [UInt8], _ reply: SimulatedUnit.Reply, _ unit: SimulatedUnit) -> [UInt8] {
    guard let kind = reply.slot.flatMap({ unit.profile.kind($0.kind) }), let checksum = kind.checksum,
      let place = kind.dump.match(bytes)?[checksum.over.field]?.last
    else { return bytes }
    var bytes = bytes
    bytes[place] ^= 1
    return bytes
  }

  // MARK: Counting

  /// What the faults for this message say; each that has a number of times is used up by one.
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
