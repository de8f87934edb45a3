internal import Synchronization

/// A second thread that does what it is given, one thing after the other.
///
/// A class, for it owns the thread, which begins with the first piece of work and has ended when the last one lets go
/// of the queue. The work must not keep the queue.
package final class SerialQueue: Sendable {
  /// Where the next piece of work will be, and the place after it; nil: there is no more.
  private final class Place: Sendable {
    let next = Promise<(work: @Sendable () -> Void, after: Place)?>()
  }

  private struct State {
    var end: Place?
    var thread: WorkThread?
  }

  private let state = Mutex(State())
  private let isBeside: Bool
  private let prepare: @Sendable () -> Void

  /// - Parameters:
  ///   - isBeside: whether another thread does the work; else it is done on return, one thing after the other for certain.
  ///   - prepare: what that thread does first of all.
  package init(isBeside: Bool = true, preparing prepare: @escaping @Sendable () -> Void = {}) {
    self.isBeside = isBeside
    self.prepare = prepare
  }

  /// Has the thread begin before there is work: it takes a while until it runs.
  package func begin() {
    guard isBeside else { return }
    state.withLock { if $0.end == nil { $0.end = begin(&$0) } }
  }

  /// Has something done; where the system has no thread to give, it is done on return.
  package func add(_ work: @escaping @Sendable () -> Void) {
    let isTaken = state.withLock { state in
      guard isBeside, let end = state.end ?? begin(&state) else { return false }
      let after = Place()
      end.next.give((work, after))
      state.end = after
      return true
    }
    if !isTaken { work() }
  }

  private func begin(_ state: inout State) -> Place? {
    let first = Place()
    let thread = WorkThread(elsewhere: true, preparing: prepare) {
      var place = first
      while let (work, after) = place.next.takeAway() {
        work()
        place = after
      }
    }
    guard let thread else { return nil }
    state.thread = thread
    return first
  }

  deinit { state.withLock { $0.end?.next.give(nil) } }
}
