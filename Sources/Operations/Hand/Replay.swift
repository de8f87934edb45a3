package import MIDI
package import Profiles

/// Messages of a file, to be sent as they are.
package struct Replay: Sendable {
  /// A message with what is known of it.
  package struct Line: Sendable {
    package let message: SysExMessage
    /// The model whose messages begin so; nil: none that is known.
    package let profile: Profile?
    /// The slot that it would overwrite.
    package let slot: String?
    /// Whether the model's profile knows it as something that may be sent.
    package let isKnown: Bool
    package let problems: [MessageProblem]
  }

  package let lines: [Line]

  package init(_ messages: [SysExMessage], shelf: ProfileShelf) throws(OperationError) {
    var lines: [Line] = []
    for message in messages {
      let profile = try Self.profile(of: message, shelf)
      let found = profile?.recognise(message)
      lines.append(
        Line(
          message: message, profile: profile,
          slot: profile?.overwritten(by: message),
          isKnown: profile?.maySend(message) ?? false, problems: found?.0.problems(of: message) ?? []))
    }
    self.lines = lines
  }

  private static func profile(of message: SysExMessage, _ shelf: ProfileShelf) throws(OperationError) -> Profile? {
    guard let entry = shelf.entries.first(where: { $0.header.matchesPrefix(of: message.bytes) }) else { return nil }
    do { return try shelf.profile(entry.id) } catch { throw .profile(error, id: entry.id) }
  }

  package var byteCount: Int { lines.reduce(0) { $0 + $1.message.bytes.count } }

  /// Messages of a model that synvc knows, which that model's profile does not: commands, system updates.
  package var strangers: Int { lines.count { $0.profile != nil && !$0.isKnown } }

  /// Messages of which no profile knows the model: whether they are dumps or system updates cannot be told.
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
    lines.reduce(gap * max(0, lines.count - 1)) { $0 + pacing.duration(ofMessage: $1.message.bytes.count) }
  }
}

extension Profile {
  /// The slot that a message overwrites; nil where it is for none, or only for the edit buffer.
  fileprivate func overwritten(by message: SysExMessage) -> String? {
    for kind in kinds {
      if let (slot, _) = kind.stored(by: message) { return name(Slot(kind: kind.id, index: slot)) }
    }
    guard let (kind, index) = recognise(message), kind.select == nil else { return nil }
    return name(Slot(kind: kind.id, index: index))
  }
}
