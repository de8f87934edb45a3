package import MIDI
package import Profiles

/// A cable with a simulated unit at its end, as a port.
///
/// Time is simulated: `read` moves it to the next byte, `write` by the time of the bytes on the cable. With `sleep`
/// every step takes real time, which makes the wire as slow as a real one.
package final class SimulatedPort: Port {
  package let name: String
  package private(set) var now: Duration = .zero
  private var end: SimulatedEndpoint
  private let sleep: ((Duration) -> Void)?
  private let stored: ((SimulatedUnit) -> Void)?
  private var isClosed = false

  /// - Parameters:
  ///   - sleep: called with every step of time; nil: time costs nothing.
  ///   - stored: called with the unit whenever data from the host has changed its memory.
  package init(
    _ unit: SimulatedUnit, name: String = "sim", pace: Pace = Pace(), faults: [Fault] = [],
    sleep: ((Duration) -> Void)? = nil, stored: ((SimulatedUnit) -> Void)? = nil
  ) {
    self.name = name
    self.sleep = sleep
    self.stored = stored
    end = SimulatedEndpoint(unit, pace: pace, faults: faults)
  }

  /// The simulated unit; changes take effect with the next request.
  package var unit: SimulatedUnit {
    get { end.unit }
    set { end.unit = newValue }
  }

  package var statistics: WireStatistics { end.statistics }
  package var pace: Pace { end.pace }

  package func write(_ bytes: [UInt8]) throws(PortError) {
    try check()
    let start = now
    let crossing = min(end.room, bytes.count)
    let events = end.take(bytes, at: start)
    advance(to: start + pace.byteTime * crossing)
    // Called only now: a process that is killed during the transfer has not sent the bytes.
    if end.isKept, events.contains(where: \.isStored) { stored?(end.unit) }
    if crossing < bytes.count { throw .unplugged(name: name) }
  }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    try check()
    let deadline = now + max(duration, .zero)
    var bytes: [UInt8] = []
    var moment = now
    while bytes.count < pace.chunk {
      let limit = bytes.isEmpty ? deadline : max(now, min(deadline, moment + pace.byteTime))
      guard let arrival = end.arrival(by: limit) else { break }
      moment = max(moment, arrival.time)
      bytes.append(arrival.byte)
    }
    advance(to: bytes.isEmpty ? deadline : moment)
    return bytes
  }

  /// Nothing is left to wait for: `write` has taken the time already.
  package func drain() throws(PortError) { try check() }

  package func pause(_ duration: Duration) { advance(to: now + max(duration, .zero)) }

  package func close() { isClosed = true }

  /// Sends the content of slots, like a person at the front panel.
  ///
  /// - Parameters:
  ///   - slots: nil: all.
  ///   - delay: the time that the person takes.
  package func pressSend(_ slots: [Slot]? = nil, after delay: Duration = .zero) {
    _ = end.dump(slots, at: now + delay)
  }

  private func check() throws(PortError) {
    if isClosed { throw .closed(name: name) }
    if end.isUnplugged { throw .unplugged(name: name) }
  }

  private func advance(to time: Duration) {
    guard time > now else { return }
    sleep?(time - now)
    now = time
  }
}
