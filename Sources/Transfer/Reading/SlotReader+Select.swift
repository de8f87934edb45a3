import MIDI
package import Profiles

/// Reads content that can be requested from the edit buffer only.
extension SlotReader {
  /// Reads a slot and compares the answer with that of the slot read before it.
  ///
  /// An absent bank, or an instrument that ignores program changes, answers with its earlier content. So another slot
  /// is always requested first. An answer equal to the one before is requested again, with a longer loading time, then
  /// marked. Before every request the instrument has the compared slot selected.
  func readSelected(_ slot: Slot, _ kind: SlotKind) throws(TransferError) -> SlotDump? {
    do throws(TransferError) {
      let before = try neighbour(of: slot, kind)
      guard var dump = try fetch(slot, kind, isFilled: true, from: before?.slot) else { return nil }
      if dump == before?.dump,
        let again = try fetch(slot, kind, isFilled: true, waits: 3, from: before?.slot)
      {
        dump = again
      }
      selection.note(dump, for: slot, equalTo: dump == before?.dump ? before?.slot : nil)
      return dump
    } catch {
      selection.reread(kind.id)
      throw error
    }
  }

  /// The answer of another slot to compare with. It is the last answer where the instrument still has its slot
  /// selected, else a new answer of that slot, else one of an adjacent slot.
  private func neighbour(of slot: Slot, _ kind: SlotKind) throws(TransferError) -> (slot: Slot, dump: SlotDump)? {
    let known = selection.known[kind.id].flatMap { $0 == slot ? nil : $0 }
    if let known, let last = selection.last[kind.id], selection.slot == known { return (known, last) }
    guard let other = known ?? kind.neighbour(of: slot) else { return nil }
    do throws(TransferError) {
      guard let dump = try fetch(other, kind, isFilled: true, waits: 3) else { return nil }
      selection.know(other)
      return (other, dump)
    } catch {
      // Both slots share one edit buffer.
      throw error.naming(profile.name(slot))
    }
  }

  /// Waits for answers that were given up: they name no slot, and would be taken for the next one's.
  func awaitOwed(of kind: SlotKind) throws(TransferError) {
    guard selection.hasLateReplies, kind.select != nil else { return }
    try conversation.drain(quiet: max(.seconds(2), profile.transfer.idleTimeout * 2))
    selection.hasLateReplies = false
  }

  /// Makes the instrument load a slot into its edit buffer; from another program, for selecting one twice may do
  /// nothing.
  ///
  /// - Parameters:
  ///   - waits: the factor for the loading time of the profile.
  ///   - other: that other program; nil: the adjacent one.
  func select(
    _ slot: Slot, _ kind: SlotKind, waits: Int = 1, from other: Slot? = nil, isOriginal: Bool = false
  ) throws(TransferError) {
    guard let select = kind.select else { return }
    if selection.slot == slot, let other = other ?? kind.neighbour(of: slot) { try play(select, other, waits) }
    try play(select, slot, waits)
    selection.select(slot, isOriginal: isOriginal)
  }

  private func play(_ select: ProgramSelect, _ slot: Slot, _ waits: Int) throws(TransferError) {
    let bytes = select.bytes(for: slot.index, channel: selection.channel)
    try conversation.play(bytes)
    conversation.port.pause(conversation.pacing.wireTime(bytes.count) + select.wait * waits)
  }

  /// Asks for the selected programs before the first selection, where the instrument can report them.
  package func saveSelection(for slots: [Slot]) throws(TransferError) {
    guard selection.originals == nil, profile.selectsPrograms(for: slots) else { return }
    var originals: [Slot] = []
    for kind in profile.slotKinds where kind.select != nil && slots.contains(where: { $0.kind == kind.id }) {
      guard let index = try loaded(kind.id), (0..<kind.count).contains(index) else { continue }
      originals.append(Slot(kind: kind.id, index: index))
    }
    selection.remember(originals)
  }

  /// Selects the earlier programs again, where they are known.
  package func restoreSelection() throws(TransferError) {
    guard selection.slot != nil, !selection.isOriginal else { return }
    for slot in selection.originals ?? [] {
      if let kind = profile.slotKind(slot.kind) { try select(slot, kind, isOriginal: true) }
    }
  }

  /// Which slot of a kind the instrument says it has loaded; nil where it says nothing.
  func loaded(_ kind: String) throws(TransferError) -> Int? {
    guard let question = profile.loaded, let type = question.types[kind] else { return nil }
    var value: Int?
    _ = try conversation.ask(question.request.fill(["type": [type]]), within: profile.transfer.idleTimeout) { message in
      guard let places = question.reply.match(message.bytes), let at = places["type"], let found = places["value"],
        message.bytes[at] == [type]
      else { return .passed }
      value = message.bytes[found].reduce(0) { $0 << 7 | Int($1) }
      return .accepted
    }
    return value
  }

  /// The selection as shown to the user before the reading, and after.
  package func selected(as device: String) -> Selected {
    Selected(
      device: device, model: profile.name, slot: selection.slot.map(profile.name), isOriginal: selection.isOriginal)
  }
}

extension TransferError {
  /// The same error for another slot.
  fileprivate func naming(_ slot: String) -> TransferError {
    switch self {
    case .noAnswer(_, let attempts): .noAnswer(slot: slot, attempts: attempts)
    case .badAnswer(_, let attempts, let reason): .badAnswer(slot: slot, attempts: attempts, reason: reason)
    case .handshake(_, let why): .handshake(slot: slot, why)
    default: self
    }
  }
}

extension SlotKind {
  /// The slot before, or after the first; nil where there is no other.
  fileprivate func neighbour(of slot: Slot) -> Slot? {
    let index = slot.index > 0 ? slot.index - 1 : 1
    return index < askableCount ? Slot(kind: id, index: index) : nil
  }
}
