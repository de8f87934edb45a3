package import MIDI
package import Profiles

/// An error in the communication between synvc and an instrument.
package enum TransferError: Error, Hashable, Sendable {
  case port(PortError)
  /// The port failed in the middle of a transfer; this slot was the last that passed whole.
  case cutOff(PortError, after: String)
  /// The port failed while the first slot was asked for or sent.
  case cutOffBefore(PortError, String)
  /// Nothing arrived in the time given.
  case noAnswer(slot: String, attempts: Int)
  /// Something arrived that is not the slot's dump.
  case badAnswer(slot: String, attempts: Int, reason: Reason)
  /// The probe was not answered.
  case noIdentity
  /// The answer to the probe is incomplete.
  case badIdentity(BadAnswer)
  /// Nothing but our own question came back.
  case onlyEcho
  /// Another model answered, with these bytes.
  case otherModel([UInt8])
  case interrupted
  /// No dump was sent from the front panel; other messages came, so many.
  case nothingCame(others: Int)
  /// A message of a dump from the front panel is damaged; it came after that of this slot.
  case badDump(after: String?, reason: Reason)
  /// Slots are missing in a dump from the front panel.
  case incompleteDump(missing: [String])

  /// The device no longer answers after a slot was sent that can change how it is reached.
  case lineCut(after: String)
  /// The device no longer answers since a send began; so many of the slots sent were read back until then.
  case fellSilent(readBack: Int, of: Int)
  /// A step of a talk with acknowledgements was not accepted.
  case handshake(slot: String, Unaccepted)

  package enum BadAnswer: Hashable, Sendable {
    /// It ended after so many bytes.
    case cutOff(Piece.Break, after: Int)
    /// It begins as the answer does and goes on otherwise.
    case damaged([UInt8])
  }

  package enum Unaccepted: Hashable, Sendable {
    case silence
    /// The device said no, in the words of the profile.
    case refused(String)
    /// The device wanted the same again, each time.
    case alwaysAgain(times: Int)
  }

  package enum Reason: Hashable, Sendable {
    /// The message is wrong in itself.
    case problem(MessageProblem)
    /// The message was cut off; the offset counts from its start.
    case broken(Piece.Break, after: Int)
    /// The device did not say that it was done.
    case noEnd
    /// The system lost so many bytes while it came.
    case lost(Int)
    /// The answer names another slot.
    case otherSlot(String)
  }
}
