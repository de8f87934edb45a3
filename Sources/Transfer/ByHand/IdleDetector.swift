package import MIDI

/// How long an instrument must say nothing before it is read unasked, and how long that is waited for.
package struct IdleDetector: Sendable {
  package var silence: Duration = .seconds(2)
  package var limit: Duration = .seconds(60)

  package init() {}

  /// How often it is looked whether the user wants the command to end.
  private static let glance = Duration.milliseconds(250)

  /// Bytes that say nothing of a hand on the instrument: many send them for ever.
  private static let idle: Set<UInt8> = [RealTimeKind.clock.rawValue, RealTimeKind.activeSensing.rawValue]

  /// Listens without sending.
  ///
  /// - Returns: false where the port was never quiet long enough.
  package func waits(on port: any Port, isInterrupted: () -> Bool) throws(TransferError) -> Bool {
    let end = port.now + limit
    var last = port.now
    while port.now - last < silence {
      if isInterrupted() { throw .interrupted }
      if port.now >= end { return false }
      do {
        let bytes = try port.read(within: min(silence - (port.now - last), end - port.now, Self.glance))
        if bytes.contains(where: { !Self.idle.contains($0) }) { last = port.now }
      } catch {
        throw .port(error)
      }
    }
    return true
  }
}
