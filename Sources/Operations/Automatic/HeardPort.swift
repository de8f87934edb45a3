import MIDI

/// A port that counts received bytes, so that a device that is off differs from one that stops mid-dump.
///
/// A class, because `Port` requires one.
final class HeardPort: Port {
  private let port: any Port
  private(set) var count = 0

  init(_ port: any Port) { self.port = port }

  var name: String { port.name }
  var now: Duration { port.now }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    let bytes = try port.read(within: duration)
    count += bytes.count
    return bytes
  }

  func write(_ bytes: [UInt8]) throws(PortError) { try port.write(bytes) }
  func drain() throws(PortError) { try port.drain() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func lost() throws(PortError) -> Int { try port.lost() }
  func close() { port.close() }
}
