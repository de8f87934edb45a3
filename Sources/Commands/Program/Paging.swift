internal import Synchronization

/// The pager of a session, while it runs.
final class Paging: Sendable {
  private let pager = Mutex<Pager?>(nil)

  var isActive: Bool { pager.withLock { $0 != nil } }

  func begin(_ new: Pager) { pager.withLock { $0 = new } }

  func end() -> Pager? {
    pager.withLock { pager in
      defer { pager = nil }
      return pager
    }
  }
}
