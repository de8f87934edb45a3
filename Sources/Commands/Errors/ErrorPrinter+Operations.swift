internal import Bytes
internal import MIDI
package import Operations
internal import Profiles
internal import Storage

extension OperationError: Reportable {
  package var report: Report {
    switch self {
    case .storage(let error): return error.report
    case .profile(let error, let id):
      var report = error.report
      report.message = "the profile \(quoted: id) cannot be used: \(report.message)"
      return report
    case .transfer(let error, let device):
      var report = error.report
      report.message = "\(device): \(report.message)"
      report.details.append(Report.Detail(name: "device", value: .string(device)))
      return report
    case .encode(let error, let slot):
      var report = error.report
      report.message = "\(slot): \(report.message)"
      return report
    case .damagedFile(let path, .laterVersion(let version)):
      return Report(
        .failed, "\(quoted: path) in the snapshot has the version \(quoted: version); this synvc reads version 1",
        hint: "a later synvc wrote it, which reads it; nothing was changed",
        details: ["path": .string(path), "field": "version", "version": .string(version)])
    case .damagedFile(let path, let reason):
      return Report(
        .damaged,
        reason == .notAJournal
          ? "\(quoted: path) is damaged: \(reason.words)"
          : "\(quoted: path) in the snapshot is damaged: \(reason.words)",
        hint: reason == .notAJournal
          ? "what that send was to do is lost; 'synvc status' compares the device, then the file can be removed"
          : "'synvc fsck' lists what is damaged; an older snapshot may still be read",
        details: ["path": .string(path)])
    case .refused(let refusal): return refusal.report
    case .interrupted: return Failure.interrupted(signal: 2).report
    case .hook(let failure): return failure.report
    case .workTree(let error): return error.report
    default: return names
    }
  }

  private var names: Report {
    switch self {
    case .unknownProfile(let id, let near):
      Self.unknown("profile", id, near, else: "'synvc profiles' lists the models")
    case .unknownDevice(let name, let near):
      Self.unknown("device", name, near, else: "'synvc device list' lists the rig")
    case .unknownSlot(let name, let near):
      Self.unknown("slot", name, near, else: "'synvc device show NAME' lists the kinds of slots")
    case .ambiguousSlot(let name, let devices):
      Report(
        .unknownName, "\(quoted: name) is a slot of several devices",
        hint: "write \(Line.list(devices.map { "\($0)/\(name)" }, last: "or"))", details: ["devices": JSON(devices)])
    case .otherModel(let folder, let model, let device):
      Report(
        .unknownName, "\(quoted: folder) holds slots of the \(model), and \(quoted: device) is another model",
        hint: "name a device of the same model: 'synvc device list' shows the models")
    case .ambiguousName(let name, let slots):
      Report(
        .unknownName, "\(Count.slots(slots.count)) hold a sound called \(quoted: name)",
        hint: "write one of \(Line.list(Array(slots.prefix(10)), last: "or"))\(slots.count > 10 ? " …" : "")",
        details: ["slots": JSON(slots)])
    case .badDeviceName(let name):
      Report(
        .failed, "\(quoted: name) cannot be the name of a device",
        hint: "use up to 32 small letters, digits and hyphens; 'files', 'con' and some other names are taken")
    case .badDestination(let name, let slots):
      Report(
        .usage, "\(quoted: name) cannot take \(Line.list(slots, last: "and"))",
        hint: "one slot can be sent to one other slot of its kind")
    case .destinationElsewhere(let name, let device):
      Report(
        .usage, "a slot of \(quoted: device) cannot be sent to \(quoted: name), which is no slot of a device",
        hint: "name one slot of one device of the rig: 'synvc device list' lists them")
    default: situations
    }
  }

