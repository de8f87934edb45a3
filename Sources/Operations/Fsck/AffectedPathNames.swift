import Maintenance
import Objects
import Profiles
import Archive

/// Finds the content of a damaged slot in another snapshot where the slot is whole.
struct AffectedPathNames {
  private var report: FsckReport
  private let profiles: KeptProfiles

  init(_ report: FsckReport, _ profiles: KeptProfiles) {
    self.report = report
    self.profiles = profiles
  }

  /// The report, with names for the damaged slots where another snapshot still holds them.
  consuming func named() -> FsckReport {
    var result = report
    for finding in result.findings.indices {
      for index in result.findings[finding].affectedPaths.indices {
        let path = result.findings[finding].affectedPaths[index].path
        guard path.hasSuffix(".syx") else { continue }
        result.findings[finding].affectedPaths[index].name = name(path)
      }
    }
    return result
  }

  private func name(_ path: String) -> String? {
    let parts = path.split(separator: "/").map(String.init)
    var tried: Set<ObjectID> = []
    for id in report.commits {
      guard let tree = report.table.commit(id)?.tree, let found = find(parts[...], in: tree),
        tried.insert(found).inserted, let bytes = report.table.blob(found), let dump = SlotDump(bytes: bytes)
      else { continue }
      if let name = profile(FolderName.split(path)?.folder ?? "", in: tree)?.item(in: dump)?.name { return name }
    }
    return nil
  }

  private func find(_ path: ArraySlice<String>, in tree: ObjectID) -> ObjectID? {
    guard let first = path.first, let entry = report.table.tree(tree)?.first(where: { $0.text == first }) else {
      return nil
    }
    return path.count == 1 ? entry.id : entry.isFolder ? find(path.dropFirst(), in: entry.id) : nil
  }

  private func profile(_ device: String, in tree: ObjectID) -> (any DeviceModel)? {
    let path = device.split(separator: "/").map(String.init)
    guard let folder = find(path[...], in: tree).flatMap({ report.table.tree($0) }),
      let facts = folder.first(where: { $0.text == DeviceFacts.file }), let bytes = report.table.blob(facts.id)
    else { return nil }
    // Unreadable objects were reported before.
    return profiles.profile((try? DeviceFacts(parsing: bytes, path: DeviceFacts.file))?.profile, in: folder)
  }
}
