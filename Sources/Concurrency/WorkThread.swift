internal import CGlibc
internal import Glibc

/// A thread of the system's that does one piece of work.
///
/// A class, for it is joined once: when the last one lets go of it, at the latest.
package final class WorkThread {
  private var thread: pthread_t

  /// Begins the work.
  ///
  /// - Parameters:
  ///   - elsewhere: whether it begins on another processor than this one, where the system has one. Left to itself the
  ///     system may let it wait behind the one that made it, for a millisecond and more.
  ///   - prepare: is done first, and not yet where the system wants it.
  ///   - work: what both threads see of it must be safe to be seen by two at once.
  /// - Returns: nil where the system has no thread to give; the work is then not begun.
  package init?(elsewhere: Bool = false, preparing prepare: @escaping () -> Void = {}, _ work: @escaping () -> Void) {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    let all = elsewhere ? ProcessorSet.here : nil
    let others = all?.withoutThis
    // Where the system will not have it so, the thread begins where it likes.
    if let others { _ = others.apply(to: &attributes) }
    let body = Unmanaged.passRetained(Body(all: others == nil ? nil : all, prepare, work))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { pointer in
        pointer.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
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
    // The work may hold what holds the thread: it cannot wait for itself.
    _ = pthread_equal(pthread_self(), thread) == 0 ? pthread_join(thread, nil) : pthread_detach(thread)
  }
}

/// What a thread does; a class, for a thread takes a pointer.
private final class Body {
  private let all: ProcessorSet?
  private let prepare: () -> Void
  private let work: () -> Void

  init(all: ProcessorSet?, _ prepare: @escaping () -> Void, _ work: @escaping () -> Void) {
    (self.all, self.prepare, self.work) = (all, prepare, work)
  }

  func run() {
    prepare()
    // From now on it may go where the system wants it.
    all?.applyHere()
    work()
  }
}
