package import Archive
package import Objects
import Profiles
import Repository

/// The differences between two snapshots, and the number of slots compared.
package struct RigComparison: Sendable {
  package let differences: [DeviceDifference]
  /// Slots that either side holds, those of equal devices too.
  package let slotCount: Int

  package init(differences: [DeviceDifference], slotCount: Int) {
    self.differences = differences
    self.slotCount = slotCount
  }

  package var isEmpty: Bool { differences.isEmpty }
  /// Slots that differ; one that moved counts once.
  package var differingCount: Int { differences.reduce(0) { $0 + $1.comparison.changes.count } }
}

extension Archive {
  /// Compares two commits; devices whose stored trees are equal are not opened.
  ///
  /// - Parameters:
  ///   - old: nil: nothing at all.
  ///   - memory: the cache of another comparison with the same selection.
  package func compare(
    _ old: ObjectID?, _ new: ObjectID?, _ selection: SlotSelection = .all, memory: StateCache = StateCache()
  ) throws(ArchiveError) -> RigComparison {
    let before = try old.map { id throws(ArchiveError) in try deviceTrees(id) } ?? [:]
    let after = try new.map { id throws(ArchiveError) in try deviceTrees(id) } ?? [:]
    let names = Set(before.keys).union(after.keys).filter(selection.mentions)
    let changed = names.filter { before[$0] != after[$0] }
    var count = 0
    // Unchanged imported files are compared only where they are named.
    for name in names.subtracting(changed) where !selection.isAll || !FolderName.isFile(name) {
      count += try slotCount(of: name, in: after[name], selection)
    }
    // An added or removed device is listed as a whole.
    let both = changed.filter { before[$0] != nil && after[$0] != nil }
    let one = try part(of: old, changed, both, selection, sharing: nil, memory)
    let other = try part(of: new, changed, both, selection, sharing: one, memory)
    let differences = try compare(one, other, selection).filter { changed.contains($0.device) }
    let found = Set(differences.map(\.device))
    for name in changed.subtracting(found) { count += try slotCount(of: name, in: after[name], selection) }
    return RigComparison(
      differences: differences, slotCount: differences.reduce(count) { $0 + $1.comparison.slotCount })
  }

  /// A state with the messages of the selected slots at least.
  ///
  /// - Parameter partial: the devices of which no more than that is wanted.
  private func part(
    of commit: ObjectID?, _ devices: Set<String>, _ partial: Set<String>, _ selection: SlotSelection,
    sharing other: RigState?, _ memory: StateCache
  ) throws(ArchiveError) -> RigState {
    guard let commit else { return RigState() }
    return try RigState(reading: commit, from: repository, wanted: devices, sharing: other, memory: memory) {
      device throws(ArchiveError) in
      guard partial.contains(device.name), let profile = try filingProfile(device, selection) else { return nil }
      return { path in MessagePaths.slot(path, profile).map { selection.contains(device.name, $0) } ?? false }
    }
  }

  /// Slots of a device as its replay order names them.
  private func slotCount(
    of name: String, in tree: ObjectID?, _ selection: SlotSelection
  ) throws(ArchiveError) -> Int {
    guard let tree else { return 0 }
    let (facts, order) = try storing { () throws(StorageError) in
      let entries = try repository.objects.tree(tree)
      return (
        try entries[DeviceFacts.file].map { entry throws(StorageError) in try repository.objects.blob(entry.id) },
        try entries["order"].map { entry throws(StorageError) in try repository.objects.blob(entry.id) }
      )
    }
    guard let facts, let order else { return 0 }
    let parsed = try DeviceFacts(parsing: facts, path: "\(name)/\(DeviceFacts.file)")
    let state = DeviceState(name: name, facts: parsed, profileText: nil, entries: [])
    guard let profile = try profile(for: state) else { return 0 }
    let slots = String(decoding: order, as: UTF8.self).split(separator: "\n")
      .compactMap { MessagePaths.slot(String($0), profile) }
    let all = Set(slots).flatMap { home in
      let held = profile.slots(in: home)
      return held.isEmpty ? [home] : held
    }
    return all.count { selection.contains(name, $0, profile) }
  }
}
