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
  /// No dump arrived from the front panel, only `others` other messages.
  case nothingCame(others: Int)
  /// A message of a dump from the front panel is damaged; it came after that of this slot.
  case badDump(after: String?, reason: Reason)
  /// Slots are missing in a dump from the front panel.
  case incompleteDump(missing: [String])

  /// Two reads of the same slots differ.
  case unstable(slots: [String])
  /// The device no longer answers after a slot was sent that can change how it is reached.
  case lineCut(after: String)
  /// The device stopped answering during a send, after `readBack` of the sent slots were read back.
  case fellSilent(readBack: Int, of: Int)
  /// A step of a talk with acknowledgements was not accepted.
  case handshake(slot: String, Unaccepted)

  package enum BadAnswer: Hashable, Sendable {
    /// The message ended after this number of bytes.
    case cutOff(Piece.Break, after: Int)
    /// The message begins like the answer and continues differently.
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
    /// Some messages of the answer did not come.
    case incomplete
    /// The device did not say that it was done.
    case noEnd
    /// The system lost this number of bytes during the message.
    case lost(Int)
    /// The answer names another slot.
    case otherSlot(String)
  }
}