  private var situations: Report {
    switch self {
    case .noSnapshots:
      Report(.unknownName, "there is no snapshot yet", hint: "'synvc snapshot' reads the devices of the rig")
    case .noPort(let device):
      Report(
        .unreachable, "\(quoted: device) has no port on this computer",
        hint: "\(quoted: "synvc device add \(device) --port PORT") tells it")
    case .opaque(let device):
      Report(
        .failed, "\(quoted: device) has no profile, so nothing can be asked of it",
        hint: "\(quoted: "synvc device add \(device) --profile ID") tells its model")
    case .needsHands(let device):
      Report(
        .noAnswer, "\(quoted: device) sends its dump only from its front panel, and nobody is there to do it",
        hint: "\(quoted: "synvc snapshot \(device) --by-hand") waits for it")
    case .selectsPrograms(let device):
      Report(
        .refused, "reading \(quoted: device) selects programs on it, which loses unsaved edits",
        hint: "\(quoted: "synvc git config synvc.\(device).select true") lets 'auto' read it",
        details: ["device": .string(device)])
    case .noChannel(let device, let number):
      Report(
        .failed, "programs cannot be selected on \(quoted: device): \(number) is no MIDI channel",
        hint: "\(quoted: "synvc device add \(device) --channel N") tells it, from 1 to 16",
        details: ["device": .string(device)])
    case .emptyRig:
      Report(
        .failed, "no device was named yet",
        hint:
          "'synvc setup' finds what is connected; 'synvc device add NAME --profile ID --port PORT' names one by hand")
    case .nothingToRestore:
      Report(
        .failed, "the snapshot holds no device of the rig that could be sent to",
        hint: "'synvc device list' shows the rig, 'synvc show REV' what the snapshot holds")
    case .emptyMessage: Report(.usage, "a snapshot needs a text", hint: "write it behind '-m'")
    case .unstable(let device, let slots):
      Report(
        .noAnswer, "\(device): two reads of \(Line.list(slots, last: "and")) differ",
        hint: "stop the sequencer, touch nothing and try again; a bad cable or interface does this too",
        details: ["device": .string(device), "slots": JSON(slots)])
    default: Report(.failed, "\(quoted: "\(self)")")
    }
  }

  private static func unknown(_ what: String, _ name: String, _ near: [String], else hint: Line) -> Report {
    Report(
      .unknownName, "there is no \(what) \(quoted: name)",
      hint: near.isEmpty ? hint : "did you mean \(Line.list(near, last: "or"))?", details: ["near": JSON(near)])
  }
}

extension OperationError.FileProblem {
  var words: Line {
    switch self {
    case .notYAML: "it is no YAML"
    case .tooLarge(let reader): reader.words
    case .notKeysAndValues: "it does not consist of keys and values"
    case .badName(let name): "\(quoted: name) is no name of a device"
    case .laterVersion(let version): "it is of version \(quoted: version), which a later synvc wrote"
    case .missing(let path): "it names \(quoted: path), which is not there"
    case .notAJournal: "it is no note of a send under way"
    case .notAMessage(let path, let offset): "\(quoted: path) is no message from byte \(offset) on"
    }
  }
}

extension Refusal: Reportable {
  package var report: Report {
    switch self {
    case .wrongChecksum(let slots):
      refused(
        "\(Line.list(slots, last: "and")) \(has(slots)) a wrong checksum: the instrument may refuse or misread it")
    case .partialSnapshot(let slots):
      refused("\(Line.list(slots, last: "and")) did not come when the snapshot was made: what it holds is older")
    case .otherModel(let target, let device):
      refused("the snapshot is of a \(quoted: target), the device is a \(quoted: device)")
    case .otherFirmware(let target, let device):
      refused("the snapshot is of firmware \(quoted: target), the device has \(quoted: device)")
    case .otherVersion(let slots):
      refused(
        "\(Line.list(slots, last: "and")) \(has(slots)) another version of the structure than the device holds now")
    case .playing(let device):
      refused("\(quoted: device) is playing: stop the sequencer first")
    case .editBufferOnly(let model, let slots):
      Report(
        .refused,
        "\(Line.list(slots, last: "and")) cannot be stored: the \(model) takes dumps into its edit buffer only",
        hint: "'synvc export REV -o FILE' writes them to a file; other slots can be sent by their names")
    case .notConfirmed: Failure.declined.report
    case .nothingToContinue:
      Report(.failed, "no send was interrupted", hint: "there is nothing to continue or to abort")
    case .sendUnderWay(let device):
      Report(
        .refused, "a send to \(quoted: device) was interrupted",
        hint: "'synvc checkout --continue' goes on with it, 'synvc checkout --abort' puts back what was there")
    case .deviceGone(let device):
      Report(
        .refused, "a send to \(quoted: device) was interrupted, and the rig no longer has it",
        hint:
          "'synvc device add \(device) --profile ID --port PORT' names it again, 'synvc checkout --abort --force' forgets that send"
      )
    case .nothingSaved(let device):
      Report(
        .failed, "nothing of \(quoted: device) was stored before the send that was interrupted",
        hint: "'synvc checkout --continue' goes on with it; 'synvc checkout REV --send --force' sends another state")
    }
  }

