/// A MIDI connection in both directions, real or simulated.
///
/// Calls block. Time is the port's own, so that a simulated port can let it pass at no cost: whoever waits or measures
/// does it through the port.
package protocol Port: AnyObject {
  /// The name that it was opened by.
  var name: String { get }

  /// Time since the port was opened; never goes back.
  var now: Duration { get }

  /// Hands over all the bytes, in order, waiting where the other side is slow.
  func write(_ bytes: [UInt8]) throws(PortError)

  /// Waits until a byte arrives or the duration has passed; gives what is there, nothing when none came.
  func read(within: Duration) throws(PortError) -> [UInt8]

  /// Waits until what was written has left this machine.
  func drain() throws(PortError)

  /// Lets time pass.
  func pause(_ duration: Duration)

  /// Bytes that arrived and that the system lost, at least, since this was asked last. What was read around them is not
  /// whole.
  func lost() throws(PortError) -> Int

  /// Ends the connection; every later call throws ``PortError/closed(name:)``.
  func close()
}

extension Port {
  /// None: most ports lose nothing, or cannot tell.
  package func lost() throws(PortError) -> Int { 0 }
}
