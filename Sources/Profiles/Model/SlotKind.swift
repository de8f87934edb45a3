/// One kind of slot of a model: its number, its names, and how it is reached.
package struct SlotKind: Hashable, Sendable {
  package let id: String
  package let title: String
  package let count: Int
  /// The number of slots, from the first, that can be requested.
  package var askableCount: Int
  package let numbering: SlotNumbering
  /// Pieces that make a slot complete: 1 where a slot is one message, else its messages, or its bytes in the memory.
  package var pieces = 1
  /// Path of the name inside a slot; nil where there is none.
  package var namePath: FieldPath?
  /// Read only when asked for by name.
  package var isOptional = false
  /// Whether an empty slot does not answer at all.
  package var isSilentWhenEmpty = false
  /// Whether messages do not name their slot: their order then decides.
  package var isPlacedByOrder = false
  /// Whether the answer to a request names its slot.
  package var namesItsSlot = true
  /// Whether its settings can break the communication with synvc; it is sent last, alone, and only when named.
  package var affectsConnection = false
  /// Whether a checksum covers its messages.
  package var hasChecksum = false
  /// How a slot is selected before the edit buffer is asked for; nil where the request names it.
  package var select: ProgramSelect?
  /// Whether a selected slot can be stored, rather than only its edit buffer.
  package var isStorable = true
  /// Kinds that its slots may refer to.
  package var refersTo: [String] = []
  /// Slots of another kind inside each slot; nil where it holds none.
  package var bank: Bank?
  /// Whether its slots are inside the slots of another kind.
  package var isBankMember = false

  package init(id: String, title: String, count: Int, askableCount: Int, numbering: SlotNumbering) {
    self.id = id
    self.title = title
    self.count = count
    self.askableCount = askableCount
    self.numbering = numbering
  }

  /// Every slot of the kind.
  package var allSlots: [Slot] { (0..<count).map { Slot(kind: id, index: $0) } }
  /// Every slot that can be requested.
  package var askableSlots: [Slot] { (0..<askableCount).map { Slot(kind: id, index: $0) } }
}
