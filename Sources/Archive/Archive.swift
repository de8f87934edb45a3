import Bytes
package import Objects
package import Profiles
package import Repository

/// An archive as musicians see it: a git repository whose snapshots are read with the models of today.
package struct Archive {
  package let repository: Repository
  package let registry: ProfileRegistry

  package init(_ repository: Repository, _ registry: ProfileRegistry) {
    (self.repository, self.registry) = (repository, registry)
  }

  /// The commit that HEAD names; nil before the first snapshot.
  package func head() throws(ArchiveError) -> ObjectID? {
    try storing { () throws(StorageError) in try repository.refs.id(.head) }
  }

  /// The state of a commit; an empty one for nil.
  package func state(
    _ commit: ObjectID?, devices wanted: Set<String>? = nil, sharing other: RigState? = nil
  ) throws(ArchiveError) -> RigState {
    guard let commit else { return RigState() }
    return try RigState(reading: commit, from: repository, wanted: wanted, sharing: other)
  }

  /// The current rig: that of HEAD with the changes not yet committed.
  package func rig() throws(ArchiveError) -> Rig { try rig(after: try head()) }

  /// The same rig, where HEAD is known.
  package func rig(after head: ObjectID?) throws(ArchiveError) -> Rig {
    var rig = try state(head, devices: []).rig
    let config = try storing { () throws(StorageError) in try repository.config() }
    for device in PendingDevice.all(in: config) {
      if device.isRemoved { rig.devices.removeAll { $0.name == device.name } } else { rig.put(device.device) }
    }
    return rig
  }

  package func profile(_ id: String) throws(ArchiveError) -> any DeviceModel {
    do {
      if let profile = try registry.model(id) { return profile }
    } catch {
      throw .profile(error, id: id)
    }
    throw .unknownProfile(id, near: EditDistance.nearest(to: id, among: registry.entries.map(\.id)))
  }

  /// The profile by which a device of a snapshot is read: today's of its id, else the copy kept with it.
  package func profile(for device: DeviceState) throws(ArchiveError) -> (any DeviceModel)? {
    guard let id = device.facts.profile else { return nil }
    do {
      return try registry.model(id, orKept: device.profileText)
    } catch {
      throw .profile(error, id: id)
    }
  }

  /// A snapshot's id as people read it.
  package func short(_ id: ObjectID) throws(ArchiveError) -> String {
    try storing { () throws(StorageError) in try repository.objects.abbreviation(of: id) }
  }

  package func snapshot(_ id: ObjectID) throws(ArchiveError) -> SnapshotCommit {
    SnapshotCommit(id, try storing { () throws(StorageError) in try repository.objects.commit(id) })
  }
}
