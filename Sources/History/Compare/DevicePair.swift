package import Archive
package import Objects
import Profiles

extension Archive {
  /// Compares a device of one snapshot with another device, or one of its kinds.
  ///
  /// - Parameter kind: the slots to compare; nil: all, and the messages without a slot.
  /// - Returns: nil where the two are not of one model, or one of the snapshots does not hold its device.
  package func compare(
    _ old: (device: String, commit: ObjectID), _ new: (device: String, commit: ObjectID), kind: String? = nil
  ) throws(ArchiveError) -> RigComparison? {
    guard let before = try state(old.commit, devices: [old.device]).device(old.device),
      let after = try state(new.commit, devices: [new.device]).device(new.device),
      before.facts.profile == after.facts.profile
    else { return nil }
    let profile = try profile(for: after)
    let (one, other) = (before.content(profile), after.content(profile))
    let comparison = DeviceComparison(
      one, other, isWanted: { kind == nil || $0.kind == kind }, withUnknown: kind == nil)
    let difference = DeviceDifference(
      device: new.device, presence: .both, profile: profile, comparison: comparison, facts: [], newContent: other,
      oldContent: one)
    return RigComparison(differences: difference.isEmpty ? [] : [difference], slotCount: comparison.slotCount)
  }
}
