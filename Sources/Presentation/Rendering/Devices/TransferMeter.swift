package import Transfer

/// Shows how far a transfer has come: one progress line for each phase of each device.
package final class TransferMeter {
  /// Begins the display of one phase: the activity, the number of parts and the expected time, where they are known.
  package typealias Start = (_ activity: String, _ total: Int?, _ expected: Duration?) -> Progress

  private let start: Start
  private var progress: Progress?
  private var current: (phase: TransferProgress.Phase, device: String)?

  package init(start: @escaping Start) { self.start = start }

  package func show(_ step: TransferProgress) {
    if current?.phase != step.phase || current?.device != step.device {
      finish()
      progress = start(Self.name(step.phase), step.total > 0 ? step.total : nil, step.expected)
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
