package import MIDI

/// Why a name gave no port.
package enum PortOpenError: Error, Hashable, Sendable {
  /// Ports of this kind are opened elsewhere or not at all.
  case unsupported(PortName)
  /// The path is neither a named pipe nor a device node; it was not opened.
  case notADevice(path: String)
  case failed(PortError)
}

extension PortName {
  /// Opens a port of named pipes or device nodes, without waiting for the other end.
  ///
  /// The process must ignore SIGPIPE, as `Commands` sees to: a far end that is gone is then reported as
  /// ``PortError/unplugged(name:)``.
  /// - Parameter patience: how long a write or drain may go without progress before it fails.
  package func open(patience: Duration = .seconds(10)) throws(PortOpenError) -> any Port {
    switch self {
    case .pair(let input, let output):
      try NodePort(name: description, input: input, output: output, patience: patience)
    case .node(let path):
      try NodePort(name: description, input: path, output: path, patience: patience)
    case .simulated, .rawMIDI, .sequencer: throw .unsupported(self)
    }
  }
}
