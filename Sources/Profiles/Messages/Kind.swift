internal import Bytes
package import MIDI

/// One kind of slot: its request, the form of its message, and its content.
package struct Kind: Sendable {
  /// A part of the body with its own packing.
  package struct Section: Sendable {
    /// Bytes on the wire; nil: all remaining bytes.
    package let count: Int?
    package let codecs: CodecChain
  }

  /// A number computed over part of the message.
  package struct Coverage: Hashable, Sendable {
    /// The named place that holds it.
    package let field: String
    /// The first named place that counts.
    package let from: String

    /// The ranges of a checksum and of the bytes it covers; nil where a message has no such places, in this order.
    func ranges(in places: BytePattern.Places) -> (sum: Range<Int>, over: Range<Int>)? {
      guard let sum = places[field], let start = places[from]?.lowerBound, start <= sum.lowerBound else { return nil }
      return (sum, start..<sum.lowerBound)
    }
  }

  /// A checksum and the places it covers.
  package struct Sum: Hashable, Sendable {
    package let rule: Checksum
    package let over: Coverage
    /// Whether the body counts as it is unpacked.
    package let isUnpacked: Bool
  }

  package struct Reference: Hashable, Sendable {
    /// Path of the field, dimensions as `*`.
    package let field: FieldPath
    package let kind: String
  }

  package let id: String
  package let title: String
  package let count: Int
  /// The number of slots, from the first, that can be requested.
  package let askableCount: Int
  package let numbering: SlotNumbering
  /// Read only when asked for by name.
  package let isOptional: Bool
  /// Whether an empty slot does not answer at all.
  package let isSilentWhenEmpty: Bool
  /// Whether messages do not name their slot: their order then decides.
  package let isPlacedByOrder: Bool
  /// Whether its settings can break the communication with synvc; it is sent last, alone, and only when named.
  package let affectsConnection: Bool
  /// Header bytes of a message that synvc creates: struct version and revision.
  package let initialHeader: [String: UInt8]
  package let request: BytePattern?
  package let dump: BytePattern
  /// How a slot is selected before the edit buffer is asked for; nil where the request names it.
  package let select: ProgramSelect?
  /// Stores a dump of the edit buffer in a slot; nil where no message does, and where ``dump`` does.
  package let store: BytePattern?
  package let checksum: Sum?
  package let length: Coverage?
  package let sections: [Section]
  let layouts: Layouts
  /// Path of the name inside the item; nil where there is none.
  package let name: FieldPath?
  /// Whether a slot whose name is not set is empty.
  package let isEmptyWhenUnnamed: Bool
  package let references: [Reference]
  /// Slots of another kind inside each message; nil where the message is one slot.
  package let bank: Bank?
  /// Whether its slots are inside the messages of another kind.
  package let isBankMember: Bool
  package let source: String?

  /// The content of a message; read on first use.
  package var layout: BoundLayout {
    get throws(ProfileError) { try layouts.layout(of: id) }
  }

  /// The limit for an unpacked body: sizes from a wire are claims.
  static let payloadLimit = ReadingBudget.Reader.payload.limit
}
