package import Operations
package import Transfer

/// The words for the user during a transfer.
package enum TransferText {
  /// The effect of reading on an instrument that programs are selected on.
  package static func selecting(_ device: Selected) -> StyledText {
    "\(device.device, .heading)  reading selects programs on the \(device.model): unsaved edits of the edit buffer are lost"
  }

  /// The program that is selected now; nil where it is unknown.
  package static func selected(_ device: Selected) -> StyledText? {
    guard let slot = device.slot else { return nil }
    return
      "\(device.device, .heading)  \(slot) is selected \(device.isOriginal ? "again" : "now"); unsaved edits of the edit buffer are lost"
  }

  /// The steps at the front panel.
  package static func lines(_ guidance: Guidance) -> [StyledText] {
    if guidance.isAgain { return ["  send the same dump again, for comparison"] }
    let last: StyledText =
      guidance.model == nil
      ? "  listening: send the data to store; recording ends after a pause (Ctrl-C cancels)"
      : "  listening: send the dump from the front panel (Ctrl-C cancels)"
    return guidance.steps.map { "\($0)" } + [last]
  }

  /// The reason to ask whether a state is that of the device.
  package static func suspect(_ device: String, _ differing: Int, of all: Int) -> StyledText {
    "\(device): \(differing) of the \(all) used slots differ from the last snapshot: another project, an empty battery or another unit"
  }
}
