import Foundation

/// Polls every two milliseconds for a condition.
/// - Parameter going: false where the condition can no longer come true.
/// - Returns: whether it came true within a minute: a loaded machine may need seconds.
@discardableResult
package func poll(while going: () -> Bool = { true }, until done: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + .seconds(60)
  while try !done() {
    guard going(), ContinuousClock.now < end else { return false }
    Thread.sleep(forTimeInterval: 0.002)
  }
  return true
}
