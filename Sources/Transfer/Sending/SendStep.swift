package import Profiles

/// One slot to be sent.
package struct SendStep: Hashable, Sendable {
  package let slot: Slot
  package let dump: SlotDump
  /// The current content; nil where the slot is empty or was not read.
  package let current: SlotDump?

  package init(slot: Slot, dump: SlotDump, current: SlotDump?) {
    (self.slot, self.dump, self.current) = (slot, dump, current)
  }
}