  private func has(_ slots: [String]) -> String { slots.count == 1 ? "has" : "have" }

  private func refused(_ message: Line) -> Report {
    Report(.refused, message, hint: "'--force' sends all the same")
  }
}

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
        .noAnswer, "no good answer for \(quoted: slot) after \(Self.times(attempts)): \(reason.words)",
        hint: "try again; a bad cable or interface does this", details: ["slot": .string(slot)])
    case .noIdentity:
      Report(.noAnswer, "the device does not answer", hint: Self.listen)
    case .badIdentity(let answer):
      Report(
        .noAnswer, "the answer to the question who is there \(answer.words)",
        hint: "try again; a bad cable or interface does this")
    case .onlyEcho:
      Report(
        .noAnswer, "the device does not answer: only synvc's own question came back",
        hint:
          "the port leads back to itself: a thru, a loop, or input and output of one cable; choose the instrument's port"
      )
    case .otherModel(let bytes):
      Report(
        .otherDevice, "another device answers: \(DifferenceText.short(bytes))",
        hint: "'synvc device list' shows which port is meant for which model",
        details: ["bytes": .string(Hex.spaced(bytes))])
    case .interrupted: Failure.interrupted(signal: 2).report
    case .lineCut(let slot):
      Report(
        .noAnswer, "the device no longer answers since \(quoted: slot) was sent",
        hint:
          "it may listen on another channel, device id or port now: set it back on the instrument, then 'synvc checkout --continue'",
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
        .noAnswer, others == 0 ? "no dump came" : "no message of the model came, but \(others) others",
        hint: Self.listen,
        details: ["others": JSON(others)])
    case .badDump(let slot, let reason):
      Report(
        .noAnswer, "a message of the dump\(slot.map { " after '\($0)'" } ?? "") is damaged: \(reason.words)",
        hint: "send the dump again, slower if the instrument can; '--allow-partial' keeps what came")
    case .incompleteDump(let missing):
      Report(
        .noAnswer, "\(Line.list(of: missing.map { "\($0)" }, most: 12)) did not come",
        hint: "send the whole dump again; '--allow-partial' keeps what came", details: ["slots": JSON(missing)])
    }
  }

  private static let listen: Line =
    "check cables, power, port, that the instrument may receive SysEx, and its SysEx device id, which may be another than the profile's"

  private static func cutOff(_ report: Report, after slot: String) -> Report {
    var report = report
    report.message = report.message + "; the last slot that passed is \(quoted: slot)"
    report.details.append(Report.Detail(name: "after", value: .string(slot)))
    return report
  }

  private static func cutOff(_ report: Report, before slot: String) -> Report {
    var report = report
    report.message = report.message + " before \(quoted: slot) had passed"
    report.details.append(Report.Detail(name: "before", value: .string(slot)))
    return report
  }

  private static func times(_ count: Int) -> String { count == 1 ? "one try" : "\(count) tries" }
}

extension TransferError.BadAnswer {
  var words: Line {
    switch self {
    case .cutOff(let reason, let count): "was cut off after \(count) bytes\(reason.words)"
    case .damaged(let bytes): "is damaged: \(DifferenceText.short(bytes))"
    }
  }
}

extension TransferError.Unaccepted {
  var words: Line {
    switch self {
    case .silence: "it was not acknowledged"
    case .refused(let words): "\(words)"
    case .alwaysAgain(let times): "it was asked for again \(times) times"
    }
  }
}

extension TransferError.Reason {
  var words: Line {
    switch self {
    case .problem(let problem): problem.report.message
    case .broken(let reason, let count): "the message was cut off after \(count) bytes\(reason.words)"
    case .noEnd: "the device did not say that it was done"
    case .lost(let count): "the system lost \(Count.bytes(count)) or more while it came"
    case .otherSlot(let slot): "\(quoted: slot) came instead"
    }
  }
}

extension Piece.Break {
  /// Why a message did not end, to be put behind it.
  var words: Line {
    switch self {
    case .status(let byte, _): " by the byte \(Hex.spaced([byte]))"
    case .endOfStream: ""
    case .tooLong: ", longer than any message can be"
    }
  }
}

