package import Archive
import Profiles

/// Looks whether a device of both states differs, in any thread, and no further than the first difference.
package struct ChangeSearch: Sendable {
  private let old: RigState
  private let new: RigState
  /// By the names of the devices of the new state.
  private let profiles: [String: any DeviceModel]

  package init(from old: RigState, to new: RigState, in archive: Archive) throws(ArchiveError) {
    var profiles: [String: any DeviceModel] = [:]
    for device in new.devices { profiles[device.name] = try archive.profile(for: device) }
    (self.old, self.new, self.profiles) = (old, new, profiles)
  }

  package func run() -> Bool {
    new.devices.contains { device in
      guard let before = old.device(device.name) else { return true }
      if (before.facts.name, before.facts.firmware) != (device.facts.name, device.facts.firmware) { return true }
      if before.entries == device.entries { return false }
      let profile = profiles[device.name]
      return definitelyDiffers(before, device, profile)
        || DeviceComparison.differ(before.content(profile), device.content(profile))
    }
  }

  /// Whether a message differs from the one stored under the same path before, and both belong to the same slot; false
  /// leaves the answer open. No other message is placed for this check.
  private func definitelyDiffers(_ old: DeviceState, _ new: DeviceState, _ profile: (any DeviceModel)?) -> Bool {
    guard let profile, !profile.slotKinds.contains(where: \.isPlacedByOrder),
      old.entries.map(\.path) == new.entries.map(\.path)
    else { return false }
    // The last message of a slot that was sent twice counts.
    guard !old.entries.contains(where: { $0.path.utf8.contains(0x7E) }) else { return false }
    return zip(old.entries, new.entries).contains { one, other in
      guard one != other, let slot = MessagePaths.slot(one.path, profile),
        let left = one.dump, let right = other.dump, left.messages.count == right.messages.count,
        (left.messages + right.messages).allSatisfy({ profile.locate($0)?.slot == slot })
      else { return false }
      return profile.definitelyDiffers(left, right, of: slot)
    }
  }
}
