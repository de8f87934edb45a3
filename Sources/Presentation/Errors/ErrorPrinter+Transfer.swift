internal import Bytes
internal import MIDI
import Transfer

extension TransferError: Reportable {
  package var report: Report {
    switch self {
    case .port(let error): error.report
    case .cutOff(let error, let slot): Self.cutOff(error.report, after: slot)
    case .cutOffBefore(let error, let slot): Self.cutOff(error.report, before: slot)
    case .noAnswer(let slot, let attempts):
      Report(
        .noAnswer, "no answer for \(quoted: slot) after \(Self.times(attempts))", hint: Self.listen,
        details: ["slot": .string(slot)])
    case .badAnswer(let slot, let attempts, let reason):
      Report(
        .noAnswer, "no valid answer for \(quoted: slot) after \(Self.times(attempts)): \(reason.words)",
        hint: "try again; a bad cable or interface does this", details: ["slot": .string(slot)])
    case .noIdentity:
      Report(.noAnswer, "the device does not answer", hint: Self.listen)
    case .badIdentity(let answer):
      Report(
        .noAnswer, "the reply to the device inquiry \(answer.words)",
        hint: "try again; a bad cable or interface does this")
    case .onlyEcho:
      Report(
        .noAnswer, "the device does not answer: only synvc's own inquiry came back",
        hint:
          "choose the instrument's port: this one is looped back by a thru, a loop or a cable from output to input"
      )
    case .otherModel(let bytes):
      Report(
        .otherDevice, "another device answers: \(DifferenceText.short(bytes))",
        hint: "check the ports and models of the rig with 'synvc device list'",
        details: ["bytes": .string(Hex.spaced(bytes))])
    case .interrupted: .interrupted(by: 2)
    case .unstable(let slots):
      Report(
        .noAnswer, "two reads of \(StyledText.list(slots, last: "and")) differ",
        hint: "stop the sequencer, touch nothing and try again; a bad cable or interface does this too",
        details: ["slots": JSON(slots)])
    case .lineCut(let slot):
      Report(
        .noAnswer, "the device stopped answering after \(quoted: slot) was sent",
        hint:
          "reset channel, device id and port on the instrument, then finish the send with 'synvc checkout --continue'",
        details: ["slot": .string(slot)])
    case .fellSilent(let count, let total):
      Report(
        .noAnswer, "the device no longer answers: \(count) of \(Count.slots(total)) sent were read back",
        hint: "check its cable and power before 'synvc checkout --continue' or 'synvc checkout --abort'",
        details: ["readBack": JSON(count), "sent": JSON(total)])
    case .handshake(let slot, let why):
      Report(
        .noAnswer, "the device did not accept \(quoted: slot): \(why.words)",
        hint: "check that the instrument may be written to and is in its receiving mode",
        details: ["slot": .string(slot)])
    case .nothingCame(let others):
      Report(
        .noAnswer, others == 0 ? "no dump arrived" : "no message of the model arrived, but \(others) other messages",
        hint: Self.listen,
        details: ["others": JSON(others)])
    case .badDump(let slot, let reason):
      Report(
        .noAnswer, "a message of the dump\(slot.map { " after '\($0)'" } ?? "") is damaged: \(reason.words)",
        hint: "send the dump again, slower if the instrument can, or keep the received part with '--allow-partial'")
    case .incompleteDump(let missing):
      Report(
        .noAnswer, "\(StyledText.list(of: missing.map { "\($0)" }, most: 12)) did not arrive",
        hint: "send the whole dump again, or keep the received part with '--allow-partial'",
        details: ["slots": JSON(missing)])
    }
  }

  private static let listen: StyledText =
    "check cables, power, port, the instrument's SysEx receive setting, and its SysEx device id, which may differ from the profile's"

  private static func cutOff(_ report: Report, after slot: String) -> Report {
    var report = report
    report.message = report.message + "; the last complete slot is \(quoted: slot)"
    report.details.append(Report.Detail(name: "after", value: .string(slot)))
    return report
  }

  private static func cutOff(_ report: Report, before slot: String) -> Report {
    var report = report
    report.message = report.message + " before \(quoted: slot) was complete"
    report.details.append(Report.Detail(name: "before", value: .string(slot)))
    return report
  }

  private static func times(_ count: Int) -> String { count == 1 ? "one try" : "\(count) tries" }
}

extension TransferError.BadAnswer {
  var words: StyledText {
    switch self {
    case .cutOff(let reason, let count): "was cut off after \(count) bytes\(reason.words)"
    case .damaged(let bytes): "is damaged: \(DifferenceText.short(bytes))"
    }
  }
}

extension TransferError.Unaccepted {
  var words: StyledText {
    switch self {
    case .silence: "it was not acknowledged"
    case .refused(let words): "\(words)"
    case .alwaysAgain(let times): "the device requested it again \(times) times"
    }
  }
}

extension TransferError.Reason {
  var words: StyledText {
    switch self {
    case .problem(let problem): problem.report.message
    case .broken(let reason, let count): "the message was cut off after \(count) bytes\(reason.words)"
    case .incomplete: "only some of its messages arrived"
    case .noEnd: "the device did not report completion"
    case .lost(let count): "the system lost \(Count.bytes(count)) or more of the message"
    case .otherSlot(let slot): "\(quoted: slot) arrived instead"
    }
  }
}

extension Piece.Break {
  /// Why a message did not end, to be put behind it.
  package var words: StyledText {
    switch self {
    case .status(let byte, _): " by the byte \(Hex.spaced([byte]))"
    case .endOfStream: ""
    case .tooLong: ", longer than any message can be"
    }
  }
}
