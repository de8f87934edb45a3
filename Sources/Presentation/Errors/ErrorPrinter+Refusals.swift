package import Operations

extension Refusal: Reportable {
  package var report: Report {
    switch self {
    case .wrongChecksum(let slots):
      refused(
        "\(StyledText.list(slots, last: "and")) \(has(slots)) a wrong checksum: the instrument may refuse or misread it"
      )
    case .partialSnapshot(let slots):
      refused(
        "\(StyledText.list(slots, last: "and")) did not arrive when the snapshot was made: the stored data is older")
    case .otherModel(let target, let device):
      refused("the snapshot is of a \(quoted: target), the device is a \(quoted: device)")
    case .otherFirmware(let target, let device):
      refused("the snapshot is of firmware \(quoted: target), the device has \(quoted: device)")
    case .otherVersion(let slots):
      refused(
        "\(StyledText.list(slots, last: "and")) \(has(slots)) another structure version than the device uses now"
      )
    case .playing(let device):
      refused("\(quoted: device) is playing: stop the sequencer first")
    case .editBufferOnly(let model, let slots):
      Report(
        .refused,
        "\(StyledText.list(slots, last: "and")) cannot be stored: the \(model) takes dumps into its edit buffer only",
        hint: "write them to a file with 'synvc export REV -o FILE', or name other slots to send")
    case .notConfirmed: .declined
    case .nothingToContinue:
      Report(.failed, "no send was interrupted", hint: "start a send with 'synvc checkout REV --send'")
    case .sendUnderWay(let device):
      Report(
        .refused, "a send to \(quoted: device) was interrupted",
        hint: "finish it with 'synvc checkout --continue', or restore the earlier slots with 'synvc checkout --abort'")
    case .deviceGone(let device):
      Report(
        .refused, "a send to \(quoted: device) was interrupted, and the device is no longer in the rig",
        hint:
          "add the device again with 'synvc device add \(device) --profile ID --port PORT', or discard that send with 'synvc checkout --abort --force'"
      )
    case .nothingSaved(let device):
      Report(
        .failed, "no earlier state of \(quoted: device) was stored before the interrupted send",
        hint:
          "finish it with 'synvc checkout --continue', or send another state with 'synvc checkout REV --send --force'")
    }
  }

  private func has(_ slots: [String]) -> String { slots.count == 1 ? "has" : "have" }

  private func refused(_ message: StyledText) -> Report {
    Report(.refused, message, hint: "send anyway with '--force'")
  }
}
