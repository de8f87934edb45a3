package import Operations

extension Refusal: Reportable {
  package var report: Report {
    switch self {
    case .wrongChecksum(let slots):
      refused(
        "\(StyledText.list(slots, last: "and")) \(has(slots)) a wrong checksum: the instrument may refuse or misread it"
      )
    case .partialSnapshot(let slots):
      refused("\(StyledText.list(slots, last: "and")) did not come when the snapshot was made: what it holds is older")
    case .otherModel(let target, let device):
      refused("the snapshot is of a \(quoted: target), the device is a \(quoted: device)")
    case .otherFirmware(let target, let device):
      refused("the snapshot is of firmware \(quoted: target), the device has \(quoted: device)")
    case .otherVersion(let slots):
      refused(
        "\(StyledText.list(slots, last: "and")) \(has(slots)) another version of the structure than the device holds now"
      )
    case .playing(let device):
      refused("\(quoted: device) is playing: stop the sequencer first")
    case .editBufferOnly(let model, let slots):
      Report(
        .refused,
        "\(StyledText.list(slots, last: "and")) cannot be stored: the \(model) takes dumps into its edit buffer only",
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

  private func refused(_ message: StyledText) -> Report {
    Report(.refused, message, hint: "'--force' sends all the same")
  }
}
