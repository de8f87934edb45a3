import Glibc

/// The clock of a real port: the machine's own, which never goes back.
struct PortClock {
  private let start = Self.read()

  /// Time since the port was opened.
  var now: Duration { Self.read() - start }

  /// Waits for the whole duration, even when signals arrive.
  func pause(_ duration: Duration) {
    let parts = max(duration, .zero).components
    var left = timespec(tv_sec: Int(parts.seconds), tv_nsec: Int(parts.attoseconds / 1_000_000_000))
    var rest = timespec()
    while nanosleep(&left, &rest) != 0 && errno == EINTR { left = rest }
  }

  private static func read() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
