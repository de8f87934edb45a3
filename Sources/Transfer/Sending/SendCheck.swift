package import Profiles

/// What a device holds after a send, slot by slot.
package struct SendCheck: Sendable {
  /// Slots that hold the sent data.
  package var verified: [Slot] = []
  /// Slots that hold something else: nil where they do not answer at all.
  package var different: [(slot: Slot, found: SlotDump?)] = []
  /// Slots sent that were not read back any more, for those before them did not answer, though the instrument does.
  package var unasked: [Slot] = []
  /// Slots sent to a device that does not answer requests for its content.
  package var unverified: [Slot] = []
  /// Slots that answered with the sent data, as did the slot asked before each: they may not exist.
  package var unconfirmed: [Slot] = []
  /// Slots of the same kinds that changed without being sent.
  package var changedUnasked: [Slot] = []
  /// Those among them that were not read before: they differ from the last snapshot.
  package var unlikeHead: [Slot] = []
  /// The present content of these slots; empty slots are left out.
  package var foundUnasked: [Slot: SlotDump] = [:]
  /// Slots of the same kinds that did not answer when they were compared: whether they changed is not known.
  package var unheard: [Slot] = []
  /// Slots sent that the instrument has loaded.
  package var loaded: [Slot] = []

  package init() {}

  /// Slots that no longer answer, or answer badly: their content is unknown.
  package var unanswered: [Slot] {
    different.compactMap { $0.found == nil ? $0.slot : nil } + unasked + unheard
  }
}

/// The content of a device before a send.
package struct ContentBefore: Sendable {
  /// Slots that were read before the send, with their content; empty slots have none.
  package let read: Set<Slot>
  package let found: [Slot: SlotDump]
  /// The content in the last snapshot, for slots that were not read.
  package let told: [Slot: SlotDump]
  /// A slot that answered before the send, and is not sent.
  package let witness: Slot?

  package init(read: Set<Slot>, found: [Slot: SlotDump], told: [Slot: SlotDump], witness: Slot?) {
    (self.read, self.found, self.told, self.witness) = (read, found, told, witness)
  }
}
