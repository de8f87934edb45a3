package import Operations

extension OperationError: Reportable {
  // One switch over all cases: the compiler demands words for every new one.
  package var report: Report {
    switch self {
    case .archive(let error): error.report
    case .transfer(let error, let device):
      .prefixed("\(device)", error.report, Report.Detail(name: "device", value: .string(device)))
    case .encode(let error, let slot): .prefixed("\(slot)", error.report)
    case .refused(let refusal): refusal.report
    case .interrupted: .interrupted(by: 2)
    case .hook(let failure): failure.report
    case .workTree(let error): error.report
    case .unknownDevice(let name, let near):
      .unknown("device", name, near, else: "list the rig with 'synvc device list'")
    case .otherModel(let folder, let model, let device):
      Report(
        .unknownName, "\(quoted: folder) holds slots of the \(model), and \(quoted: device) is another model",
        hint: "name a device of the same model: 'synvc device list' shows the models")
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
}
