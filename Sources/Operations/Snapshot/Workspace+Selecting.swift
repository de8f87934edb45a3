import Profiles
import Transfer

extension Workspace {
  /// Asks the user to agree that instruments are read by selecting programs; nothing was sent yet.
  func agree(to jobs: [ReadingJob], on delegate: TransferDelegate) throws {
    let selecting = jobs.filter { $0.reader.profile.selectsPrograms(for: $0.slots) }
    guard !selecting.isEmpty else { return }
    try delegate.agreeToSelect(selecting.map { $0.reader.selected(as: $0.device) })
  }

  /// Reports the programs that instruments have selected after a reading, whatever its outcome.
  func tellStanding(_ readers: [(device: String, reader: SlotReader)], on delegate: TransferDelegate) {
    for (device, reader) in readers where reader.selection.slot != nil {
      delegate.stands(reader.selected(as: device))
    }
  }
}
