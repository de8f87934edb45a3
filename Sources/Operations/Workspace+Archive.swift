package import Archive
package import History
package import Objects
package import Profiles
package import Repository

/// What the archive holds, with the errors of this layer.
extension Workspace {
  /// The commit that HEAD names; nil before the first snapshot.
  package func head() throws(OperationError) -> ObjectID? {
    try reading { () throws(ArchiveError) in try archive.head() }
  }

  /// The state of a commit; an empty one for nil.
  package func state(
    _ commit: ObjectID?, devices wanted: Set<String>? = nil, sharing other: RigState? = nil
  ) throws(OperationError) -> RigState {
    try reading { () throws(ArchiveError) in try archive.state(commit, devices: wanted, sharing: other) }
  }

  /// The devices and imported files of a commit with their facts, without their messages.
  package func outline(_ commit: ObjectID?) throws(OperationError) -> RigState {
    try reading { () throws(ArchiveError) in try archive.outline(commit) }
  }

  /// The current rig: that of HEAD with the changes not yet committed.
  package func rig() throws(OperationError) -> Rig { try reading { () throws(ArchiveError) in try archive.rig() } }

  func rig(after head: ObjectID?) throws(OperationError) -> Rig {
    try reading { () throws(ArchiveError) in try archive.rig(after: head) }
  }

  package func profile(_ id: String) throws(OperationError) -> any DeviceModel {
    try reading { () throws(ArchiveError) in try archive.profile(id) }
  }

  /// The model by which a device of a snapshot is read: today's of its id, else the profile kept with it.
  package func profile(for device: DeviceState) throws(OperationError) -> (any DeviceModel)? {
    try reading { () throws(ArchiveError) in try archive.profile(for: device) }
  }

  /// A snapshot's id as people read it.
  package func short(_ id: ObjectID) throws(OperationError) -> String {
    try reading { () throws(ArchiveError) in try archive.short(id) }
  }

  package func snapshot(_ id: ObjectID) throws(OperationError) -> SnapshotCommit {
    try reading { () throws(ArchiveError) in try archive.snapshot(id) }
  }

  package func port(of device: String) throws(OperationError) -> String? {
    try reading { () throws(ArchiveError) in try archive.port(of: device) }
  }

  package func usb(of device: String) throws(OperationError) -> String? {
    try reading { () throws(ArchiveError) in try archive.usb(of: device) }
  }

  /// Settings of devices that no snapshot holds yet.
  func pending() throws(OperationError) -> [PendingDevice] {
    try reading { () throws(ArchiveError) in try archive.pending() }
  }

  func isTrusted(_ port: String, of device: String) throws(OperationError) -> Bool {
    try reading { () throws(ArchiveError) in try archive.isTrusted(port, of: device) }
  }

  func unconfirmed(
    _ device: String, _ profile: any DeviceModel, since base: ObjectID?, asked: Set<Slot>, now: some Sequence<Slot>
  ) throws(OperationError) -> [SnapshotTrailer] {
    try reading { () throws(ArchiveError) in
      try archive.unconfirmed(device, profile, since: base, asked: asked, now: now)
    }
  }

  func deviceTrees(_ commit: ObjectID) throws(OperationError) -> [String: ObjectID] {
    try reading { () throws(ArchiveError) in try archive.deviceTrees(commit) }
  }

  /// The slots that users can name in some states and in the rig.
  package func slotNames(of states: RigState...) throws(OperationError) -> SlotNames {
    try reading { () throws(ArchiveError) in try archive.slotNames(of: states) }
  }

  // MARK: History

  package func compare(
    _ old: ObjectID?, _ new: ObjectID?, _ selection: SlotSelection = .all
  ) throws(OperationError) -> RigComparison {
    try reading { () throws(ArchiveError) in try archive.compare(old, new, selection) }
  }

  package func compare(
    _ old: RigState, _ new: RigState, _ selection: SlotSelection = .all
  ) throws(OperationError) -> [DeviceDifference] {
    try reading { () throws(ArchiveError) in try archive.compare(old, new, selection) }
  }

  package func compare(
    _ old: (device: String, commit: ObjectID), _ new: (device: String, commit: ObjectID), kind: String? = nil
  ) throws(OperationError) -> RigComparison? {
    try reading { () throws(ArchiveError) in try archive.compare(old, new, kind: kind) }
  }

  package func list(
    _ commit: ObjectID, _ selection: SlotSelection = .all
  ) throws(OperationError) -> [FolderListing] {
    try reading { () throws(ArchiveError) in try archive.list(commit, selection) }
  }

  package func changedFiles(
    _ old: ObjectID?, _ new: ObjectID, _ selection: SlotSelection = .all
  ) throws(OperationError) -> [TreeChange] {
    try reading { () throws(ArchiveError) in try archive.changedFiles(old, new, selection) }
  }

  /// The ancestors of a commit, see ``Archive/walk(from:_:visit:)``.
  package func walk(
    from start: ObjectID, _ selection: SlotSelection = .all, visit: (HistoryStep) throws -> Bool
  ) throws {
    do { try archive.walk(from: start, selection, visit: visit) } catch let error as ArchiveError {
      throw OperationError.archive(error)
    }
  }
}