extension InputError: Reportable {
  package var report: Report {
    if case .unreadable(let error) = problem {
      var report = error.report
      (report.status, report.message) = (.badInput, "cannot read \(InputText.named(file, within)): \(report.message)")
      report.details.insert(Report.Detail(name: "file", value: .string(title)), at: 0)
      return report
    }
    return Report(
      .badInput, "\(InputText.named(file, within)) \(words)", hint: hint, details: ["file": .string(title)])
  }

  private var words: Line {
    switch problem {
    case .empty: "is empty"
    case .text: "is text, not MIDI"
    case .notSysEx: "holds no SysEx message"
    case .song: "is a MIDI file without a SysEx message"
    case .broken(let damage):
      "holds no whole SysEx message: the one at byte \(damage.offset) is cut off after \(damage.count) bytes\(damage.reason.words)"
    case .midiFile(let error): "is a damaged MIDI file: \(error.report.message)"
    case .zip(let error): "cannot be unpacked: \(error.report.message)"
    case .nothingInZip(let members): "holds no file with SysEx messages among its \(members)"
    case .noise: "is neither SysEx nor a MIDI file: its bytes look like messages by chance only"
    case .foreign(let format): "is \(format.name), not SysEx or a MIDI file"
    case .headerlessBank: "holds no SysEx message, but 4,096 bytes of data as a bank of a DX7 does"
    case .zipInside: "is a zip file in a zip file"
    case .otherMember: "is no MIDI by its name and its first bytes"
    case .unreadable(let error): error.report.message
    case .tooMany: "is one too many: synvc imports up to \(ImportedFile.mostMessages) messages at once"
    }
  }

  private var hint: Line? {
    switch problem {
    case .text: "files with SysEx end in '.syx' or '.mid' as a rule; some sites pack them into a page or an archive"
    case .zip(let error): error.report.hint
    case .foreign(.gzip): "unpack it with 'gunzip' and import what it holds"
    case .foreign(.appleDouble): "import the file of the same name without '._' in front"
    case .foreign(let format) where format.isPacked: "unpack it and import the files that it holds"
    case .zipInside: "unpack it and import the files that it holds"
    case .headerlessBank: "put F0 43 00 09 20 00 in front of the data, its checksum and F7 behind it"
    default: nil
    }
  }
}

extension NameError: Reportable {
  package var report: Report {
    switch self {
    case .badName(let name):
      Report(.usage, "\(quoted: name) cannot be the name of a branch or tag", hint: "leave out blanks and '~^:?*[\\'")
    case .taken(let name): Report(.failed, "\(quoted: name.short) is there already", hint: "choose another name")
    case .unknown(let name, let isTag, let near):
      Report(
        .unknownName, "there is no \(isTag ? "tag" : "branch") \(quoted: name)",
        hint: near.isEmpty
          ? (isTag ? "'synvc tag' lists them" : "'synvc branch' lists them")
          : "did you mean \(Line.list(near, last: "or"))?", details: ["near": JSON(near)])
    case .current(let name):
      Report(
        .refused, "\(quoted: name) is the branch in use", hint: "'synvc switch BRANCH' changes to another one first")
    }
  }
}

extension ForeignFormat {
  /// What such a file is, behind "is".
  fileprivate var name: Line {
    switch self {
    case .gzip: "a gzip file"
    case .compress: "a file packed by 'compress'"
    case .bzip2: "a bzip2 file"
    case .xz: "an xz file"
    case .sevenZip: "a 7-Zip file"
    case .rar: "a RAR file"
    case .zstandard: "a Zstandard file"
    case .lha: "an LHA file"
    case .stuffIt: "a StuffIt file"
    case .cabinet: "a cabinet file"
    case .tar: "a tar file"
    case .appleDouble: "the AppleDouble part of a file, which holds none of its data"
    case .wave: "a RIFF file with sound or pictures"
    case .aiff: "an IFF file, as AIFF is"
    case .flac: "a FLAC file"
    case .ogg: "an Ogg file"
    case .mp3: "an MP3 file"
    case .png: "a PNG picture"
    case .jpeg: "a JPEG picture"
    case .gif: "a GIF picture"
    case .pdf: "a PDF document"
    case .ole: "an Office document"
    case .elf: "a program"
    }
  }
}
