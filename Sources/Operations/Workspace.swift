package import Objects
package import Profiles
package import Repository
import Bytes

/// An open archive with the profiles, the clock, the author, and the command as typed.
package struct Workspace {
  package let archive: Repository
  package let registry: ProfileRegistry
  /// The committer, with the current time.
  package let author: Signature
  /// The command line without the program's name, for the operations log.
  package let arguments: [String]
  /// The user's own programs that are asked and notified.
  package var hooks = Hooks.none
  /// The files that git checked out; nil where the archive is bare.
  package var workTree: WorkTree?

  package init(archive: Repository, registry: ProfileRegistry, author: Signature, arguments: [String]) {
    self.archive = archive
    self.registry = registry
    self.author = author
    self.arguments = arguments
  }

  /// The same workspace with another current time, in seconds since 1970.
  package func dated(_ seconds: Int) -> Workspace {
    var workspace = Workspace(archive: archive, registry: registry, author: author.dated(seconds), arguments: arguments)
    (workspace.hooks, workspace.workTree) = (hooks, workTree)
    return workspace
  }

  /// The commit that HEAD names; nil before the first snapshot.
  package func head() throws(OperationError) -> ObjectID? {
    try storing { () throws(StorageError) in try archive.refs.id(.head) }
  }

  /// The state of a commit; an empty one for nil.
  package func state(
    _ commit: ObjectID?, devices wanted: Set<String>? = nil, sharing other: RigState? = nil
  ) throws(OperationError) -> RigState {
    guard let commit else { return RigState() }
    return try RigState(reading: commit, from: archive, wanted: wanted, sharing: other)
  }

  /// The current rig: that of HEAD with the changes not yet committed.
  package func rig() throws(OperationError) -> Rig { try rig(after: try head()) }

  /// The same rig, where HEAD is known.
  func rig(after head: ObjectID?) throws(OperationError) -> Rig {
    var rig = try state(head, devices: []).rig
    let config = try storing { () throws(StorageError) in try archive.config() }
    for device in PendingDevice.all(in: config) {
      if device.isRemoved { rig.devices.removeAll { $0.name == device.name } } else { rig.put(device.device) }
    }
    return rig
  }

  package func profile(_ id: String) throws(OperationError) -> any DeviceModel {
    do {
      if let profile = try registry.model(id) { return profile }
    } catch {
      throw .profile(error, id: id)
    }
    throw .unknownProfile(id, near: EditDistance.nearest(to: id, among: registry.entries.map(\.id)))
  }

  /// The profile by which a device of a snapshot is read: today's of its id, else the copy kept with it.
  package func profile(for device: DeviceState) throws(OperationError) -> (any DeviceModel)? {
    guard let id = device.facts.profile else { return nil }
    do {
      return try registry.model(id, orKept: device.profileText)
    } catch {
      throw .profile(error, id: id)
    }
  }

  /// A snapshot's id as people read it.
  package func short(_ id: ObjectID) throws(OperationError) -> String {
    try storing { () throws(StorageError) in try archive.objects.abbreviation(of: id) }
  }
}
