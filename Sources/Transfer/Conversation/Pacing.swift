internal import MIDI
package import Profiles

/// How fast bytes may be handed to an instrument.
package struct Pacing: Hashable, Sendable {
  /// Bytes a second; nil: as fast as the port takes them.
  package var rate: Int?
  /// The number of bytes sent without a pause inside a message; nil: all.
  package var chunk: Int?
  /// Pause between the last byte of a chunk and the first of the next.
  package var chunkGap: Duration
  /// Pause between two messages that are stored.
  package var gap: Duration

  /// The speed of a DIN cable. Source: 31,250 baud, ten bits a byte.
  package static let din = Pacing(TransferSettings())

  package init(_ transfer: TransferSettings) {
    rate = transfer.rate
    chunk = transfer.chunk
    chunkGap = transfer.chunkGap
    gap = transfer.gap
  }

  /// The time that a number of bytes takes on the cable.
  package func wireTime(_ count: Int) -> Duration {
    guard let rate else { return .zero }
    return .seconds(1) * count / max(1, rate)
  }

  /// The time that a message of this length takes, with the pauses inside it.
  package func duration(ofMessage count: Int) -> Duration {
    guard let chunk, count > 0 else { return wireTime(count) }
    return wireTime(count) + chunkGap * ((count - 1) / max(1, chunk))
  }
}

/// Hands bytes to a port no faster than the cable and the instrument take them.
///
/// An interface takes bytes faster than its cable carries them, and silently drops any overflow of its buffer. So at
/// most two pieces are in flight.
struct Pacer {
  var pacing: Pacing
  /// When all that was written has crossed the cable.
  private(set) var free: Duration = .zero

  /// Bytes that are handed over in one go: 41 ms on a DIN cable.
  private static let piece = 128

  init(_ pacing: Pacing) { self.pacing = pacing }

  /// Writes a message; returns when the last piece was handed over, which is before it has crossed.
  mutating func write(_ bytes: [UInt8], to port: any Port) throws(PortError) {
    wait(until: free, port)
    guard pacing.rate != nil || pacing.chunk != nil else {
      try port.write(bytes)
      return try port.drain()
    }
    let size = max(1, pacing.chunk ?? Self.piece)
    let lead = pacing.chunk == nil ? .zero - pacing.wireTime(size) : pacing.chunkGap
    for start in stride(from: 0, to: bytes.count, by: size) {
      if start > 0 { wait(until: free + lead, port) }
      let part = Array(bytes[start..<min(bytes.count, start + size)])
      let begin = max(free, port.now)
      try port.write(part)
      try port.drain()
      free = begin + pacing.wireTime(part.count)
    }
  }

  /// Waits until everything has crossed, and the instrument has had its pause.
  func settle(_ port: any Port) { wait(until: free + pacing.gap, port) }

  private func wait(until time: Duration, _ port: any Port) {
    let left = time - port.now
    if left > .zero { port.pause(left) }
  }
}
