internal import Glibc

/// A thread of the system's that does one piece of work.
///
/// A class, for it is joined once: at the latest when the last reference is released.
package final class WorkThread {
  private var thread: pthread_t

  /// Begins the work.
  ///
  /// - Parameter work: values that both threads use must be safe for concurrent use.
  /// - Returns: nil where the system has no thread to give; the work is then not begun.
  package init?(_ work: @escaping () -> Void) {
    let body = Unmanaged.passRetained(Body(work))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { pointer in
        pointer.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().work() }
        return nil
      }, body.toOpaque())
    self.thread = thread
    guard code == 0 else {
      body.release()
      isJoined = true
      return nil
    }
  }

  private var isJoined = false

  /// Returns when the work is done.
  package func join() {
    guard !isJoined else { return }
    isJoined = true
    pthread_join(thread, nil)
  }

  deinit {
    guard !isJoined else { return }
    // The work may hold the last reference to the thread: a thread cannot join itself.
    _ = pthread_equal(pthread_self(), thread) == 0 ? pthread_join(thread, nil) : pthread_detach(thread)
  }
}

/// The work of a thread; a class, for a thread takes a pointer.
private final class Body {
  let work: () -> Void

  init(_ work: @escaping () -> Void) { self.work = work }
}
