package import Objects
import Profiles
import Storage

extension Studio {
  /// The snapshots from a commit back, newest first.
  ///
  /// - Parameters:
  ///   - selection: only snapshots in which one of these slots differs from the one before.
  ///   - visit: gets what differs in those slots, nil where none were named; returns false to stop.
  package func walk(
    from start: ObjectID, _ selection: SlotSelection = .all, visit: (SnapshotCommit, RigComparison?) throws -> Bool
  ) throws {
    if selection.isAll { return try walkAll(from: start) { try visit($0, nil) } }
    var history = SlotHistory(self, selection)
    let memory = StateMemory()
    var next: SnapshotCommit? = try snapshot(start)
    while let snapshot = next {
      next = try snapshot.commit.parents.first.map { try self.snapshot($0) }
      if try history.mayTouch(snapshot.commit.tree, next?.commit.tree) {
        let comparison = try compare(next?.id, snapshot.id, selection, memory: memory)
        guard try comparison.isEmpty || visit(snapshot, comparison) else { return }
      }
    }
  }

  private func walkAll(from start: ObjectID, visit: (SnapshotCommit) throws -> Bool) throws {
    var next: ObjectID? = start
    while let id = next {
      let snapshot = try snapshot(id)
      next = snapshot.commit.parents.first
      guard try visit(snapshot) else { return }
    }
  }
}

/// Tells by the trees alone whether a snapshot may change a slot, where today's profile filed its messages.
private struct SlotHistory {
  /// The descriptions and the profile in a device's folder.
  private struct Key: Hashable {
    let name: String
    let facts: ObjectID?
    let profile: ObjectID?
  }

  private let studio: Studio
  private let selection: SlotSelection
  /// The profile by which a device's paths tell their slots.
  private var filing: [Key: Profile?] = [:]
  /// Whether what is filed under a path may be selected; by one profile.
  private var selected: (key: Key?, paths: [String: Bool]) = (nil, [:])

  init(_ studio: Studio, _ selection: SlotSelection) {
    self.studio = studio
    self.selection = selection
  }

  mutating func mayTouch(_ tree: ObjectID, _ parent: ObjectID?) throws(OperationError) -> Bool {
    if tree == parent { return false }
    let before = try parent.map { id throws(OperationError) in try studio.deviceTrees(of: id) } ?? [:]
    let after = try studio.deviceTrees(of: tree)
    for name in Set(before.keys).union(after.keys) where selection.mentions(name) && before[name] != after[name] {
      guard let one = before[name], let other = after[name] else { return true }
      if try mayTouch(name, one, other) { return true }
    }
    return false
  }

  private mutating func mayTouch(_ name: String, _ old: ObjectID, _ new: ObjectID) throws(OperationError) -> Bool {
    let key = try key(name, old)
    guard let profile = try profile(key, old), try self.profile(try self.key(name, new), new) != nil else {
      return true
    }
    let changes = try storing { () throws(StorageError) in try studio.archive.objects.changes(from: old, to: new) }
    if selected.key != key { selected = (key, [:]) }
    for change in changes {
      if let known = selected.paths[change.path] {
        if known { return true }
        continue
      }
      let isSelected =
        change.path == "order"
        || Filing.slot(change.path, profile).map { selection.contains(name, $0) } ?? false
      selected.paths[change.path] = isSelected
      if isSelected { return true }
    }
    return false
  }

  private func key(_ name: String, _ tree: ObjectID) throws(OperationError) -> Key {
    let entries = try storing { () throws(StorageError) in try studio.archive.objects.treeTable(tree) }
    return Key(name: name, facts: entries[DeviceFacts.file]?.id, profile: entries[DeviceFacts.profileFile]?.id)
  }

  /// Nil where the messages themselves must be looked at.
  private mutating func profile(_ key: Key, _ tree: ObjectID) throws(OperationError) -> Profile? {
    if let known = filing[key] { return known }
    let entries = try storing { () throws(StorageError) in try studio.archive.objects.tree(tree) }
    let device = try studio.header(key.name, entries)
    var found: Profile?
    if let device { found = try studio.filingProfile(device, selection) }
    filing[key] = .some(found)
    return found
  }
}

extension Studio {
  /// The profile by which a device's paths tell which messages the selected slots hold; nil where only the messages
  /// themselves tell: they were filed by another profile, or by their order, or hold many slots each.
  func filingProfile(_ device: DeviceState, _ selection: SlotSelection) throws(OperationError) -> Profile? {
    guard !selection.isWhole(device.name), let profile = try profile(for: device),
      device.profileText.map({ $0.elementsEqual(profile.text.utf8) }) == true,
      !profile.kinds.contains(where: { $0.isPlacedByOrder || $0.isHeld || $0.holding != nil })
    else { return nil }
    return profile
  }
}
