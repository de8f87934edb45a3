package import Operations

/// Shows how far a transfer has come: one progress line for each phase of each device.
package final class TransferMeter {
  private let context: CommandContext
  private var progress: Progress?
  private var current: (phase: TransferProgress.Phase, device: String)?

  package init(_ context: CommandContext) { self.context = context }

  package func show(_ step: TransferProgress) {
    if current?.phase != step.phase || current?.device != step.device {
      finish()
      progress = context.progress(Self.name(step.phase), of: step.total > 0 ? step.total : nil, expected: step.expected)
      current = (step.phase, step.device)
    }
    progress?.advance(to: step.done, item: step.slot)
  }

  /// Takes the line away.
  package func finish() {
    progress?.finish()
    progress = nil
    current = nil
  }

  private static func name(_ phase: TransferProgress.Phase) -> String {
    switch phase {
    case .reading: "reading"
    case .verifying: "reading again"
    case .listening: "listening"
    case .sending: "sending"
    case .readingBack: "reading back"
    }
  }
}

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
    for device in devices {
      output.note(
        "\(device.device, .heading)  reading selects programs on the \(device.model): unsaved edits of the edit buffer are lost"
      )
    }
    try confirm("select programs on \(StyledText.list(devices.map(\.device), last: "and"))")
  }

  private func tell(_ device: Selected) {
    guard let slot = device.slot else { return }
    output.note(
      "\(device.device, .heading)  \(slot) is selected \(device.isOriginal ? "again" : "now"); unsaved edits of the edit buffer are lost"
    )
  }

  private func tell(_ guidance: Guidance) {
    if guidance.isAgain {
      output.note("  send the same dump again, for comparison")
      return
    }
    for step in guidance.steps { output.note("\(step)") }
    output.note(
      guidance.model == nil
        ? "  listening: send the data to store; recording ends after a pause (Ctrl-C cancels)"
        : "  listening: send the dump from the front panel (Ctrl-C cancels)")
  }

  /// Nil in unattended runs.
  private func confirmSuspect(_ device: String, _ differing: Int, _ all: Int) -> Bool? {
    if globals.yes { return true }
    guard canAsk else { return nil }
    output.warning(
      "\(device): \(differing) of the \(all) used slots differ from the last snapshot: another project, an empty battery or another unit"
    )
    do {
      try confirm("store this as the state of \(quoted: device)")
      return true
    } catch {
      return false
    }
  }
}
