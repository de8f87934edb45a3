import Profiles

/// Finds the fastest pace at which the device still stores the sent data.
///
/// Sends slots of the plan in their new and old form, in turn, and reads each back: only a change proves that a
/// message arrived. Each pace is tried both ways; the first loss ends the search. All these slots were saved before,
/// and the send itself follows.
package struct Tuner {
  let sender: SlotSender

  package init(_ sender: SlotSender) { self.sender = sender }

  /// The result of the search.
  package struct Outcome {
    package let pacing: Pacing
    /// Kinds of which slots may hold something else, because a pace was too fast.
    package let harmed: Set<String>
  }

  private var conversation: Conversation { sender.reader.conversation }

  /// Enough to fill a buffer, few enough to be quick.
  private static let most = 4
  private static let divisors = [2, 4, 8, 16]

  /// Nil where no slot can be tried, or where there is nothing to gain.
  package func run() throws(TransferError) -> Outcome? {
    let base = conversation.pacing
    let steps = chosen
    guard !steps.isEmpty, base.gap > .zero || base.chunkGap > .zero else { return nil }
    var best = base
    for divisor in Self.divisors + [0] {
      var pacing = base
      pacing.gap = divisor == 0 ? .zero : base.gap / divisor
      pacing.chunkGap = divisor == 0 ? .zero : base.chunkGap / divisor
      conversation.pacing = pacing
      guard try holds(steps) else {
        conversation.pacing = best
        return Outcome(pacing: best, harmed: Set(steps.map(\.slot.kind)))
      }
      best = pacing
    }
    return Outcome(pacing: best, harmed: [])
  }

  /// The longest messages that change something and cannot cut the line.
  private var chosen: [SendStep] {
    sender.steps.filter { step in
      guard let now = step.current, sender.reader.profile.slotKind(step.slot.kind)?.affectsConnection == false else {
        return false
      }
      return !sender.reader.profile.areEqual(now, step.dump, of: step.slot)
    }.sorted { $0.dump.byteCount > $1.dump.byteCount }.prefix(Self.most).map(\.self)
  }

  private func holds(_ steps: [SendStep]) throws(TransferError) -> Bool {
    for isWanted in [true, false] {
      if sender.reader.isInterrupted() { throw .interrupted }
      let dumps = steps.compactMap { step in (isWanted ? step.dump : step.current).map { (step.slot, $0) } }
      do throws(TransferError) {
        for (slot, dump) in dumps { try sender.deliver(dump, to: slot) }
        conversation.settle()
        for (slot, dump) in dumps {
          guard let found = try sender.reader.read(slot, isFilled: true),
            sender.reader.profile.areEqual(found, dump, of: slot)
          else { return false }
        }
      } catch {
        guard error.concernsOneSlot else { throw error }
        return false
      }
    }
    return true
  }
}
