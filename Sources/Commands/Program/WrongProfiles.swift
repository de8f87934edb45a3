internal import Operations
internal import Profiles
internal import Synchronization

/// Built-in profiles that a command found to be damaged.
///
/// A class with a lock: any thread may report one.
package final class WrongProfiles: Sendable {
  private let found = Mutex<OperationError?>(nil)

  func add(_ error: ProfileError, _ id: String) {
    found.withLock { if $0 == nil { $0 = .profile(error, id: id) } }
  }

  /// The first that was found.
  var first: OperationError? { found.withLock { $0 } }
}
