package import Repository
package import Files

extension ArchivePlace {
  /// Searches the same places as ``Discovery``, and accepts a broken archive too: a damaged archive here must not send
  /// the search on to another one.
  ///
  /// - Returns: nil where no folder resembles an archive, not even a broken one.
  package static func find(_ request: DiscoveryRequest, _ files: any FileSystem) -> ArchivePlace? {
    let environment = request.environment["SYNVC_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    if let given = request.given ?? environment {
      return inside(Path.normal(Path.join(request.workingFolder, given)), files)
    }
    var folder = Path.normal(request.workingFolder)
    while true {
      if let place = ArchivePlace(Path.join(folder, ".synvc"), in: files) { return place }
      let parent = Path.parent(folder)
      if parent == folder { break }
      folder = parent
    }
    let data = request.environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return inside(Path.join(data ?? Path.join(request.home, ".local/share"), "synvc"), files)
  }

  /// The git folder that a path is, or that is in it as `.synvc` or `.git`.
  package static func inside(_ path: String, _ files: any FileSystem) -> ArchivePlace? {
    ArchivePlace(path, in: files) ?? ArchivePlace(Path.join(path, ".synvc"), in: files)
      ?? ArchivePlace(Path.join(path, ".git"), in: files)
  }

  /// The owner of the folder.
  package var owner: UInt32? { ((try? files.status(of: folder)) ?? nil)?.owner }

  /// Names of the files in a folder of the archive with their content; nil content for unreadable files. A file that
  /// another program removes during the listing is left out.
  package func contents(of folder: String) -> [(name: String, bytes: [UInt8]?)] {
    let path = Path.join(common, folder)
    // A folder that cannot be listed was reported when every file was listed.
    let names = (try? files.list(path)) ?? []
    // Locks are not content.
    return names.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }.compactMap { name in
      do {
        return try files.readIfPresent(Path.join(path, name)).map { (name, $0) }
      } catch {
        return (name, nil)
      }
    }
  }
}
