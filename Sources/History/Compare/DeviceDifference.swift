package import Archive
package import Profiles

/// The differences of one device between two snapshots.
package struct DeviceDifference: Sendable {
  package enum Presence: Hashable, Sendable {
    case added
    case removed
    case both
  }

  package let device: String
  package let presence: Presence
  package let profile: (any DeviceModel)?
  package let comparison: DeviceComparison
  /// Model and firmware, where those differ.
  package let facts: [(what: String, old: String?, new: String?)]
  package let newContent: DeviceContent
  package let oldContent: DeviceContent

  package init(
    device: String, presence: Presence, profile: (any DeviceModel)?, comparison: DeviceComparison,
    facts: [(what: String, old: String?, new: String?)], newContent: DeviceContent, oldContent: DeviceContent
  ) {
    self.device = device
    self.presence = presence
    self.profile = profile
    self.comparison = comparison
    self.facts = facts
    self.newContent = newContent
    self.oldContent = oldContent
  }

  package var isEmpty: Bool { presence == .both && comparison.isEmpty && facts.isEmpty }
}

extension Archive {
  /// Compares two states, device by device, both placed by the profiles of today.
  package func compare(
    _ old: RigState, _ new: RigState, _ selection: SlotSelection = .all
  ) throws(ArchiveError) -> [DeviceDifference] {
    let names = Set((old.devices + new.devices).map(\.name)).filter(selection.mentions)
      .sorted(by: FolderName.precedes)
    var differences: [DeviceDifference] = []
    for name in names {
      let difference = try compare(name, old.device(name), new.device(name), selection)
      if !difference.isEmpty { differences.append(difference) }
    }
    return differences
  }

  private func compare(
    _ name: String, _ old: DeviceState?, _ new: DeviceState?, _ selection: SlotSelection
  ) throws(ArchiveError) -> DeviceDifference {
    var profile: (any DeviceModel)?
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
