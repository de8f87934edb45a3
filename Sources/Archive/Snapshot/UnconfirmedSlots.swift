package import Objects
package import Profiles

extension SnapshotCommit {
  /// Slots of a device that the snapshot calls unconfirmed.
  package func unconfirmed(of device: String, _ profile: any DeviceModel) -> [Slot] {
    unconfirmedRanges(of: device).flatMap { profile.slots(in: $0) }
  }

  /// The same slots as ranges, as the trailer writes them.
  package func unconfirmedRanges(of device: String) -> [String] {
    values("Synvc-Unconfirmed").compactMap { value in
      let words = value.split(separator: " ").map(String.init)
      return words.count == 2 && words[0] == device ? words[1] : nil
    }
  }
}

extension Archive {
  /// The unconfirmed slots of a device that were not requested again, together with the newly unconfirmed ones.
  ///
  /// - Parameters:
  ///   - base: the snapshot that the state builds on.
  ///   - asked: slots whose earlier mark is out of date.
  package func unconfirmed(
    _ device: String, _ profile: any DeviceModel, since base: ObjectID?, asked: Set<Slot>, now: some Sequence<Slot>
  ) throws(ArchiveError) -> [SnapshotTrailer] {
    let before = try base.map { id throws(ArchiveError) in try snapshot(id) }
    let stays = before?.unconfirmed(of: device, profile).filter { !asked.contains($0) } ?? []
    let ranges = profile.ranges(of: profile.sorted(Array(Set(stays).union(now))))
    return [.marked(device: device)] + ranges.map { .unconfirmed(device: device, slots: $0) }
  }
}
