package import Objects
import Profiles
import Repository
package import Archive

/// A snapshot that the walk through a history came to.
package struct HistoryStep: Sendable {
  package let snapshot: SnapshotCommit
  /// The parents at which the walk continues.
  package let parents: [ObjectID]
  /// Whether it is one of those that were asked for; the walk passes others on its way.
  package let isListed: Bool
  /// The differences from the first parent in the named slots; nil where none were named.
  package let changes: RigComparison?
}

extension Archive {
  /// The ancestors of a commit, along all parents: children before parents, else newest first.
  ///
  /// Where slots are named, a snapshot is listed when one of them differs from every parent. Where a merge equals one
  /// parent in these slots, only that parent is followed, as in git: the merge dropped the other branch's changes.
  ///
  /// - Parameter visit: returns false to stop.
  package func walk(
    from start: ObjectID, _ selection: SlotSelection = .all, visit: (HistoryStep) throws -> Bool
  ) throws {
    let slots = selection.isAll ? nil : SlotHistory(self, selection)
    var walk = DateOrderWalk(
      from: [start], read: { id in try slots?.commit(id) ?? readCommit(id) },
      parents: { id, commit in try slots?.parents(of: id, commit) ?? commit.parents })
    while let next = try walk.next() {
      let changes = slots?.takeChanges(of: next.id)
      let step = HistoryStep(
        snapshot: SnapshotCommit(next.id, next.commit), parents: next.parents,
        isListed: slots == nil || changes != nil, changes: changes)
      guard try visit(step) else { return }
    }
  }

  fileprivate func readCommit(_ id: ObjectID) throws(ArchiveError) -> Commit {
    try storing { () throws(StorageError) in try repository.objects.commit(id) }
  }
}

/// Finds the snapshots in which slots differ from every parent.
///
/// A class: the walk asks it from two places.
private final class SlotHistory {
  private let archive: Archive
  private let selection: SlotSelection
  private var filter: SlotFilter
  private let memory = StateCache()
  /// The changes of snapshots that were examined and not yet returned.
  private var changes: [ObjectID: RigComparison] = [:]
  /// Commits that were read for a child and will be asked for.
  private var known: [ObjectID: Commit] = [:]

  init(_ archive: Archive, _ selection: SlotSelection) {
    self.archive = archive
    self.selection = selection
    filter = SlotFilter(archive, selection)
  }

  func commit(_ id: ObjectID) throws -> Commit { try known.removeValue(forKey: id) ?? archive.readCommit(id) }

  func takeChanges(of id: ObjectID) -> RigComparison? { changes.removeValue(forKey: id) }

  /// The parents to follow: one in which the slots are the same, else all.
  func parents(of id: ObjectID, _ commit: Commit) throws -> [ObjectID] {
    var first: RigComparison?
    for parent in commit.parents {
      guard let difference = try difference(id, commit.tree, parent) else { return [parent] }
      first = first ?? difference
    }
    changes[id] = try commit.parents.isEmpty ? difference(id, commit.tree, nil) : first
    return commit.parents
  }

  /// Nil where the slots are the same.
  private func difference(_ id: ObjectID, _ tree: ObjectID, _ parent: ObjectID?) throws -> RigComparison? {
    let before = try parent.map { id in
      let commit = try known[id] ?? archive.readCommit(id)
      known[id] = commit
      return commit.tree
    }
    guard try filter.mayTouch(tree, before) else { return nil }
    let comparison = try archive.compare(parent, id, selection, memory: memory)
    return comparison.isEmpty ? nil : comparison
  }
}

/// Decides by the trees alone whether a snapshot may change a slot, where today's profile placed its messages.
private struct SlotFilter {
  /// The descriptions and the profile in a device's folder.
  private struct Key: Hashable {
    let name: String
    let facts: ObjectID?
    let profile: ObjectID?
  }

  private let archive: Archive
  private let selection: SlotSelection
  /// The profile by which a device's paths identify their slots.
  private var filing: [Key: (any DeviceModel)?] = [:]
  /// Whether the message at a path may be selected, cached for one profile.
  private var selected: (key: Key?, paths: [String: Bool]) = (nil, [:])

  init(_ archive: Archive, _ selection: SlotSelection) {
    self.archive = archive
    self.selection = selection
  }

  mutating func mayTouch(_ tree: ObjectID, _ parent: ObjectID?) throws(ArchiveError) -> Bool {
    if tree == parent { return false }
    let before = try parent.map { id throws(ArchiveError) in try archive.deviceTrees(of: id) } ?? [:]
    let after = try archive.deviceTrees(of: tree)
    for name in Set(before.keys).union(after.keys) where selection.mentions(name) && before[name] != after[name] {
      guard let one = before[name], let other = after[name] else { return true }
      if try mayTouch(name, one, other) { return true }
    }
    return false
  }

  private mutating func mayTouch(_ name: String, _ old: ObjectID, _ new: ObjectID) throws(ArchiveError) -> Bool {
    let key = try key(name, old)
    guard let profile = try profile(key, old), try self.profile(try self.key(name, new), new) != nil else {
      return true
    }
    let changes = try storing { () throws(StorageError) in try archive.repository.objects.changes(from: old, to: new) }
    if selected.key != key { selected = (key, [:]) }
    for change in changes {
      if let known = selected.paths[change.path] {
        if known { return true }
        continue
      }
      let isSelected =
        change.path == "order"
        || MessagePaths.slot(change.path, profile).map { selection.contains(name, $0) } ?? false
      selected.paths[change.path] = isSelected
      if isSelected { return true }
    }
    return false
  }

  private func key(_ name: String, _ tree: ObjectID) throws(ArchiveError) -> Key {
    let entries = try storing { () throws(StorageError) in try archive.repository.objects.treeTable(tree) }
    return Key(name: name, facts: entries[DeviceFacts.file]?.id, profile: entries[DeviceFacts.profileFile]?.id)
  }

  /// Nil where the messages themselves must be looked at.
  private mutating func profile(_ key: Key, _ tree: ObjectID) throws(ArchiveError) -> (any DeviceModel)? {
    if let known = filing[key] { return known }
    let entries = try storing { () throws(StorageError) in try archive.repository.objects.tree(tree) }
    let device = try archive.header(key.name, entries)
    var found: (any DeviceModel)?
    if let device { found = try archive.filingProfile(device, selection) }
    filing[key] = .some(found)
    return found
  }
}

extension Archive {
  /// The profile by which a device's paths identify the messages of the selected slots. Nil where only the messages
  /// identify them: placed by another profile, placed by order, or with many slots each.
  func filingProfile(_ device: DeviceState, _ selection: SlotSelection) throws(ArchiveError) -> (any DeviceModel)? {
    guard !selection.isWhole(device.name), let profile = try profile(for: device),
      device.profileText.map({ $0.elementsEqual(profile.text.utf8) }) == true,
      !profile.slotKinds.contains(where: { $0.isPlacedByOrder || $0.isBankMember || $0.bank != nil })
    else { return nil }
    return profile
  }
}
