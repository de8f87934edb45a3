import Profiles

extension Studio {
  /// Has somebody agree that instruments are read by selecting programs on them; nothing was sent yet.
  func agree(to jobs: [ReadingJob], on surface: Surface) throws {
    let selecting = jobs.filter { $0.reader.profile.selectsPrograms(for: $0.slots) }
    guard !selecting.isEmpty else { return }
    try surface.agreeToSelect(selecting.map { $0.reader.selected(as: $0.device) })
  }

  /// Says where instruments stand that programs were selected on, whatever came of it.
  func tellStanding(_ readers: [(device: String, reader: SlotReader)], on surface: Surface) {
    for (device, reader) in readers where reader.standing.slot != nil {
      surface.stands(reader.selected(as: device))
    }
  }
}
