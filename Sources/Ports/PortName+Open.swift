import Glibc
package import MIDI

/// Why a name gave no port.
package enum PortOpenError: Error, Hashable, Sendable {
  /// Ports of this kind are opened elsewhere.
  case unsupported(PortName)
  /// The path is neither a named pipe nor a device node; it was not opened.
  case notADevice(path: String)
  /// ALSA's library is not installed.
  case noLibrary(name: String)
  /// Several ports are meant by this name.
  case ambiguous(name: String, addresses: [String])
  case failed(PortError)
}

extension PortName {
  /// Opens a port without waiting for the other end.
  ///
  /// The process must ignore SIGPIPE, as `Commands` does: a disconnected far end is then reported as
  /// ``PortError/unplugged(name:)``.
  /// - Parameter timeout: how long a write or drain may go without progress before it fails.
  package func open(
    timeout: Duration = .seconds(10), system: SystemFiles = SystemFiles()
  ) throws(PortOpenError) -> any Port {
    switch self {
    case .pair(let input, let output):
      try NodePort(name: description, input: input, output: output, timeout: timeout)
    case .node(let path):
      if let address = RawMIDIAddress(node: path, system) {
        try RawMIDIPort.open(address, name: description, timeout: timeout, system)
      } else {
        try NodePort(name: description, input: path, output: path, timeout: timeout)
      }
    case .rawMIDI(let card, let device, let subdevice):
      try RawMIDIPort.open(
        try RawMIDIAddress(card: card, device: device, subdevice: subdevice, name: description, system),
        name: description, timeout: timeout, system)
    case .usb(let id, let device, let subdevice):
      try RawMIDIPort.open(
        try RawMIDIAddress(usb: id, device: device, subdevice: subdevice, name: description, system),
        name: description, timeout: timeout, system)
    case .sequencer(let client, let port):
      try SequencerPort.open(client: client, port: port, name: description, timeout: timeout, system)
    case .simulated: throw .unsupported(self)
    }
  }
}
