package import MIDI

/// The ports that one run has open. Devices behind one port (a thru box, a merger) share it by turns, because the
/// system allows only one open handle per port.
///
/// A class, so that all devices of a run share the open ports.
package final class SharedPorts {
  /// Where a port's name leads; a USB device is found again under another one.
  package struct Place: Hashable {
    let name: String
    let usb: String?

    package init(name: String, usb: String?) { (self.name, self.usb) = (name, usb) }
  }

  private var lines: [Place: SharedPort.Line] = [:]

  package init() {}

  /// Holds the port of a place; opens the port where it is not yet open.
  package func hold(_ place: Place, open: () throws -> any Port) throws -> any Port {
    if let line = lines[place], line.holders > 0 { return SharedPort(line) }
    let line = SharedPort.Line(try open())
    lines[place] = line
    return SharedPort(line)
  }
}

/// One device's hold on a port: the port is closed when the last hold is.
///
/// Holds of one port are used by turns, never from two threads at once.
final class SharedPort: Port {
  /// An open port and how many hold it.
  final class Line {
    let port: any Port
    fileprivate(set) var holders = 0
    init(_ port: any Port) { self.port = port }
  }

  private let line: Line
  private var isClosed = false

  init(_ line: Line) {
    self.line = line
    line.holders += 1
  }

  var name: String { line.port.name }
  var now: Duration { line.port.now }

  func read(within duration: Duration) throws(PortError) -> [UInt8] { try held().read(within: duration) }
  func write(_ bytes: [UInt8]) throws(PortError) { try held().write(bytes) }
  func drain() throws(PortError) { try held().drain() }
  func lost() throws(PortError) -> Int { try held().lost() }
  func pause(_ duration: Duration) { line.port.pause(duration) }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    line.holders -= 1
    if line.holders == 0 { line.port.close() }
  }

  private func held() throws(PortError) -> any Port {
    guard !isClosed else { throw .closed(name: name) }
    return line.port
  }
}
