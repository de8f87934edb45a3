package import Operations
package import Presentation
import Transfer
package import Archive

extension CommandContext {
  /// The callbacks of this command for an operation on instruments.
  ///
  /// - Parameters:
  ///   - byHand: whether the user announced a person at the front panel.
  ///   - met: called with every device before its first message.
  package func delegate(
    for workspace: Workspace, meter: TransferMeter, byHand: Bool = false,
    met: @escaping (Device, String) -> Void = { _, _ in }
  ) -> TransferDelegate {
    TransferDelegate(
      open: { device, port in
        meter.finish()
        return try openPort(device, port, in: workspace)
      },
      progress: meter.show, isInterrupted: { interrupt.signal() != nil },
      confirmSuspect: { device, differing, all in
        meter.finish()
        return confirmSuspect(device, differing, all)
      },
      guide: canAsk || byHand
        ? { guidance in
          meter.finish()
          tell(guidance)
        } : nil,
      agreeToSelect: { devices in
        meter.finish()
        try agreeToSelect(devices)
      },
      stands: { device in
        meter.finish()
        tell(device)
      },
      meets: { device, port, steps in
        meter.finish()
        met(device, port)
        for step in steps { output.note("\(step)") }
      })
  }

  /// Prints the effect of reading on instruments that programs are selected on, and asks whether to go on.
  private func agreeToSelect(_ devices: [Selected]) throws {
    for device in devices { output.note(TransferText.selecting(device)) }
    try confirm("select programs on \(StyledText.list(devices.map(\.device), last: "and"))")
  }

  private func tell(_ device: Selected) {
    if let line = TransferText.selected(device) { output.note(line) }
  }

  private func tell(_ guidance: Guidance) {
    for line in TransferText.lines(guidance) { output.note(line) }
  }

  /// Nil in unattended runs.
  private func confirmSuspect(_ device: String, _ differing: Int, _ all: Int) -> Bool? {
    if globals.yes { return true }
    guard canAsk else { return nil }
    output.warning(TransferText.suspect(device, differing, of: all))
    do {
      try confirm("store this as the state of \(quoted: device)")
      return true
    } catch {
      return false
    }
  }
}

extension TransferMeter {
  /// Shows the progress of a transfer of this command.
  package convenience init(_ context: CommandContext) {
    self.init { activity, total, expected in context.progress(activity, of: total, expected: expected) }
  }
}
