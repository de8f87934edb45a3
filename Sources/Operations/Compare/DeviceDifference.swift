package import Diffing
package import Profiles

/// What differs of one device between two snapshots.
package struct DeviceDifference: Sendable {
  package enum Presence: Hashable, Sendable {
    case added
    case removed
    case both
  }

  package let device: String
  package let presence: Presence
  package let profile: Profile?
  package let comparison: DeviceComparison
  /// Model and firmware, where those differ.
  package let facts: [(what: String, old: String?, new: String?)]
  package let newContent: DeviceContent
  package let oldContent: DeviceContent

  package var isEmpty: Bool { presence == .both && comparison.isEmpty && facts.isEmpty }
}

extension Studio {
  /// Compares two states, device by device, both placed by the profiles of today.
  package func compare(
    _ old: RigState, _ new: RigState, _ selection: SlotSelection = .all
  ) throws(OperationError) -> [DeviceDifference] {
    let names = Set((old.devices + new.devices).map(\.name)).filter(selection.mentions).sorted()
    var differences: [DeviceDifference] = []
    for name in names {
      let difference = try compare(name, old.device(name), new.device(name), selection)
      if !difference.isEmpty { differences.append(difference) }
    }
    return differences
  }

  /// Whether a device of both states differs; looks no further than the first difference.
  func differ(_ old: RigState, _ new: RigState) throws(OperationError) -> Bool {
    for device in new.devices {
      guard let before = old.device(device.name) else { return true }
      if (before.facts.name, before.facts.firmware) != (device.facts.name, device.facts.firmware) { return true }
      if before.entries == device.entries { continue }
      let profile = try profile(for: device)
      if surelyDiffer(before, device, profile) { return true }
      if DeviceComparison.differ(before.content(profile), device.content(profile)) { return true }
    }
    return false
  }

  /// Whether a message differs from the one filed under the same path before, and both are the same slot's; false leaves
  /// it open. Nothing else is placed for that.
  private func surelyDiffer(_ old: DeviceState, _ new: DeviceState, _ profile: Profile?) -> Bool {
    guard let profile, !profile.kinds.contains(where: \.isPlacedByOrder),
      old.entries.map(\.path) == new.entries.map(\.path)
    else { return false }
    // A slot that was sent twice holds the last of it.
    guard !old.entries.contains(where: { $0.path.utf8.contains(0x7E) }) else { return false }
    return zip(old.entries, new.entries).contains { one, other in
      guard one != other, let slot = Filing.slot(one.path, profile),
        let left = one.message, let right = other.message,
        profile.slot(of: left) == slot, profile.slot(of: right) == slot
      else { return false }
      return profile.surelyDiffer(left, right)
    }
  }

  private func compare(
    _ name: String, _ old: DeviceState?, _ new: DeviceState?, _ selection: SlotSelection
  ) throws(OperationError) -> DeviceDifference {
    var profile: Profile?
    if let device = new ?? old { profile = try self.profile(for: device) }
    let known = profile
    let empty = DeviceContent([], profile: known)
    let (before, after) = (old?.content(profile) ?? empty, new?.content(profile) ?? empty)
    var facts: [(what: String, old: String?, new: String?)] = []
    if let old, let new, selection.isWhole(name) {
      if old.facts.name != new.facts.name { facts.append(("model", old.facts.name, new.facts.name)) }
      if old.facts.firmware != new.facts.firmware {
        facts.append(("firmware", old.facts.firmware, new.facts.firmware))
      }
    }
    let presence: DeviceDifference.Presence = old == nil ? .added : new == nil ? .removed : .both
    return DeviceDifference(
      device: name, presence: presence, profile: profile,
      comparison: DeviceComparison(
        before, after,
        isWanted: { slot in
          known.map { selection.contains(name, slot, $0) } ?? selection.contains(name, slot)
        }, withUnknown: selection.isWhole(name)),
      facts: facts, newContent: after, oldContent: before)
  }
}
