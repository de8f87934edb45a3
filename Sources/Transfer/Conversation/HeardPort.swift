package import MIDI

/// A port that counts received bytes, so that a device that is off differs from one that stops mid-dump.
///
/// A class, because `Port` requires one.
package final class HeardPort: Port {
  private let port: any Port
  package private(set) var count = 0

  package init(_ port: any Port) { self.port = port }

  package var name: String { port.name }
  package var now: Duration { port.now }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    let bytes = try port.read(within: duration)
    count += bytes.count
    return bytes
  }

  package func write(_ bytes: [UInt8]) throws(PortError) { try port.write(bytes) }
  package func drain() throws(PortError) { try port.drain() }
  package func pause(_ duration: Duration) { port.pause(duration) }
  package func lost() throws(PortError) -> Int { try port.lost() }
  package func close() { port.close() }
}
