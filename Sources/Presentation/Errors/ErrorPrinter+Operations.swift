internal import Bytes
internal import MIDI
package import Operations
internal import Profiles
internal import Repository

extension OperationError: Reportable {
  // One switch over all cases: the compiler demands words for every new one.
  package var report: Report {
    switch self {
    case .storage(let error): error.report
    case .profile(let error, let id): Self.prefixed("the profile \(quoted: id) cannot be used", error.report)
    case .transfer(let error, let device):
      Self.prefixed("\(device)", error.report, Report.Detail(name: "device", value: .string(device)))
    case .encode(let error, let slot): Self.prefixed("\(slot)", error.report)
    case .damagedFile(let path, let reason): Self.damaged(path, reason)
    case .refused(let refusal): refusal.report
    case .interrupted: .interrupted(by: 2)
    case .hook(let failure): failure.report
    case .workTree(let error): error.report
    case .unknownProfile(let id, let near):
      Self.unknown("profile", id, near, else: "list the models with 'synvc profiles'")
    case .unknownDevice(let name, let near):
      Self.unknown("device", name, near, else: "list the rig with 'synvc device list'")
    case .unknownSlot(let name, let near):
      Self.unknown("slot", name, near, else: "list the kinds of slots with 'synvc device show NAME'")
    case .ambiguousSlot(let name, let devices):
      Report(
        .unknownName, "\(quoted: name) is a slot of several devices",
        hint: "write \(StyledText.list(devices.map { "\($0)/\(name)" }, last: "or"))",
        details: ["devices": JSON(devices)])
    case .otherModel(let folder, let model, let device):
      Report(
        .unknownName, "\(quoted: folder) holds slots of the \(model), and \(quoted: device) is another model",
        hint: "name a device of the same model: 'synvc device list' shows the models")
    case .ambiguousName(let name, let slots):
      Report(
        .unknownName, "\(Count.slots(slots.count)) hold a sound called \(quoted: name)",
        hint: "write one of \(StyledText.list(Array(slots.prefix(10)), last: "or"))\(slots.count > 10 ? " …" : "")",
        details: ["slots": JSON(slots)])
    case .badDeviceName(let name):
      Report(
        .failed, "\(quoted: name) is not a valid device name",
        hint: "use up to 32 small letters, digits and hyphens; 'files', 'con' and some other names are reserved")
    case .badDestination(let name, let slots):
      Report(
        .usage, "cannot send \(StyledText.list(slots, last: "and")) to \(quoted: name)",
        hint: "send one slot to one other slot of its kind")
    case .destinationElsewhere(let name, let device):
      Report(
        .usage, "a slot of \(quoted: device) cannot be sent to \(quoted: name), which is not a slot of a device",
        hint: "name one slot of one device; list the devices with 'synvc device list'")
    case .noSnapshots:
      Report(.unknownName, "there is no snapshot yet", hint: "read the devices of the rig with 'synvc snapshot'")
    case .noPort(let device):
      Report(
        .unreachable, "\(quoted: device) has no port on this computer",
        hint: "set it with \(quoted: "synvc device add \(device) --port PORT")")
    case .opaque(let device):
      Report(
        .failed, "\(quoted: device) has no profile, so synvc cannot query it",
        hint: "set its model with \(quoted: "synvc device add \(device) --profile ID")")
    case .needsHands(let device):
      Report(
        .noAnswer, "\(quoted: device) sends its dump only when started by hand at its front panel",
        hint: "wait for the dump with \(quoted: "synvc snapshot \(device) --by-hand")")
    case .selectsPrograms(let device):
      Report(
        .refused, "reading \(quoted: device) selects programs on it, which loses unsaved edits",
        hint: "allow 'auto' to read it with \(quoted: "synvc git config synvc.\(device).select true")",
        details: ["device": .string(device)])
    case .noChannel(let device, let number):
      Report(
        .failed, "cannot select programs on \(quoted: device): \(number) is not a MIDI channel",
        hint: "set a channel from 1 to 16 with \(quoted: "synvc device add \(device) --channel N")",
        details: ["device": .string(device)])
    case .emptyRig:
      Report(
        .failed, "the rig has no devices yet",
        hint:
          "find connected devices with 'synvc setup', or add one with 'synvc device add NAME --profile ID --port PORT'")
    case .nothingToRestore:
      Report(
        .failed, "the snapshot holds no device of the rig to send to",
        hint: "list the rig with 'synvc device list', the devices of the snapshot with 'synvc show REV'")
    case .emptyMessage: Report(.usage, "a snapshot needs a text", hint: "write it after '-m'")
    }
  }

  /// The report of a cause, with its subject in front.
  private static func prefixed(_ subject: StyledText, _ cause: Report, _ detail: Report.Detail? = nil) -> Report {
    var report = cause
    report.message = "\(subject): \(cause.message)"
    if let detail { report.details.append(detail) }
    return report
  }

  private static func damaged(_ path: String, _ reason: FileProblem) -> Report {
    switch reason {
    case .laterVersion(let version):
      Report(
        .failed, "\(quoted: path) in the snapshot has the version \(quoted: version); this synvc reads version 1",
        hint: "use the later synvc that wrote it; nothing was changed",
        details: ["path": .string(path), "field": "version", "version": .string(version)])
    case .notAJournal:
      Report(
        .damaged, "\(quoted: path) is damaged: \(reason.words)",
        hint: "compare the device with 'synvc status', then remove the file: that send cannot be continued",
        details: ["path": .string(path)])
    case .notYAML, .tooLarge, .notKeysAndValues, .badName, .missing, .notAMessage:
      Report(
        .damaged, "\(quoted: path) in the snapshot is damaged: \(reason.words)",
        hint: "list the damage with 'synvc fsck'; an older snapshot may still be readable",
        details: ["path": .string(path)])
    }
  }

  private static func unknown(_ what: String, _ name: String, _ near: [String], else hint: StyledText) -> Report {
    Report(
      .unknownName, "there is no \(what) \(quoted: name)",
      hint: near.isEmpty ? hint : "did you mean \(StyledText.list(near, last: "or"))?", details: ["near": JSON(near)])
  }
}

extension OperationError.FileProblem {
  var words: StyledText {
    switch self {
    case .notYAML: "it is not valid YAML"
    case .tooLarge(let reader): reader.words
    case .notKeysAndValues: "it does not consist of keys and values"
    case .badName(let name): "\(quoted: name) is not a valid device name"
    case .laterVersion(let version): "its version \(quoted: version) was written by a later synvc"
    case .missing(let path): "it names \(quoted: path), which is missing"
    case .notAJournal: "it is not a valid journal of a send"
    case .notAMessage(let path, let offset): "\(quoted: path) is not a valid message from byte \(offset) on"
    }
  }
}
