import Foundation

/// Looks every two milliseconds whether something has come.
/// - Parameter going: false where it cannot come any more.
/// - Returns: whether it came, within a minute: a loaded machine needs seconds for what else takes none.
@discardableResult
package func poll(while going: () -> Bool = { true }, until done: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + .seconds(60)
  while try !done() {
    guard going(), ContinuousClock.now < end else { return false }
    Thread.sleep(forTimeInterval: 0.002)
  }
  return true
}
