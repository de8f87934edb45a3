package import Profiles

/// What a device holds after a send, slot by slot.
package struct SendCheck: Sendable {
  /// What became of a slot.
  package enum Outcome: Hashable, Sendable {
    /// It holds the sent data.
    case verified
    /// It answered with the sent data, as did the slot asked before it: it may not exist.
    case unconfirmed
    /// It was sent and holds something else; nil where it does not answer at all.
    case different(SlotDump?)
    /// It was sent and not read back any more: those before it did not answer, though the instrument does.
    case unasked
    /// It was sent to a device that does not answer requests for its content.
    case unverified
    /// It was not sent and holds something else than before; nil where it is empty.
    ///
    /// `isUnlikeHead`: it was not read before, so that it is compared with the last snapshot.
    case changedUnasked(SlotDump?, isUnlikeHead: Bool)
    /// It was not sent and does not answer: whether it changed is not known.
    case unheard
  }

  package private(set) var outcomes: [Slot: Outcome] = [:]
  /// The slots in the order in which they were looked at.
  private var order: [Slot] = []
  /// Slots sent that the instrument has loaded.
  package var loaded: [Slot] = []

  package init() {}

  package mutating func note(_ outcome: Outcome, of slot: Slot) {
    if outcomes.updateValue(outcome, forKey: slot) == nil { order.append(slot) }
  }

  /// The slots whose outcome is one of some.
  private func slots(_ isMeant: (Outcome) -> Bool) -> [Slot] { order.filter { outcomes[$0].map(isMeant) ?? false } }

  package var verified: [Slot] { slots { $0 == .verified } }
  package var unconfirmed: [Slot] { slots { $0 == .unconfirmed } }
  package var unasked: [Slot] { slots { $0 == .unasked } }
  package var unverified: [Slot] { slots { $0 == .unverified } }
  package var unheard: [Slot] { slots { $0 == .unheard } }
  package var changedUnasked: [Slot] { slots { if case .changedUnasked = $0 { true } else { false } } }
  package var unlikeHead: [Slot] { slots { if case .changedUnasked(_, true) = $0 { true } else { false } } }

  /// Slots sent that hold something else, with what they hold.
  package var different: [(slot: Slot, found: SlotDump?)] {
    order.compactMap { slot in if case .different(let found)? = outcomes[slot] { (slot, found) } else { nil } }
  }

  /// The present content of slots that changed without being sent; empty slots are left out.
  package var foundUnasked: [Slot: SlotDump] {
    outcomes.compactMapValues { if case .changedUnasked(let found, _) = $0 { found } else { nil } }
  }

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
