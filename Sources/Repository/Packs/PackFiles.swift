package import Files

/// The files of the pack folder: packs, and the files that belong to each.
package struct PackFiles {
  let folder: String
  let files: any FileSystem

  /// A pack by its path, with its data for repacking and collecting.
  package struct Listed {
    package let path: String
    let size: Int
    /// Seconds since 1970.
    package let modified: Int
    /// Whether the user, or git, excludes it from repacking: `.keep`, `.promisor`.
    package let isKept: Bool
    /// Whether it holds unreachable objects, each with its own age (`.mtimes`).
    package let isCruft: Bool
  }

  /// Every pack that has its index.
  package func list() throws(StorageError) -> [Listed] {
    let names = try filing { () throws(FileError) in try files.listIfPresent(folder) }
    let all = Set(names)
    var packs: [Listed] = []
    for name in names where name.hasSuffix(".pack") {
      let stem = String(name.dropLast(4))
      guard all.contains(stem + "idx") else { continue }
      let path = Path.join(folder, name)
      guard let status = try filing({ () throws(FileError) in try files.status(of: path) }) else { continue }
      packs.append(
        Listed(
          path: path, size: status.size, modified: status.modified,
          isKept: all.contains(stem + "keep") || all.contains(stem + "promisor"), isCruft: all.contains(stem + "mtimes")
        ))
    }
    return packs
  }

  /// Removes packs whose objects are all elsewhere, each index first: without it a pack is not read.
  ///
  /// Git's index over several packs names these packs, so it is removed first; git makes it anew.
  package func remove(_ paths: [String], report: (FileNote) -> Void) throws(StorageError) {
    if paths.isEmpty { return }
    try filing { () throws(FileError) in
      for name in try files.list(folder) where name.hasPrefix("multi-pack-index") {
        let path = Path.join(folder, name)
        if try files.isFolder(path) {
          for inner in try files.list(path) { try files.remove(Path.join(path, inner)) }
        } else {
          try files.remove(path)
        }
      }
      for path in paths {
        let stem = path.dropLast(4)
        for ending in ["idx", "rev", "bitmap", "mtimes", "pack"] where try files.isFile(stem + ending) {
          try files.remove(stem + ending)
        }
      }
      try files.syncNames(in: folder, report: report)
    }
  }
}
