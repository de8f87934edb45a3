package import Objects
import Profiles
package import Storage

extension Studio {
  /// The stored files that differ between two commits, those of the slots selected.
  package func changedFiles(
    _ old: ObjectID?, _ new: ObjectID, _ selection: SlotSelection = .all
  ) throws(OperationError) -> [TreeChange] {
    let changes = try storing { () throws(StorageError) in
      try archive.objects.changes(
        from: try old.map { id throws(StorageError) in try archive.objects.commit(id).tree },
        to: try archive.objects.commit(new).tree)
    }
    guard !selection.isAll else { return changes }
    var profiles: [String: Profile] = [:]
    for device in try outline(old).devices + outline(new).devices where selection.mentions(device.name) {
      profiles[device.name] = try profile(for: device)
    }
    return changes.filter { change in
      let parts = change.path.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2, selection.mentions(parts[0]) else { return false }
      if selection.isWhole(parts[0]) { return true }
      guard let profile = profiles[parts[0]], let slot = Filing.slot(parts[1], profile) else { return false }
      return selection.touches(parts[0], slot, profile)
    }
  }
}
