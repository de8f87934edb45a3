internal import Synchronization

/// Something that a command says or does once.
///
/// A class: all copies of a session share it.
final class Once: Sendable {
  private let isDone = Mutex(false)

  /// True the first time.
  func isFirst() -> Bool {
    isDone.withLock { done in
      defer { done = true }
      return !done
    }
  }
}
