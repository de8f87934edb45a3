internal import Operations
internal import Profiles
internal import Synchronization

/// Profiles that came with the program and were found to be damaged while a command used them.
///
/// A class with a lock: whichever thread finds one out tells it.
package final class WrongProfiles: Sendable {
  private let found = Mutex<OperationError?>(nil)

  func add(_ error: ProfileError, _ id: String) {
    found.withLock { if $0 == nil { $0 = .profile(error, id: id) } }
  }

  /// The first that was found.
  var first: OperationError? { found.withLock { $0 } }
}
