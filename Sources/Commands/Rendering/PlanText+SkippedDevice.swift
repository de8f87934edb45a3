internal import Operations

extension PlanText {
  /// Devices that have no part in a send, each with the reason.
  static func lines(leftOut: [SkippedDevice]) -> [StyledText] {
    leftOut.map { device in
      let name: StyledText = "\(device.device, .heading)"
      return switch device.reason {
      case .noPort:
        name + "  left out: it has no port on this computer ('synvc device add \(device.device) --port PORT' tells it)"
      case .opaque: name + "  left out: it has no profile, so nothing can be sent to it"
      case .notInTarget: name + "  left alone: the snapshot does not hold it"
      case .notInRig: name + "  left out: the rig no longer has it"
      }
    }
  }

  /// Said where refs moved to a state that these devices were not brought to.
  static func lines(missed leftOut: [SkippedDevice]) -> [StyledText] {
    leftOut.filter(\.isMissed).map { device in
      "\(device.device, .heading)  was not sent: what is current now says what it should hold, not what it holds"
    }
  }

  static func json(_ leftOut: [SkippedDevice]) -> JSON {
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
