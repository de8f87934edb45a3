package import Repository
import Compression
import Files
import Objects

/// Repairs an archive: writes recoverable objects, reads them back, then moves damaged files to `lost+found`.
///
/// It never deletes a file. A crash at any instant loses nothing that was not lost before.
package struct Repairing {
  private let place: ArchivePlace
  private let context: RepositoryContext
  private let textconv: String
  /// Now, since 1970: names the folder of the moved files.
  private let seconds: Int

  private var files: any FileSystem { context.files }

  package init(_ place: ArchivePlace, _ context: RepositoryContext, textconv: String, seconds: Int) {
    self.place = place
    self.context = context
    self.textconv = textconv
    self.seconds = seconds
  }

  /// The planned repair.
  ///
  /// - Parameter other: an archive that may have the missing objects.
  /// - Throws: `.unsupported` where the other archive has ids of another kind.
  package func plan(_ report: FsckReport, from other: ArchivePlace?) throws(StorageError) -> Repair {
    if let other, other.format != place.format {
      throw .unsupported(.objectFormat(other.format.rawValue), path: other.folder)
    }
    let store = other.map {
      ObjectStore(folder: Path.join($0.common, "objects"), format: $0.format, files: files)
    }
    var planner = RepairPlanner(report, other: store, textconv: textconv)
    try planner.plan()
    return planner.repair
  }

  /// Repairs the archive under the locks that repacks, ref updates and removals take. A file that git rewrites too is
  /// changed under its own lock.
  ///
  /// - Parameter check: checks the archive; called again under the locks of packs and refs.
  package func run(
    from other: ArchivePlace?, check: () -> FsckReport
  ) throws(StorageError) -> Repair {
    try filing { () throws(FileError) in try files.makeFolderDurably(path("operations"), report: context.note) }
    // In the order in which gc takes them.
    let names = ["operations/packs", Fsck.logFile]
    let lock = try context.locking(names.map { path($0 + ".lock") })
    defer { lock.release(in: files) }
    var repair = try plan(check(), from: other)
    repair.folder = try freeFolder()
    for step in repair.steps {
      do throws(StorageError) {
        try make(step, repair)
      } catch {
        // Without the written objects no file may be moved away.
        if case .writeObjects = step { throw error }
        repair.failures.append((step, error))
      }
    }
    return repair
  }

  /// Besides refs the files that git rewrites under a lock of their own.
  private static let shared: Set<String> = ["packed-refs", "config"]

  private func freeFolder() throws(StorageError) -> String {
    let base = "\(Fsck.lostAndFound)/\(CivilTime(seconds).compact)"
    var number = 1
    while true {
      let name = number == 1 ? base : "\(base)-\(number)"
      let status = try filing { () throws(FileError) in try files.status(of: path(name)) }
      if status == nil { return name }
      number += 1
    }
  }

  private func path(_ name: String) -> String {
    Path.join(name == "HEAD" || name == "logs/HEAD" ? place.folder : place.common, name)
  }

  private func make(_ step: RepairStep, _ repair: Repair) throws(StorageError) {
    switch step {
    case .writeObjects(let ids, let pack): try write(ids, pack, repair)
    case .setAside(let file): try move(file, to: repair.folder)
    case .writeIndex(let file): try replace(file, repair)
    case .rewrite(let file) where !Repairing.shared.contains(file): try replace(file, repair)
    case .rewrite(let file), .writeRef(let file, _, _):
      // A stale lock keeps this file from being repaired, and no other.
      let lock = try context.locking([path(file) + ".lock"])
      defer { lock.release(in: files) }
      try replace(file, repair)
    }
  }

  /// Writes a pack and its index, and reads every packed object back from the disk.
  private func write(_ ids: [ObjectID], _ pack: String, _ repair: Repair) throws(StorageError) {
    let index = String(pack.dropLast(4)) + "idx"
    guard let packed = repair.contents[pack], let indexed = repair.contents[index] else { return }
    let new = [
      DurableFile(path(pack), packed, temporary: "tmp_pack_#"),
      DurableFile(path(index), indexed, temporary: "tmp_idx_#"),
    ]
    try filing { () throws(FileError) in try files.writeDurably(new, report: context.note) }
    // From itself: another pack that has them may be the one that is moved away.
    let made = try Pack(path(pack), format: place.format, in: files, naming: context.naming)
    var inflater = Inflater()
    for id in ids where try made.read(id, with: &inflater) == nil { throw .missingObject(id) }
  }

  /// Moves a file to the folder, its path kept.
  private func move(_ file: String, to folder: String) throws(StorageError) {
    try filing { () throws(FileError) in
      let (old, new) = (path(file), Path.join(path(folder), file))
      try files.makeFolderDurably(Path.parent(new), report: context.note)
      try files.rename(old, to: new)
      try files.syncNames(in: Path.parent(new), report: context.note)
      try files.syncNames(in: Path.parent(old), report: context.note)
    }
  }

  /// Gives a file new content; a copy of the old one is kept first.
  private func replace(_ file: String, _ repair: Repair) throws(StorageError) {
    guard let bytes = repair.contents[file] else { return }
    try filing { () throws(FileError) in
      let kept = Path.join(path(repair.folder), file)
      if try files.isFolder(path(file)) {
        try files.makeFolderDurably(Path.parent(kept), report: context.note)
        try files.rename(path(file), to: kept)
      } else if let old = try files.readIfPresent(path(file)) {
        try files.writeDurably([DurableFile(kept, old)], report: context.note)
      }
      let permissions: UInt32 = file.hasSuffix(".idx") ? 0o444 : 0o644
      let temporary = file.hasSuffix(".idx") ? "tmp_idx_#" : ".tmp_#.lock"
      try files.writeDurably(
        [DurableFile(path(file), bytes, permissions: permissions, temporary: temporary)], report: context.note)
    }
  }
}
