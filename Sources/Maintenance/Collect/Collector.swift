import Compression
import Files
import Objects
import Repository

/// One run of `gc`, under the lock of the packs.
///
/// Marks the needed objects, writes them into one pack, and reads the pack back. Then, under the lock of the operations
/// log, checks again which objects are stored, which ones refs and logs reach, and which ones other programs touched.
/// Saves newly needed objects, and only then removes the others.
struct Collector {
  let archive: Repository
  let request: CollectionRequest
  let progress: () -> Void
  private let inventory: Inventory
  private var reachability: ObjectWalk
  /// Objects reachable from refs and logs.
  private let reachable: [ObjectID: ObjectKind]
  /// Unreachable objects that are kept.
  private let young: [ObjectID: ObjectKind]
  private let dropped: Set<ObjectID>
  /// Needed objects that were read from a kept pack and are sound in that pack.
  private var kept: Set<ObjectID> = []

  private var store: ObjectStore { archive.objects }
  private var context: RepositoryContext { archive.context }

  init(
    _ archive: Repository, _ request: CollectionRequest, progress: @escaping () -> Void
  ) throws(StorageError) {
    (self.archive, self.request, self.progress) = (archive, request, progress)
    let refs = try Roots.refs(of: archive)
    inventory = try Inventory(archive.objects)
    let stored = inventory.stored
    let roots = try Roots(archive, refs: refs, stored: stored)
    reachability = ObjectWalk(archive.objects, stored: stored)
    try reachability.add(from: roots.refs, isStrict: true)
    try reachability.add(from: roots.others, isStrict: false)
    reachable = reachability.kinds
    let times = inventory.times
    let isYoung = { (id: ObjectID) in
      guard let cutoff = request.cutoff, let time = times[id] else { return true }
      return time >= cutoff
    }
    let left = stored.filter { [reachable] in reachable[$0] == nil && isYoung($0) }
    try reachability.add(from: left, isStrict: false)
    young = reachability.kinds.filter { [reachable] in reachable[$0.key] == nil }
    dropped = stored.subtracting(reachability.kinds.keys)
  }

  /// The report of a dry run; nothing is written.
  func plan() throws(StorageError) -> CollectionReport {
    var report = CollectionReport()
    report.reachable = reachable.count
    report.young = amount(young.keys)
    report.dropped = amount(dropped)
    report.droppedCommits = dropped.filter { kind($0) == .commit }.sorted()
    report.loose = inventory.loose.count
    report.keptPacks = inventory.packs.count { $0.isKept }
    report.packs = inventory.packs.count - report.keptPacks
    report.before = try size()
    let (temporary, yesterday) = (TemporaryFiles(archive), request.now - CollectionRequest.temporaryAge)
    report.temporary = try temporary.stale(before: yesterday)
    report.temporary += try temporary.halves(before: yesterday, cutoff: request.cutoff)
    report.isPacked = isPacked
    return report
  }

  /// Does it.
  ///
  /// - Parameters:
  ///   - settle: recovers an interrupted command, under the lock of the operations log.
  ///   - log: writes the line of the operations log.
  mutating func run(
    settle: (LockFile) throws(StorageError) -> Void, log: () throws(StorageError) -> Void
  ) throws(StorageError) -> CollectionReport {
    var report = try plan()
    var made: [String] = []
    if !report.isPacked {
      try readKept()
      if let path = try pack(reachable.filter { !kept.contains($0.key) }) {
        made.append(path)
        note(path)
      }
      if let path = try packYoung() { made.append(path) }
    }
    let lock = try context.locking([archive.operations.lockPath])
    defer { lock.release(in: context.files) }
    try settle(lock)
    let refs = try Roots.refs(of: archive)
    let now = try Inventory(store)
    if let path = try saveLate(now, refs) { made.append(path) }
    guard try filing({ () throws(FileError) in try lock.isHeld(in: context.files) }) else {
      throw .lockLost(path: archive.operations.lockPath)
    }
    try log()
    if !report.isPacked {
      let staying = Set(made).union(now.packs.filter(\.isKept).map(\.path))
      let old = inventory.packs.filter { !$0.isKept && !staying.contains($0.path) }
      if !report.droppedCommits.isEmpty { try removeGraph() }
      try store.packFiles.remove(old.map(\.path), report: context.note)
      try filing { () throws(FileError) in
        for id in inventory.loose.keys.sorted() { try context.files.remove(store.loose.path(id)) }
      }
    }
    // Half of a pack that a crash left may by now belong to the pack that was made: equal packs have equal names.
    report.temporary.removeAll { path in made.contains { (archive.common + "/" + path).hasPrefix($0.dropLast(4)) } }
    try filing { () throws(FileError) in
      for path in report.temporary { try context.files.remove(Path.join(archive.common, path)) }
    }
    store.packsChanged()
    report.after = try size()
    return report
  }

