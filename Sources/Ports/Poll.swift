// A static build finds the system's `pollfd` in the module that includes its header first.
import CALSA
import Glibc

/// Waits for descriptors.
enum Poll {
  static let input = Int16(POLLIN)
  static let output = Int16(POLLOUT)
  static let gone = Int16(POLLERR | POLLHUP | POLLNVAL)

  /// Waits until one of the descriptors is ready, or a signal comes.
  ///
  /// - Parameters:
  ///   - descriptors: each with the events to wait for; negative ones are ignored. A hang-up always ends the wait.
  ///   - duration: rounded up to milliseconds, an hour at most; nil: for ever.
  /// - Returns: the ready events of each, all zero when none is ready; nil when the system call failed.
  static func wait(for descriptors: [(Int32, Int16)], atMost duration: Duration?) -> [Int16]? {
    var requests = descriptors.map { pollfd(fd: $0.0, events: $0.1, revents: 0) }
    let count = poll(&requests, nfds_t(requests.count), duration.map(milliseconds) ?? -1)
    return count < 0 && errno != EINTR ? nil : requests.map { count > 0 ? $0.revents : 0 }
  }

  private static func milliseconds(_ duration: Duration) -> Int32 {
    let parts = max(duration, .zero).components
    return Int32(
      min(parts.seconds, 3600) * 1000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
