package import Profiles

/// Something that goes wrong between host and unit. Several work together, in the order given.
package enum Fault: Hashable, Sendable {
  /// Corrupts the messages that the unit sends.
  case sending(Corruption, of: Target = .every, times: Int? = nil)
  /// The unit's deviation when it receives a dump.
  case taking(Deviation, of: Target = .every, times: Int? = nil)
  /// The n-th byte that the unit sends is lost; counted from 0 over all messages, without real-time bytes.
  case dropByte(Int)
  /// The n-th byte that the host sends is lost; from 0.
  case dropHostByte(Int)
  /// The host's bytes come back to it, as over a MIDI thru or a loop.
  case echo
  /// The cable is pulled when this many bytes have passed, both directions together.
  case unplug(afterBytes: Int)
  /// Every message that the unit sends begins with these bytes instead of its own.
  case otherModel([UInt8])
  /// A dump that begins sooner than this after the end of the one before is lost.
  case needsGap(Duration)
  /// The input buffer of the unit holds `room` unprocessed bytes; the unit processes `rate` bytes a second. Bytes that
  /// arrive at a full buffer are lost.
  case overflow(room: Int, rate: Int)
  /// The unit loses stored content when switched off.
  case forgets
  /// From this slot on a kind has no memory: the unit answers with the dump that it sent before.
  case absentBank(from: Slot)
  /// A selected program reaches the edit buffer only after this time; until then the previous one answers.
  case slowProgram(Duration)
  /// Another version of the model's program runs; see ``SimulatedUnit/prepared(for:)``.
  case otherFirmware
  /// Most slots hold something else; see ``SimulatedUnit/prepared(for:)``.
  case otherProject
  /// The sequencer runs: a start byte first, then clock at this tempo in beats a minute.
  case playing(tempo: Int)
  /// The unit sends its content only on a command at its front panel.
  case byHand

  /// Which messages a fault is for.
  package enum Target: Hashable, Sendable {
    case every
    case slot(Slot)
    /// The n-th message, from 0, of those that are sent or taken.
    case nth(Int)
  }

  /// Harm to one message on its way to the host. Offsets count from its `F0`.
  package enum Corruption: Hashable, Sendable {
    /// No answer.
    case silence
    case duplicate
    /// The dump of this slot instead of the one asked for.
    case answer(with: Slot)
    /// One bit of the checksum is turned; a kind without checksum keeps its message.
    case wrongChecksum
    /// Only the first bytes, without `F7`.
    case cutShort(keeping: Int)
    case stall(at: Int, Duration)
    /// A status byte in the middle.
    case insert(UInt8, at: Int)
    /// The answer is delayed by this time.
    case delay(Duration)
    /// Every three zero bytes at an offset that is a multiple of three: a packet of USB MIDI.
    case dropZeros
    /// The answer waits for the next one and follows it.
    case reorder
    /// The answer waits for the next one; both come without a pause.
    case merge
    /// The bytes arrive one by one, this time apart.
    case split(Duration)
    /// So many bytes before the `F7` are missing.
    case short(by: Int)
    /// The `F7` is missing.
    case noEnd
  }

  /// The unit's behaviour instead of storing the data sent to it.
  package enum Deviation: Hashable, Sendable {
    /// Nothing, and it says so where it can: memory protect is on.
    case refuse
    /// Nothing, and it answers as if it had stored it.
    case ignore
    case store(in: Slot)
    /// Stores it with one field at this value.
    case normalise(FieldPath, to: String)
  }
}