  /// Whether one pack holds all reachable objects, another the young ones, and there is nothing to delete.
  private var isPacked: Bool {
    guard inventory.loose.isEmpty, dropped.isEmpty else { return false }
    let packs = inventory.packs.filter { !$0.isKept }
    let own = packs.filter { !$0.isCruft }
    let others = packs.filter(\.isCruft)
    return own.count <= 1 && others.count <= 1 && own.allSatisfy { holds($0, only: reachable) && isOurs($0) }
      && others.allSatisfy { holds($0, only: young) }
  }

  /// Names the pack that `gc` made last: it is fully compressed, unlike a pack made by a geometric repack.
  private var notePath: String { Path.join(archive.common, "cache/packed") }

  private func isOurs(_ pack: PackFiles.Listed) -> Bool {
    // Unreadable: then it is packed once more.
    guard let bytes = try? context.files.readIfPresent(notePath, limit: 1024) else { return false }
    return bytes == Array((Path.name(pack.path) + "\n").utf8)
  }

  private func note(_ pack: String) {
    let file = DurableFile(notePath, Array((Path.name(pack) + "\n").utf8), permissions: 0o644)
    try? context.files.writeDurably([file], report: context.note)  // without it the next run packs once more
  }

  private func holds(_ pack: PackFiles.Listed, only wanted: [ObjectID: ObjectKind]) -> Bool {
    (inventory.members[pack.path] ?? []).allSatisfy { wanted[$0] != nil }
  }

  private func pack(_ kinds: [ObjectID: ObjectKind]) throws(StorageError) -> String? {
    if kinds.isEmpty { return nil }
    var repacker = Repacker(store, progress: progress)
    return try repacker.run(try PackOrder(kinds, in: store), context).path
  }

  /// Reads the objects of kept packs. They are not packed anew; other copies go only if this one is sound and equal.
  private mutating func readKept() throws(StorageError) {
    var inflater = Inflater()
    for listed in inventory.packs where listed.isKept {
      guard let pack = try store.pack(at: listed.path) else {
        throw .file(FileError(.open, listed.path, code: ErrorCode.absent))
      }
      for id in try pack.index.ids() {
        // An object damaged in a kept pack is packed from another copy.
        guard let kind = reachability.kinds[id],
          let object = try store.sound({ () throws(StorageError) in try pack.read(id, with: &inflater) })
        else { continue }
        guard object.kind == kind else { throw .wrongKind(id, found: object.kind, expected: kind) }
        if inventory.doubled.contains(id) {
          for copy in try store.copies(of: id) { try ObjectWriter.compare(object, copy, id) }
        }
        kept.insert(id)
      }
    }
  }

  /// Packs young objects with the time of each; otherwise every `gc` would make them young again.
  private func packYoung() throws(StorageError) -> String? {
    let kinds = young.filter { !kept.contains($0.key) }
    if kinds.isEmpty { return nil }
    var repacker = Repacker(store, progress: progress)
    repacker.times = inventory.times
    return try repacker.run(try PackOrder(kinds, in: store), context).path
  }

  /// Packs objects that were to be deleted but are needed now. They are reachable from refs and logs, were stored
  /// during this run and may get a ref next, or were touched by another program.
  private mutating func saveLate(_ now: Inventory, _ refs: Set<ObjectID>) throws(StorageError) -> String? {
    if dropped.isEmpty { return nil }
    let roots = try Roots(archive, refs: refs, stored: now.stored)
    reachability.stored = now.stored
    var late = try reachability.add(from: roots.refs, isStrict: true)
    late += try reachability.add(from: roots.others, isStrict: false)
    late += try reachability.add(from: now.stored.subtracting(inventory.stored), isStrict: false)
    late += try reachability.add(from: inventory.touched(by: now).intersection(dropped), isStrict: false)
    let saved = dropped.intersection(late)
    return try pack(reachability.kinds.filter { saved.contains($0.key) })
  }

  /// Removes git's list of commits, which may name some that are dropped; git makes it anew.
  private func removeGraph() throws(StorageError) {
    try filing { () throws(FileError) in
      let folder = Path.join(store.folder, "info")
      for name in try context.files.listIfPresent(folder) where name == "commit-graph" {
        try context.files.remove(Path.join(folder, name))
      }
      let chain = Path.join(folder, "commit-graphs")
      for name in try context.files.listIfPresent(chain) { try context.files.remove(Path.join(chain, name)) }
    }
  }

  private func kind(_ id: ObjectID) -> ObjectKind? {
    // An unreadable object has no kind: it is damaged and unreachable.
    (try? store.read(id))?.kind
  }

  private func amount(_ ids: some Collection<ObjectID>) -> CollectionReport.Amount {
    // An unreadable object counts as empty: it is damaged.
    CollectionReport.Amount(objects: ids.count, bytes: ids.reduce(0) { $0 + ((try? store.read($1))?.bytes.count ?? 0) })
  }

  private func size() throws(StorageError) -> Int {
    try filing { () throws(FileError) in
      var size = 0
      for name in try context.files.listIfPresent(store.packFolder) {
        size += try context.files.status(of: Path.join(store.packFolder, name))?.size ?? 0
      }
      for id in inventory.loose.keys { size += try context.files.status(of: store.loose.path(id))?.size ?? 0 }
      return size
    }
  }
}
