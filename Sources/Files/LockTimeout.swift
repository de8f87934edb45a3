/// How long to wait for a lock that another process holds, and the clock for waiting.
package struct LockTimeout: Sendable {
  /// From the first try; zero: one try only.
  package let limit: Duration
  /// Time since some moment; never jumps.
  let now: @Sendable () -> Duration
  let pause: @Sendable (Duration) -> Void
  /// Whether the user asked to stop.
  let isInterrupted: @Sendable () -> Bool

  package init(
    limit: Duration, now: @escaping @Sendable () -> Duration, pause: @escaping @Sendable (Duration) -> Void,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.limit = limit
    self.now = now
    self.pause = pause
    self.isInterrupted = isInterrupted
  }

  /// One try only.
  package static let none = LockTimeout(limit: .zero, now: { .zero }, pause: { _ in })

  /// Waits before the next try, longer from one to the next.
  package func rest(after tries: Int) {
    if !isInterrupted() { pause(min(LockTimeout.pause(after: tries), limit)) }
  }

  /// The delay before the user sees which process holds the lock.
  static let silence = Duration.seconds(1)

  /// The pause after a try, longer from one to the next: a lock is held for some hundredths of a second.
  static func pause(after tries: Int) -> Duration { .milliseconds(min(5 << min(tries, 5), 100)) }
}
