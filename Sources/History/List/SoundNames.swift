package import Objects
package import Archive

/// Finds the slots whose sound has a name, in the snapshots of a command. Snapshots are read on first use.
package struct SoundNames: SoundSearch {
  private let archive: Archive
  private let commits: [ObjectID]

  /// - Parameter commits: the first commit in which the name occurs counts.
  package init(_ archive: Archive, in commits: [ObjectID]) {
    self.archive = archive
    self.commits = commits
  }

  /// The slots with a name, as users write them: `mono/kit/005`. A device or kind may precede the name. The case
  /// counts only where another slot's name differs in case alone. Imported files count where no device has the name.
  package func slots(named text: String) throws(ArchiveError) -> [String] {
    for commit in commits {
      let places = try places(in: commit)
      for isFile in [false, true] {
        let here = places.filter { FolderName.isFile($0.folder) == isFile }
        let exact = here.filter { $0.isMeant(by: text) }
        if !exact.isEmpty { return exact.map(\.path) }
        let lowercased = text.lowercased()
        let near = here.filter { $0.lowercased.isMeant(by: lowercased) }
        if !near.isEmpty { return near.map(\.path) }
      }
    }
    return []
  }

  /// All names of sounds, for near matches.
  package func all() throws(ArchiveError) -> [String] {
    var names: Set<String> = []
    for commit in commits { names.formUnion(try places(in: commit).map(\.name)) }
    return names.sorted()
  }

  private func places(in commit: ObjectID) throws(ArchiveError) -> [Place] {
    try archive.list(commit).flatMap { folder in
      folder.rows.compactMap { row in
        row.title.map { Place(folder: folder.name, slot: row.name, name: $0) }
      }
    }
  }

  /// A slot and the name of its sound.
  private struct Place {
    let folder: String
    let slot: String
    let name: String

    var path: String { "\(folder)/\(slot)" }
    var lowercased: Place {
      Place(folder: folder.lowercased(), slot: slot.lowercased(), name: name.lowercased())
    }

    func isMeant(by text: String) -> Bool {
      guard text.hasSuffix(name), !name.isEmpty else { return false }
      let kind = slot.split(separator: "/").dropLast().joined(separator: "/")
      return ["", "\(folder)/", "\(kind)/", "\(folder)/\(kind)/"].contains(text.dropLast(name.count))
    }
  }
}
