import Files
import Repository

/// Leftovers of a crash: temporary files, and halves of a pack.
struct TemporaryFiles {
  private let archive: Repository

  init(_ archive: Repository) { self.archive = archive }

  /// Paths in the archive of temporary files last written before a time.
  func stale(before time: Int) throws(StorageError) -> [String] {
    let files = archive.context.files
    return try filing { () throws(FileError) in
      var found: [String] = []
      var waiting = try files.listIfPresent(archive.common).filter { $0 != "hooks" && $0 != "lost+found" }
      while let path = waiting.popLast() {
        let full = Path.join(archive.common, path)
        guard let status = try files.status(of: full) else { continue }
        if status.kind == .folder {
          waiting += try files.listIfPresent(full).map { Path.join(path, $0) }
        } else if TemporaryFiles.isTemporary(path), status.kind == .file, status.modified < time {
          found.append(path)
        }
      }
      return found.sorted()
    }
  }

  /// Paths in the archive of indexes and other pack files without their pack, last written before a time. Also of packs
  /// without an index, which could be made anew, last written before a cutoff.
  func halves(before time: Int, cutoff: Int?) throws(StorageError) -> [String] {
    let files = archive.context.files
    return try filing { () throws(FileError) in
      let names = try files.listIfPresent(archive.objects.packFolder)
      let all = Set(names)
      var found: [String] = []
      for name in names where name.hasPrefix("pack-") {
        let stem = String(name.prefix { $0 != "." }) + "."
        let isPack = name == stem + "pack"
        guard !all.contains(stem + (isPack ? "idx" : "pack")), !all.contains(stem + "keep"),
          let status = try files.status(of: Path.join(archive.objects.packFolder, name)), status.kind == .file,
          status.modified < (isPack ? cutoff ?? .min : time)
        else { continue }
        found.append("objects/pack/" + name)
      }
      return found
    }
  }

  /// Names that synvc gives, and git where it stores objects.
  private static func isTemporary(_ path: String) -> Bool {
    let name = Path.name(path)
    if name.hasPrefix(".tmp_") { return true }
    return path.hasPrefix("objects/") && (name.hasPrefix("tmp_") || name.hasPrefix(".tmp-"))
  }
}
