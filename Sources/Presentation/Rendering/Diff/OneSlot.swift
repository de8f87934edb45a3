package import Objects
package import Profiles

/// The content of one slot of one snapshot.
package struct OneSlot {
  package let commit: ObjectID
  package let device: String
  package let profile: any DeviceModel
  package let slot: Slot
  package let dump: SlotDump

  package init(commit: ObjectID, device: String, profile: any DeviceModel, slot: Slot, dump: SlotDump) {
    (self.commit, self.device, self.profile, self.slot, self.dump) = (commit, device, profile, slot, dump)
  }

  /// The item; nil for a dump that the profile does not decode.
  package var item: Item? { profile.decode(slot, in: dump)?.item }

  /// `mono kit/005 "ACIDKIT"  Elektron Monomachine`.
  package var heading: StyledText {
    let name = item?.name.map { " \"\($0)\"" } ?? (item?.isEmpty == true ? "  empty" : "")
    return "\(device, .heading) \(profile.name(slot), .heading)\(name, .heading)  \(profile.name)"
  }
}
