import Bytes
package import Files
import Objects
import Repository

/// A full check of an archive: every byte of every object, every ref and every log, and files that are missing.
///
/// No error stops it: an unreadable file is a finding. It needs neither HEAD nor refs nor config to be whole.
package struct Fsck {
  package let place: ArchivePlace
  let files: any FileSystem
  let lockContext: LockContext
  let progress: (_ done: Int, _ total: Int) -> Void

  var findings: [Finding] = []
  var table: ObjectTable
  /// Every file below the archive with its size, listed once.
  var inventory = FileTable<Int>()
  var packs: [PackScan] = []
  /// Packs without index and indexes without pack, by name, with the ids they hold or held.
  var alone: [String: Set<ObjectID>] = [:]
  var refs = RefEvidence()
  /// Files in `journal/`.
  var journals: [(name: String, bytes: [UInt8]?)] = []
  var roots: [Root] = []

  /// An id that something outside the objects names.
  struct Root: Hashable {
    let id: ObjectID
    /// Nil: any.
    let kind: ObjectKind?
    /// The ref, reflog or operation.
    let name: String
    let file: String
  }

  /// - Parameter holding: how many bytes of objects are held in memory.
  package init(
    _ place: ArchivePlace, lockContext: LockContext, holding: Int = ReadingBudget.Reader.held.limit,
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.place = place
    let folder = Path.join(place.common, "objects")
    table = ObjectTable(room: holding, store: ObjectStore(folder: folder, format: place.format, files: place.files))
    files = place.files
    self.lockContext = lockContext
    self.progress = progress
  }

  /// Checks everything. Checks again when another program changed files during the check and something was found; the
  /// last check keeps other programs out, where possible.
  ///
  /// - Parameters:
  ///   - isAlone: whether the caller keeps them out already.
  ///   - holding: how many bytes of objects are held in memory; a repair, which writes them again, holds all.
  ///   - note: called when the check waits for a lock or takes one over.
  package static func run(
    _ place: ArchivePlace, lockContext: LockContext, isAlone: Bool = false,
    holding: Int = ReadingBudget.Reader.held.limit, note: @escaping (FileNote) -> Void = { _ in },
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) -> FsckReport {
    var fsck = Fsck(place, lockContext: lockContext, holding: holding, progress: progress)
    var report = fsck.once()
    for number in 1...3 where !report.findings.isEmpty {
      var again = Fsck(place, lockContext: lockContext, holding: holding, progress: progress)
      again.takeInventory()
      if again.inventory == fsck.inventory { break }
      // The last check runs even without the locks: the disk may be read-only.
      let isLast = number == 3 && !isAlone
      let lock = isLast ? try? LockFile.acquire(again.locks, for: lockContext, in: place.files, report: note) : nil
      defer { lock?.release(in: place.files) }
      again = Fsck(place, lockContext: lockContext, holding: holding, progress: progress)
      report = again.once()
      fsck = again
    }
    return report
  }

  /// The locks that ref updates and repacks take.
  private var locks: [String] { ["operations/log.lock", "operations/packs.lock"].map(path) }

  private mutating func once() -> FsckReport {
    takeInventory()
    // Read journals before objects: the objects that a journal names were stored before the journal.
    journals = place.contents(of: "journal")
    scanLoose()
    scanPacks()
    checkConfig()
    checkRefs()
    checkLogs()
    checkOtherFiles()
    return report()
  }

  mutating func report(_ finding: Finding) { findings.append(finding) }

  /// The content of a file below the archive; nil where it is missing or unreadable. Reports an unreadable file.
  mutating func content(_ name: String, limit: Int = 1 << 32) -> [UInt8]? {
    do {
      return try files.readIfPresent(path(name), limit: limit)
    } catch {
      report(Finding(.fileUnreadable, file: name) { $0.error = error })
      return nil
    }
  }

  func path(_ name: String) -> String {
    let isOwn = name == "HEAD" || name == "logs/HEAD"
    return Path.join(isOwn ? place.folder : place.common, name)
  }

  /// Lists every file, except `lost+found` and git's folders `modules`, `worktrees` and `cache`.
  private mutating func takeInventory() {
    var folders = [""]
    while let folder = folders.popLast() {
      let names: [String]
      do {
        names = try files.list(Path.join(place.common, folder))
      } catch {
        report(Finding(.fileUnreadable, file: folder) { $0.error = error })
        continue
      }
      for name in names {
        let path = folder.isEmpty ? name : folder + "/" + name
        if folder.isEmpty, Fsck.passedOver.contains(name) { continue }
        do {
          guard let status = try files.status(of: Path.join(place.common, path)) else { continue }
          if status.kind == .folder { folders.append(path) } else { inventory[path] = status.size }
        } catch {
          report(Finding(.fileUnreadable, file: path) { $0.error = error })
        }
      }
    }
    if place.folder != place.common {
      for name in ["HEAD", "logs/HEAD"] {
        // A file whose status is unavailable is reported when it is read.
        inventory[name] = ((try? files.status(of: Path.join(place.folder, name))) ?? nil)?.size
      }
    }
  }

  /// Folders that fsck does not check.
  private static let passedOver: Set<String> = [lostAndFound, "modules", "worktrees", "cache"]

  /// The folder to which repairs move damaged files.
  package static let lostAndFound = "lost+found"

  /// Records an object: checks the rules of its kind, reads its references, and adds it to the table.
  ///
  /// - Parameter isHeld: whether there is room for it in memory; nil: not known yet.
  mutating func take(_ object: StoredObject, as id: ObjectID, from file: String, isHeld: Bool? = nil) {
    if table[id] != nil {
      // The same id was computed from both; only a broken hash gives other bytes.
      if let known = table.object(id), known != object { report(Finding(.objectDamaged, file: file, object: id)) }
      return
    }
    var isMalformed = false
    switch object.kind {
    case .blob: break
    case .tree:
      let tree = TreeExamination(object.bytes, id: id)
      isMalformed = tree.isMalformed
      findings += tree.findings.map { $0.inFile(file) }
    case .commit:
      let commit = HeaderExamination(commit: object.bytes, id: id)
      isMalformed = commit.isMalformed
      findings += commit.findings.map { $0.inFile(file) }
    case .tag:
      let tag = HeaderExamination(tag: object.bytes, id: id)
      isMalformed = tag.isMalformed
      findings += tag.findings.map { $0.inFile(file) }
    }
    table.add(id, object, isMalformed: isMalformed, isHeld: isHeld ?? table.hold(object))
  }
}

extension Finding {
  func inFile(_ file: String) -> Finding {
    var finding = self
    finding.file = file
    return finding
  }
}
