/// The room of a unit for bytes that it has not looked at yet.
struct InputBuffer: Sendable {
  /// Bytes.
  private let room: Int
  /// The time that the unit takes to process one byte.
  private let byteTime: Duration
  /// When everything that is in it will have been looked at.
  private var idle: Duration = .zero

  /// - Parameter rate: bytes a second.
  init(room: Int, rate: Int) {
    self.room = max(1, room)
    byteTime = .seconds(1) / max(1, rate)
  }

  /// Whether a byte that arrives at this time, no earlier than the one before, finds room.
  mutating func takes(at time: Duration) -> Bool {
    let start = max(idle, time)
    guard start - time <= byteTime * (room - 1) else { return false }
    idle = start + byteTime
    return true
  }
}
