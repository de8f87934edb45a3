package import Objects
import Profiles
package import Repository
package import Archive

extension Archive {
  /// The stored files that differ between two commits, those of the slots selected.
  package func changedFiles(
    _ old: ObjectID?, _ new: ObjectID, _ selection: SlotSelection = .all
  ) throws(ArchiveError) -> [TreeChange] {
    let changes = try storing { () throws(StorageError) in
      try repository.objects.changes(
        from: try old.map { id throws(StorageError) in try repository.objects.commit(id).tree },
        to: try repository.objects.commit(new).tree)
    }
    guard !selection.isAll else { return changes }
    var profiles: [String: any DeviceModel] = [:]
    for device in try outline(old).devices + outline(new).devices where selection.mentions(device.name) {
      profiles[device.name] = try profile(for: device)
    }
    return changes.filter { change in
      guard let (folder, path) = FolderName.split(change.path), selection.mentions(folder) else { return false }
      if selection.isWhole(folder) { return true }
      guard let profile = profiles[folder], let slot = MessagePaths.slot(path, profile) else { return false }
      return selection.touches(folder, slot, profile)
    }
  }
}
