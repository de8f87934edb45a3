package import Profiles

/// Something that goes wrong between host and unit. Several work together, in the order given.
package enum Fault: Hashable, Sendable {
  /// Harm to what the unit sends.
  case sending(Harm, of: Target = .every, times: Int? = nil)
  /// What becomes of a dump that the unit takes.
  case taking(Deviation, of: Target = .every, times: Int? = nil)
  /// The n-th byte of what the unit sends is lost; counted from 0 over all messages, without real-time bytes.
  case dropByte(Int)
  /// The n-th byte of what the host sends is lost; from 0.
  case dropHostByte(Int)
  /// The host's bytes come back to it, as over a MIDI thru or a loop.
  case echo
  /// The cable is pulled when this many bytes have passed, both directions together.
  case unplug(afterBytes: Int)
  /// Everything that the unit sends begins with these bytes instead of its own.
  case otherModel([UInt8])
  /// A dump that begins sooner than this after the end of the one before is lost.
  case needsGap(Duration)

  /// Which messages a fault is for.
  package enum Target: Hashable, Sendable {
    case every
    case slot(Slot)
    /// The n-th message, from 0, of those that are sent or taken.
    case nth(Int)
  }

  /// Harm to one message on its way to the host. Offsets count from its `F0`.
  package enum Harm: Hashable, Sendable {
    /// No answer.
    case silence
    case duplicate
    /// The dump of this slot instead of the one asked for.
    case answer(with: Slot)
    /// One bit of the checksum is turned; a kind without checksum keeps its message.
    case wrongChecksum
    /// Only so many bytes, and no `F7`.
    case cutShort(keeping: Int)
    case stall(at: Int, Duration)
    /// A status byte in the middle.
    case insert(UInt8, at: Int)
    /// The answer comes so much later.
    case delay(Duration)
  }

  /// What a unit does instead of storing what it was sent.
  package enum Deviation: Hashable, Sendable {
    /// Nothing: memory protect is on.
    case ignore
    case store(in: Slot)
    /// Stores it with one field at this value.
    case normalise(FieldPath, to: String)
  }
}
