internal import Glibc
internal import Synchronization

/// A value that one thread gives and others wait for.
///
/// A class, for threads meet in it; a condition of the system's guards it.
package final class Handover<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value?
  private var sleepers = 0
  private let isGiven = Atomic(false)
  private let isWatched: Bool

  package convenience init() { self.init(isWatched: ProcessorSet.areSeveral) }

  /// - Parameter isWatched: whether who waits stays awake at first.
  init(isWatched: Bool) {
    self.isWatched = isWatched
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
    let isAwaited = sleepers > 0
    pthread_mutex_unlock(mutex)
    isGiven.store(true, ordering: .releasing)
    guard isAwaited else { return }
    // Not under the mutex: who is woken would have to wait for it, and be woken once more, now and then behind this thread on
    // its processor, two milliseconds later.
    pthread_cond_broadcast(condition)
    // Who was woken may stand behind this thread all the same, and it may be about to wait awake.
    sched_yield()
  }

  /// Waits until it was given.
  package func take() -> Value { take(isLast: false) }

  /// The same, for the last one who takes it: it is not kept.
  package func takeAway() -> Value { take(isLast: true) }

  private func take(isLast: Bool) -> Value {
    if isWatched { watch() }
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let found = value {
        if isLast { value = nil }
        return found
      }
      sleepers += 1
      pthread_cond_wait(condition, mutex)
      sleepers -= 1
    }
  }

  /// Waits awake for what most likely comes within a millisecond: to sleep and to be woken takes 40 microseconds, and now and then
  /// half a millisecond more, behind another thread on the processor that happens to be chosen.
  private func watch() {
    let end = Self.now + 1_000_000
    while !isGiven.load(ordering: .acquiring), Self.now < end {}
  }

  /// Nanoseconds.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
