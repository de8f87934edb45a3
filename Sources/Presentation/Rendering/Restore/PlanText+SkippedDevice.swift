package import Operations

extension PlanText {
  /// Devices that have no part in a send, each with the reason.
  package static func lines(leftOut: [SkippedDevice]) -> [StyledText] {
    leftOut.map { device in
      let name: StyledText = "\(device.device, .heading)"
      return switch device.reason {
      case .noPort:
        name + "  skipped: no port on this computer; set it with 'synvc device add \(device.device) --port PORT'"
      case .opaque: name + "  skipped: the device has no profile, so nothing can be sent"
      case .notInTarget: name + "  unchanged: the snapshot does not contain the device"
      case .notInRig: name + "  skipped: the device is no longer in the rig"
      }
    }
  }

  /// Said where refs moved to a state that these devices were not brought to.
  package static func lines(missed leftOut: [SkippedDevice]) -> [StyledText] {
    leftOut.filter(\.isMissed).map { device in
      "\(device.device, .heading)  was not updated: the device may differ from the current snapshot"
    }
  }

  package static func json(_ leftOut: [SkippedDevice]) -> JSON {
    .array(leftOut.map { ["device": .string($0.device), "reason": .string($0.reason.word)] })
  }
}

extension SkippedDevice.Reason {
  fileprivate var word: String {
    switch self {
    case .noPort: "no port"
    case .opaque: "no profile"
    case .notInTarget: "not in the snapshot"
    case .notInRig: "not in the rig"
    }
  }
}
