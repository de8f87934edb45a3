package import Profiles

/// Tracks the selected program of an instrument that is read by selecting programs, and the results.
///
/// A class: every copy of a reader talks to the same instrument.
package final class ProgramSelection {
  /// On which it listens, from 0.
  let channel: UInt8
  /// The last selected slot; nil before the first selection.
  package private(set) var slot: Slot?
  /// Whether ``slot`` is the one selected before the first selection.
  package private(set) var isOriginal = false
  /// The programs selected before the first selection, as the instrument reported them; nil: not queried.
  package private(set) var originals: [Slot]?
  /// The slot of each kind that answered last.
  private(set) var known: [String: Slot] = [:]
  /// Its answer, as long as nothing happened since that may have put another in its place.
  private(set) var last: [String: SlotDump] = [:]
  /// Slots whose answer was the same, byte for byte, as that of the slot asked before, with that slot.
  package private(set) var unconfirmed: [Slot: Slot] = [:]

  /// Whether answers may still come that were given up: they would be taken for those of the next slot.
  var hasLateReplies = false

  init(channel: UInt8) { self.channel = channel & 0x0F }

  func select(_ slot: Slot, isOriginal: Bool = false) {
    (self.slot, self.isOriginal) = (slot, isOriginal)
    if isOriginal { doubtAll() }
  }

  /// A slot that answered, and was compared with.
  func know(_ slot: Slot) { known[slot.kind] = slot }

  /// Marks the edit buffer of a kind as unknown: a slot did not arrive.
  func reread(_ kind: String) { last[kind] = nil }

  /// Marks all edit buffers as unknown: data was sent, or a person may have turned a knob.
  func doubtAll() { last = [:] }

  func remember(_ originals: [Slot]) { self.originals = originals }

  /// Takes an answer that is filed, or only compared with.
  func note(_ dump: SlotDump, for slot: Slot, equalTo before: Slot?) {
    (known[slot.kind], last[slot.kind]) = (slot, dump)
    unconfirmed[slot] = before
  }
}

/// An instrument that programs are selected on, so that it can be read.
package struct Selected: Hashable, Sendable {
  package let device: String
  package let model: String
  /// The selected slot; nil while no program was selected.
  package let slot: String?
  /// Whether the slot is the one selected before the first selection.
  package let isOriginal: Bool

  package init(device: String, model: String, slot: String?, isOriginal: Bool) {
    self.device = device
    self.model = model
    self.slot = slot
    self.isOriginal = isOriginal
  }
}
