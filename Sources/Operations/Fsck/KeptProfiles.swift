import Maintenance
import Objects
import Profiles
import Archive

/// The profiles by which fsck reads devices: those of the registry, else the copies kept in snapshots.
///
/// A class, so that all snapshots share the profiles already read.
final class KeptProfiles {
  private let registry: ProfileRegistry
  private let table: ObjectTable
  private var read: [Key: (any DeviceModel)?] = [:]

  private struct Key: Hashable {
    let id: String
    let copy: ObjectID?
  }

  init(_ registry: ProfileRegistry, _ table: ObjectTable) {
    self.registry = registry
    self.table = table
  }

  /// Nil where there is none, or none that can be read: it judges nothing.
  ///
  /// - Parameter folder: the entries of the device's folder.
  func profile(_ id: String?, in folder: [FsckTreeEntry]) -> (any DeviceModel)? {
    guard let id else { return nil }
    let copy = folder.first { $0.text == DeviceFacts.profileFile }?.id
    let key = Key(id: id, copy: copy)
    if let known = read[key] { return known }
    let profile = (try? registry.model(id, orKept: copy.flatMap { table.blob($0) })) ?? nil
    read[key] = .some(profile)
    return profile
  }
}
