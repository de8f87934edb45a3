internal import Diffing
package import MIDI
package import Objects
package import Profiles

/// The content of one slot of one snapshot.
package struct OneSlot {
  package let commit: ObjectID
  package let device: String
  package let profile: Profile
  package let slot: Slot
  package let message: SysExMessage

  package init(commit: ObjectID, device: String, profile: Profile, slot: Slot, message: SysExMessage) {
    (self.commit, self.device, self.profile, self.slot, self.message) = (commit, device, profile, slot, message)
  }

  /// The item; nil for a message that the profile does not decode.
  package var item: Item? { profile.decode(slot, in: message)?.item }

  /// `mono kit/005 "ACIDKIT"  Elektron Monomachine`.
  package var heading: StyledText {
    let name = item?.name.map { " \"\($0)\"" } ?? (item?.isEmpty == true ? "  empty" : "")
    return "\(device, .heading) \(profile.name(slot), .heading)\(name, .heading)  \(profile.name)"
  }
}
