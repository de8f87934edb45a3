package import MIDI

/// A cable with a simulated unit at its end, as a port.
///
/// Time is simulated: `read` moves it to the next byte, `write` by what the bytes take on the cable. With `sleep` every
/// step of it is slept through, which makes the wire as slow as a real one.
package final class Wire: Port {
  package let name: String
  package private(set) var now: Duration = .zero
  /// The unit at the far end; changes to it are seen by the next request.
  package var unit: SimulatedUnit
  package private(set) var statistics: WireStatistics

  package let pace: Pace
  private let sleep: ((Duration) -> Void)?
  private let stored: ((SimulatedUnit) -> Void)?
  private var line: Line
  private var faults: FaultPlan
  private var framer = Framer()
  private var passed = 0
  private var isClosed = false

  /// - Parameters:
  ///   - sleep: called with every step of time; nil: time costs nothing.
  ///   - stored: called with the unit whenever its memory has changed by what the host sent.
  package init(
    _ unit: SimulatedUnit, name: String = "sim", pace: Pace = Pace(), faults: [Fault] = [],
    sleep: ((Duration) -> Void)? = nil, stored: ((SimulatedUnit) -> Void)? = nil
  ) {
    self.unit = unit
    self.name = name
    self.pace = pace
    self.sleep = sleep
    self.stored = stored
    self.faults = FaultPlan(faults)
    line = Line(pace)
    statistics = WireStatistics(pace: pace)
  }

  package func write(_ bytes: [UInt8]) throws(PortError) {
    try check()
    let crossing = Array(bytes.prefix(room))
    let start = now
    statistics.bytesToUnit += crossing.count
    passed += crossing.count
    if faults.hasEcho { line.send(Line.Burst(bytes: crossing, ready: start + pace.byteTime)) }
    deliver(faults.cross(crossing), from: start)
    advance(to: start + pace.byteTime * crossing.count)
    if crossing.count < bytes.count { throw .unplugged(name: name) }
  }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    try check()
    let deadline = now + max(duration, .zero)
    var bytes: [UInt8] = []
    var moment = now
    while bytes.count < min(pace.chunk, room) {
      let limit = bytes.isEmpty ? deadline : max(now, min(deadline, moment + pace.byteTime))
      guard let arrival = line.next(by: limit) else { break }
      moment = max(moment, arrival.time)
      bytes.append(arrival.byte)
      count(arrival)
    }
    advance(to: bytes.isEmpty ? deadline : moment)
    return bytes
  }

  /// Nothing is left to wait for: `write` has taken the time already.
  package func drain() throws(PortError) { try check() }

  package func pause(_ duration: Duration) { advance(to: now + max(duration, .zero)) }

  package func close() { isClosed = true }

  private func check() throws(PortError) {
    if isClosed { throw .closed(name: name) }
    guard room > 0 else {
      line.clear()
      throw .unplugged(name: name)
    }
  }

  /// Bytes that can still pass before the cable is pulled.
  private var room: Int { faults.unplugLimit.map { max(0, $0 - passed) } ?? Int.max }

  private func advance(to time: Duration) {
    guard time > now else { return }
    sleep?(time - now)
    now = time
  }

  private func count(_ arrival: Line.Arrival) {
    passed += 1
    if arrival.isRealTime { statistics.realTimeBytesFromUnit += 1 } else { statistics.bytesFromUnit += 1 }
  }

  /// Gives the unit every message at the time when its last byte has arrived.
  private func deliver(_ bytes: [UInt8?], from start: Duration) {
    for (index, byte) in bytes.enumerated() {
      guard let byte else { continue }
      for case .message(let message, at: _, let raw) in framer.feed(CollectionOfOne(byte)) {
        let end = start + pace.byteTime * (index + 1)
        hand(message, from: end - pace.byteTime * raw.count, to: end)
      }
    }
  }

  private func hand(_ message: SysExMessage, from start: Duration, to end: Duration) {
    statistics.messagesToUnit += 1
    let isDump = unit.destination(of: message) != nil
    for reply in faults.hand(message, from: start, to: end, into: &unit) {
      let bursts = faults.bursts(reply, of: unit, ready: end + pace.thinkTime)
      if !bursts.isEmpty { statistics.replies += 1 }
      for burst in bursts { line.send(burst) }
    }
    if isDump { stored?(unit) }
  }
}
