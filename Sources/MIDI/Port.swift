/// A MIDI connection in both directions, real or simulated.
///
/// Calls block. Each port has its own clock, so that a simulated port can let time pass at no cost. Callers wait and
/// measure with the port's clock.
package protocol Port: AnyObject {
  /// The name that it was opened by.
  var name: String { get }

  /// Time since the port was opened; never goes back.
  var now: Duration { get }

  /// Hands over all the bytes, in order, waiting where the other side is slow.
  func write(_ bytes: [UInt8]) throws(PortError)

  /// Waits until a byte arrives or the duration has passed; returns the bytes that arrived, or none.
  func read(within: Duration) throws(PortError) -> [UInt8]

  /// Waits until all written bytes have left this machine.
  func drain() throws(PortError)

  /// Lets time pass.
  func pause(_ duration: Duration)

  /// The minimum number of received bytes that the system lost since the last call. Data read around lost bytes is
  /// incomplete.
  func lost() throws(PortError) -> Int

  /// Ends the connection; every later call throws ``PortError/closed(name:)``.
  func close()
}

extension Port {
  /// Zero: most ports lose nothing, or cannot report it.
  package func lost() throws(PortError) -> Int { 0 }
}
