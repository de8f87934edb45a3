internal import Glibc

/// A value that one thread gives and others wait for.
///
/// A class, for threads meet in it; a condition of the system's guards it.
package final class Promise<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value?

  package init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  package func give(_ value: Value) {
    pthread_mutex_lock(mutex)
    self.value = value
    pthread_mutex_unlock(mutex)
    // Not under the mutex: who is woken would have to wait for it, and be woken once more, now and then behind this thread on
    // its processor, two milliseconds later.
    pthread_cond_broadcast(condition)
  }

  /// Waits until it was given.
  package func take() -> Value { take(isLast: false) }

  /// The same, for the last one who takes it: it is not kept.
  package func takeAway() -> Value { take(isLast: true) }

  private func take(isLast: Bool) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let found = value {
        if isLast { value = nil }
        return found
      }
      pthread_cond_wait(condition, mutex)
    }
  }
}
