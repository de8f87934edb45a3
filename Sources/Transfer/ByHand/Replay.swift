package import MIDI
package import Profiles

/// Messages of a file, to be sent as they are.
package struct Replay: Sendable {
  /// A message with its details.
  package struct Line: Sendable {
    package let message: SysExMessage
    /// The model whose messages begin so; nil: none that is known.
    package let profile: (any DeviceModel)?
    /// The slot that it would overwrite.
    package let slot: String?
    /// Whether the model's profile knows it as something that may be sent.
    package let isKnown: Bool
    package let problems: [MessageProblem]
    /// The time between the starts of the previous message and this one in the file; zero where the file has none.
    package let lead: Duration
  }

  package let lines: [Line]

  /// The longest pause of a file that is kept.
  package static let longestPause = Duration.seconds(60)

  /// - Parameters:
  ///   - starts: when each begins, where the file says so.
  ///   - model: the model whose messages begin so; nil: none that is known.
  package init<Failure: Error>(
    _ messages: [SysExMessage], starts: [Duration] = [],
    model: (SysExMessage) throws(Failure) -> (any DeviceModel)?
  ) throws(Failure) {
    var lines: [Line] = []
    for (index, message) in messages.enumerated() {
      let lead = index > 0 && index < starts.count ? max(.zero, starts[index] - starts[index - 1]) : .zero
      let profile = try model(message)
      lines.append(
        Line(
          message: message, profile: profile, slot: profile?.overwritten(by: message),
          isKnown: profile?.maySend(message) ?? false, problems: profile?.problems(of: message) ?? [],
          lead: min(lead, Self.longestPause)))
    }
    self.lines = lines
  }

  /// Several files, one after the other.
  package init(_ parts: [Replay]) { lines = parts.flatMap(\.lines) }

  package var byteCount: Int { lines.reduce(0) { $0 + $1.message.bytes.count } }

  /// Messages of a model that synvc knows, which that model's profile does not: commands, system updates.
  package var strangers: Int { lines.count { $0.profile != nil && !$0.isKnown } }

  /// Messages of models without a profile: dumps cannot be distinguished from system updates.
  package var unknown: Int { lines.count { $0.profile == nil } }

  /// Messages that are wrong in themselves.
  package var wrong: Int { lines.count { !$0.problems.isEmpty } }

  /// The most careful pace that the models among them ask for.
  package var pacing: Pacing {
    var pacing = Pacing.din
    for transfer in lines.compactMap(\.profile?.transfer) {
      pacing.gap = max(pacing.gap, transfer.gap)
      pacing.chunkGap = max(pacing.chunkGap, transfer.chunkGap)
      if let chunk = transfer.chunk { pacing.chunk = min(pacing.chunk ?? chunk, chunk) }
    }
    return pacing
  }

  /// How long sending takes.
  package func expectedDuration(gap: Duration) -> Duration {
    lines.reduce(gap * max(0, lines.count - 1) + pauses(gap: gap)) {
      $0 + pacing.duration(ofMessage: $1.message.bytes.count)
    }
  }

  /// The total by which the pauses of the file exceed the time that sending takes anyway.
  package func pauses(gap: Duration) -> Duration {
    zip(lines, lines.dropFirst()).reduce(.zero) { sum, pair in
      sum + max(.zero, pair.1.lead - pacing.duration(ofMessage: pair.0.message.bytes.count) - gap)
    }
  }

  /// Messages that are wrong in themselves.
  package var faults: FirstTen<MessageFault> {
    FirstTen(
      lines.enumerated().flatMap { index, line in
        line.problems.map { MessageFault(number: index + 1, slot: line.slot, problem: $0) }
      })
  }
}

extension DeviceModel {
  /// The slot that a message overwrites; nil where it is for none, or only for the edit buffer.
  fileprivate func overwritten(by message: SysExMessage) -> String? {
    if let (slot, _) = stored(by: message) { return name(slot) }
    guard let slot = locate(message)?.slot, slotKind(slot.kind)?.select == nil else { return nil }
    return name(slot)
  }
}
