package import MIDI
package import Profiles

/// Something that a simulated unit did.
package struct UnitEvent: Hashable, Sendable {
  package enum What: Hashable, Sendable {
    /// Was asked for a slot, or for something else that it knows.
    case asked(Slot?)
    case answered(Slot?)
    /// Took a dump for this slot.
    case taken(Slot, Fate)
    /// Got a message that means nothing to it.
    case passedOver
    /// Sent a slot on a command at its front panel.
    case dumped(Slot)
  }

  /// Where a dump that was taken ends up.
  package enum Fate: Hashable, Sendable {
    case stored(Slot)
    case refused
    case ignored
    /// Came too soon after the one before to be seen.
    case lost
  }

  /// When the message had arrived, or was sent.
  package let time: Duration
  package let what: What
  package let message: SysExMessage

  /// Whether the unit's memory is another one since.
  package var isStored: Bool {
    if case .taken(_, .stored) = what { true } else { false }
  }
}
