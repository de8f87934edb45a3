import MIDI
package import Profiles

/// Sends slots and checks the result.
package struct SlotSender {
  package let reader: SlotReader
  /// How the device is called.
  private let device: String
  /// In sending order.
  let steps: [SendStep]
  /// How long sending and reading back take.
  private let expected: Duration
  private var profile: any DeviceModel { reader.profile }
  private var port: any Port { reader.conversation.port }

  package init(_ reader: SlotReader, device: String, steps: [SendStep], expected: Duration) {
    (self.reader, self.device, self.steps, self.expected) = (reader, device, steps, expected)
  }

  /// Sends one of the steps.
  package func send(
    _ index: Int, since start: Duration, progress: (TransferProgress) -> Void
  ) throws(TransferError) {
    if reader.isInterrupted() { throw .interrupted }
    report(.sending, index, start, progress)
    let step = steps[index]
    do throws(TransferError) { try deliver(step.dump, to: step.slot) } catch {
      throw error.placed(after: index > 0 ? steps[index - 1].slot : nil, before: step.slot, profile)
    }
    if profile.slotKind(step.slot.kind)?.affectsConnection == true { try look(after: step.slot) }
  }

  func deliver(_ dump: SlotDump, to slot: Slot) throws(TransferError) {
    guard let handshake = profile.handshake, !profile.transfer.isOneWay else {
      for message in profile.messages(sending: dump, to: slot) { try reader.conversation.send(message.bytes) }
      return
    }
    try HandshakeTalk(
      conversation: reader.conversation, profile: profile, handshake: handshake, slot: slot
    ).send(dump)
  }

  /// Checks that the device still answers: the sent data may have changed its channel, id or port.
  private func look(after slot: Slot) throws(TransferError) {
    guard profile.isAskable else { return }
    reader.conversation.settle()
    do {
      if try reader.identify() == nil { _ = try reader.read(slot, isFilled: true) }
    } catch {
      switch error {
      case .noIdentity, .badIdentity, .onlyEcho, .otherModel, .noAnswer: throw .lineCut(after: profile.name(slot))
      default: throw error
      }
    }
  }

  private func report(
    _ phase: TransferProgress.Phase, _ index: Int, _ start: Duration, _ progress: (TransferProgress) -> Void
  ) {
    progress(
      TransferProgress(
        phase: phase, device: device, done: index, total: steps.count, slot: profile.name(steps[index].slot),
        elapsed: port.now - start, expected: expected))
  }

  /// So many slots that do not answer, one after the other: then the instrument itself is silent.
  static let mostSilent = 3

  /// Reads every sent slot back, and compares.
  ///
  /// Consecutive silent slots are not a mismatch where the instrument itself is gone.
  ///
  /// - Parameter witness: a slot that answered before the send.
  /// - Throws: `.fellSilent` where the instrument no longer answers.
  package func readBack(
    _ check: inout SendCheck, witness: Slot?, progress: (TransferProgress) -> Void
  ) throws(TransferError) {
    let start = port.now
    var silent = 0
    var last = Answer.empty
    // The sent data may be in an edit buffer whose content is cached.
    reader.selection.doubtAll()
    for (index, step) in steps.enumerated() {
      if reader.isInterrupted() { throw .interrupted }
      guard silent < Self.mostSilent else {
        check.note(.unasked, of: step.slot)
        continue
      }
      report(.readingBack, index, start, progress)
      var answer = try readAgain(step.slot, after: check.verified.last)
      // A transfer error is not a storage error: a message that cannot prove itself is requested again.
      if !holds(answer, step), let now = answer.dump, !profile.provesItself(now) {
        answer = try readAgain(step.slot, after: check.verified.last)
      }
      silent = answer == .silence ? silent + 1 : 0
      last = answer
      judge(answer, step, &check)
    }
    switch last {
    case .silence, .broken: try refuseSilence(check, witness: witness)
    case .dump, .empty: break
    }
  }

  /// Asks the instrument once more for its identity, or for a slot that answered before.
  private func refuseSilence(_ check: SendCheck, witness: Slot?) throws(TransferError) {
    let heard = check.verified + check.different.filter { $0.found != nil }.map(\.slot)
    guard try !isThere(heard.last ?? witness) else { return }
    throw .fellSilent(readBack: heard.count + check.unconfirmed.count, of: steps.count)
  }

  private func isThere(_ witness: Slot?) throws(TransferError) -> Bool {
    do throws(TransferError) {
      if try reader.identify() != nil { return true }
      return try witness.map { slot throws(TransferError) in try reader.read(slot, isFilled: true) != nil } ?? false
    } catch {
      switch error {
      case .noIdentity, .onlyEcho, .noAnswer, .handshake(_, .silence): return false
      // Something answers, be it badly.
      case .badIdentity, .otherModel, .badAnswer, .handshake: return true
      default: throw error
      }
    }
  }

  private func judge(_ answer: Answer, _ step: SendStep, _ check: inout SendCheck) {
    if !holds(answer, step) {
      check.note(.different(answer.dump), of: step.slot)
    } else if reader.selection.unconfirmed[step.slot] != nil {
      check.note(.unconfirmed, of: step.slot)
    } else {
      check.note(.verified, of: step.slot)
    }
  }

  private enum Answer: Equatable {
    case dump(SlotDump)
    /// As an empty slot is that does not answer.
    case empty
    case silence
    /// Something came, and was no dump of the slot.
    case broken

    var dump: SlotDump? { if case .dump(let dump) = self { dump } else { nil } }
  }

  private func readAgain(_ slot: Slot, after last: Slot?) throws(TransferError) -> Answer {
    do { return try reader.read(slot, isFilled: true).map { .dump($0) } ?? .empty } catch {
      switch error {
      case .noAnswer, .handshake(_, .silence): return .silence
      case _ where error.concernsOneSlot: return .broken
      default: throw error.placed(after: last, before: slot, profile)
      }
    }
  }

  private func holds(_ answer: Answer, _ step: SendStep) -> Bool {
    answer.dump.map { profile.areEqual($0, step.dump, of: step.slot) } ?? false
  }

  /// After a mismatch: slots of these kinds that changed since they were read; unread ones are compared with the last
  /// snapshot.
  package func findUnasked(
    _ kinds: Set<String>, _ check: inout SendCheck, before: ContentBefore, _ progress: (TransferProgress) -> Void
  ) throws(TransferError) {
    let sent = Set(steps.map(\.slot))
    // A kind of which the snapshot holds nothing was never read.
    let kindsTold = Set(before.told.keys.map(\.kind))
    let slots = profile.slots(with: kinds).filter { slot in
      kinds.contains(slot.kind) && !sent.contains(slot)
        && (before.read.contains(slot) || kindsTold.contains(slot.kind))
    }
    let (after, unheard, isGivenUp) = try readAll(slots, progress)
    if isGivenUp { try refuseSilence(check, witness: before.witness) }
    for slot in slots {
      if unheard.contains(slot) {
        check.note(.unheard, of: slot)
      } else if isOther(slot, before, after[slot]) {
        check.note(.changedUnasked(after[slot], isUnlikeHead: !before.read.contains(slot)), of: slot)
      }
    }
  }

  private func isOther(_ slot: Slot, _ before: ContentBefore, _ now: SlotDump?) -> Bool {
    switch (before.read.contains(slot) ? before.found[slot] : before.told[slot], now) {
    case (nil, nil): false
    case (let one?, let other?): !profile.areEqual(one, other, of: slot)
    default: true
    }
  }

  /// The content of slots, the slots without a good answer, and whether reading stopped after too many silent slots in
  /// a row.
  private func readAll(
    _ slots: [Slot], _ progress: (TransferProgress) -> Void
  ) throws(TransferError) -> (held: [Slot: SlotDump], unheard: Set<Slot>, isGivenUp: Bool) {
    var held: [Slot: SlotDump] = [:]
    var unheard: Set<Slot> = []
    var done = 0
    while done < slots.count {
      let some = slots[done...].prefix(Self.mostSilent)
      let reading = try reader.read(
        Array(some), of: device, phase: .readingBack, allowPartial: true,
        progress: { progress($0.part(of: slots.count, after: done)) })
      held.merge(reading.content) { $1 }
      unheard.formUnion(reading.missing.map(\.slot))
      done += some.count
      if reading.missing.count == some.count { return (held, unheard.union(slots[done...]), true) }
    }
    return (held, unheard, false)
  }

  /// Slots that the instrument says it has loaded.
  package func loaded(among slots: [Slot]) throws(TransferError) -> [Slot] {
    var loaded: [Slot] = []
    // A selected slot is loaded anew.
    for kind in profile.slotKinds where kind.select == nil && slots.contains(where: { $0.kind == kind.id }) {
      let value = try reader.loaded(kind.id)
      loaded += slots.filter { $0.kind == kind.id && $0.index == value }
    }
    return loaded
  }
}

extension TransferProgress {
  /// The same progress as a part of a larger job.
  fileprivate func part(of total: Int, after done: Int) -> TransferProgress {
    TransferProgress(
      phase: phase, device: device, done: done + self.done, total: total, slot: slot, elapsed: elapsed, expected: nil)
  }
}
