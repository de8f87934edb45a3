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
        .failed, "\(quoted: name) cannot be the name of a device",
        hint: "use up to 32 small letters, digits and hyphens; 'files', 'con' and some other names are taken")
    case .badDestination(let name, let slots):
      Report(
        .usage, "\(quoted: name) cannot take \(StyledText.list(slots, last: "and"))",
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
        .noAnswer, "\(device): two reads of \(StyledText.list(slots, last: "and")) differ",
        hint: "stop the sequencer, touch nothing and try again; a bad cable or interface does this too",
        details: ["device": .string(device), "slots": JSON(slots)])
    default: Report(.failed, "\(quoted: "\(self)")")
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
