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
    var history = SlotHistory(self, selection)
    var next: ObjectID? = start
    while let id = next {
      let snapshot = try snapshot(id)
      let parent = snapshot.commit.parents.first
      next = parent
      if selection.isAll {
        guard try visit(snapshot, nil) else { return }
      } else if try history.mayTouch(id, parent) {
        let comparison = try compare(parent, id, selection)
        guard try comparison.isEmpty || visit(snapshot, comparison) else { return }
      }
    }
  }
}

/// Tells by the trees alone whether a snapshot may change a slot, where today's profile filed its messages.
private struct SlotHistory {
  private let studio: Studio
  private let selection: SlotSelection
  /// By the descriptions and the profile in a device's folder: the profile by which its paths tell their slots.
  private var filing: [[ObjectID?]: Profile?] = [:]

  init(_ studio: Studio, _ selection: SlotSelection) {
    self.studio = studio
    self.selection = selection
  }

  mutating func mayTouch(_ id: ObjectID, _ parent: ObjectID?) throws(OperationError) -> Bool {
    let before = try parent.map { id throws(OperationError) in try studio.deviceTrees(id) } ?? [:]
    let after = try studio.deviceTrees(id)
    for name in Set(before.keys).union(after.keys) where selection.mentions(name) && before[name] != after[name] {
      guard let one = before[name], let other = after[name] else { return true }
      if try mayTouch(name, one, other) { return true }
    }
    return false
  }

  private mutating func mayTouch(_ name: String, _ old: ObjectID, _ new: ObjectID) throws(OperationError) -> Bool {
    guard let profile = try profile(name, old), try self.profile(name, new) != nil else { return true }
    let changes = try storing { () throws(StorageError) in try studio.archive.objects.changes(from: old, to: new) }
    return changes.contains { change in
      if change.path == "order" { return true }
      return Filing.slot(change.path, profile).map { selection.contains(name, $0) } ?? false
    }
  }

  /// Nil where the messages themselves must be looked at.
  private mutating func profile(_ name: String, _ tree: ObjectID) throws(OperationError) -> Profile? {
    let entries = try storing { () throws(StorageError) in try studio.archive.objects.tree(tree) }
    let key = [entries[DeviceFacts.file]?.id, entries["profile.yaml"]?.id]
    if let known = filing[key] { return known }
    let device = try studio.header(name, entries)
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
