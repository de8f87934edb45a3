/// Where a message belongs, as it says itself.
package struct MessageLocation: Hashable, Sendable {
  package let slot: Slot
  /// The pieces of the slot that it carries, see ``SlotKind/pieces``.
  package let pieces: Range<Int>

  package init(slot: Slot, pieces: Range<Int> = 0..<1) {
    self.slot = slot
    self.pieces = pieces
  }
}

/// A question for a slot, or for a part of it.
package struct SlotRequest: Hashable, Sendable {
  package let slot: Slot
  package let bytes: [UInt8]
  /// The pieces that the answer carries.
  package let pieces: Range<Int>

  package init(slot: Slot, bytes: [UInt8], pieces: Range<Int>) {
    self.slot = slot
    self.bytes = bytes
    self.pieces = pieces
  }
}
