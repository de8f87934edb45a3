/// The traffic on a simulated cable.
package struct WireStatistics: Hashable, Sendable {
  package internal(set) var bytesToUnit = 0
  package internal(set) var messagesToUnit = 0
  /// Bytes of messages and of damaged messages; real-time bytes are counted apart.
  package internal(set) var bytesFromUnit = 0
  package internal(set) var realTimeBytesFromUnit = 0
  /// Answers that the unit began.
  package internal(set) var replies = 0
  let pace: Pace

  init(pace: Pace) { self.pace = pace }

  /// The least time for this traffic when every request waits for the answer before: its bytes, one by one, and the
  /// unit's think time before every answer.
  package var wireTime: Duration {
    pace.byteTime * (bytesToUnit + bytesFromUnit) + pace.thinkTime * replies
  }
}
