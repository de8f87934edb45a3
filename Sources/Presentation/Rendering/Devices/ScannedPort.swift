package import Ports
package import Transfer

/// One port of a scan, and the result of the inquiry on it.
package struct ScannedPort {
  /// A port to be asked on.
  package struct Candidate: Sendable {
    package let port: PortName
    package let title: String
    package let usb: USBIdentity?

    package init(port: PortName, title: String, usb: USBIdentity?) {
      self.port = port
      self.title = title
      self.usb = usb
    }
  }

  /// The end of the scan of one port.
  package enum Outcome {
    case found(PortFinding)
    /// The port could not be opened, or failed during the scan.
    case failed(any Error)
  }

  package let candidate: Candidate
  package let outcome: Outcome
  /// Other ports whose input had the answers: the cables are crossed.
  package var crossed: [PortName] = []

  package init(candidate: Candidate, outcome: Outcome) {
    self.candidate = candidate
    self.outcome = outcome
  }

  package var isOpened: Bool { if case .found = outcome { true } else { false } }

  package var hasAnswer: Bool { if case .found(let finding) = outcome { !finding.voices.isEmpty } else { false } }
}
