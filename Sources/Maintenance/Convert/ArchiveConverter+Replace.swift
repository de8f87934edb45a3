package import Repository
package import Files
import Objects

extension ArchiveConverter {
  /// Puts the new archive in the place of the old one, which is kept under another name.
  ///
  /// Where the system can, the two are exchanged at once, so that there always is an archive of that name. Otherwise no
  /// archive has that name between two renames; a command that opens it then prints how to finish.
  package func replace(keeping kept: String) throws(StorageError) {
    let (files, old, note) = (files, archive.folder, archive.context.note)
    // The locks moved with the old archive, whose name the new one has now: the conversion ended or was interrupted.
    defer { for place in [folder, kept] { unlock(place) } }
    try filing { () throws(FileError) in
      guard try files.status(of: kept) == nil else { throw FileError(.rename, kept, code: ErrorCode.exists) }
      if try exchanged(old, folder) {
        try files.syncNames(in: Path.parent(old), report: note)
        try files.rename(folder, to: kept)
      } else {
        try files.rename(old, to: kept)
        try files.rename(folder, to: old)
      }
      for parent in Set([old, folder, kept].map { Path.parent($0) }) { try files.syncNames(in: parent, report: note) }
    }
  }

  /// Removes our own locks from an archive that is not where it was when it was locked.
  private func unlock(_ folder: String) {
    for path in ["operations/packs.lock", "operations/log.lock", "config.lock"].map({ Path.join(folder, $0) }) {
      // A read that fails once is tried again; a lock that stays is a dead process's lock soon.
      guard let found = (try? files.read(path)) ?? (try? files.read(path)),
        found == archive.context.lockContext.holder.encoded
      else { continue }
      try? files.remove(path)
    }
  }

  /// False where the system cannot exchange names.
  private func exchanged(_ one: String, _ other: String) throws(FileError) -> Bool {
    do throws(FileError) {
      try files.exchange(one, with: other)
      return true
    } catch {
      guard ErrorCode.meansUnknown(error.code) else { throw error }
      return false
    }
  }

  /// The folder of the new archive, where a conversion was interrupted between its two renames.
  package static func cutOff(at path: String, in files: any FileSystem) throws(StorageError) -> String? {
    for format in ObjectFormat.allCases {
      let folder = path + "." + format.rawValue
      guard try Repository.isGitFolder(folder, in: files) else { continue }
      let parent = Path.parent(path)
      let prefix = Path.name(path) + "."
      let names = try filing { () throws(FileError) in try files.listIfPresent(parent) }
      let isKept = names.contains { name in
        ObjectFormat.allCases.contains { name.hasPrefix(prefix + $0.rawValue + "-") && $0 != format }
      }
      if isKept { return folder }
    }
    return nil
  }
}
