package import Repository
import Files
package import Objects

/// Makes a copy of an archive whose ids are made by another hash.
package struct ArchiveConverter {
  /// The file that marks a new archive in the making; while it exists, synvc may remove everything else in its folder.
  static let marker = "converting"

  let archive: Repository
  let format: ObjectFormat
  package let folder: String
  let progress: (ConversionProgress) -> Void

  var files: any FileSystem { archive.context.files }

  /// - Parameter folder: the folder of the new archive; nil: next to the old one, with the name of the hash at the end.
  package init(
    _ archive: Repository, to format: ObjectFormat, into folder: String?,
    progress: @escaping (ConversionProgress) -> Void
  ) {
    self.archive = archive
    self.format = format
    self.folder = folder ?? archive.folder + "." + format.rawValue
    self.progress = progress
  }

  /// Makes the new archive, reads it back and compares every object with the old one. Checks that the old archive did
  /// not change during conversion, for git takes other locks. `body` runs then, while no other command can change the
  /// old archive.
  ///
  /// The new archive gets its HEAD last, so that it is valid only when complete. The old archive is not changed.
  package func run(isRehearsal: Bool, then body: (ConversionReport) throws(StorageError) -> Void) throws(StorageError)
    -> ConversionReport
  {
    try refuse()
    // A concurrent repack would put its packs into the new archive.
    let lock = try lockWherePossible([archive.packsLock, archive.operations.lockPath])
    defer { lock?.release(in: files) }
    // One that git left is met now, not when all is converted.
    if try filing({ () throws(FileError) in try files.isFile(configLock) }) {
      try lockWherePossible([configLock])?.release(in: files)
    }
    let source = try ConversionSource(archive)
    if isRehearsal { return try report(source, try convert(source) { (_, _) throws(StorageError) in }) }
    let made = try make(source)
    defer { made.lock?.release(in: files) }
    // From here on nothing is removed: the names may have been exchanged.
    try body(made.report)
    return made.report
  }

  /// - Returns: the report, and the lock of the configuration.
  private func make(_ source: ConversionSource) throws(StorageError) -> (report: ConversionReport, lock: LockFile?) {
    try prepare()
    do throws(StorageError) {
      let conversion = try storing(source)
      try writeFiles(source, conversion)
      try compare(source, conversion)
      let report = try report(source, conversion)
      let lock = try lockWherePossible([configLock])
      do throws(StorageError) {
        try source.refuseChanges()
        try finish()
      } catch {
        lock?.release(in: files)
        throw error
      }
      return (report, lock)
    } catch {
      // The remains are not an archive; the next try removes them.
      try? clear()
      try? files.removeFolder(folder)
      throw error
    }
  }

  private func refuse() throws(StorageError) {
    guard archive.format != format else { throw .conversion(.sameFormat(format)) }
    let isBare = try archive.config().bool("core.bare") ?? true
    guard isBare, archive.folder == archive.common else { throw .conversion(.workTree(path: archive.folder)) }
    guard !(folder + "/").hasPrefix(archive.folder + "/") else { throw .conversion(.inside(path: folder)) }
    if try Repository.isGitFolder(folder, in: files) { throw .occupied(path: folder) }
    let names = try filing { () throws(FileError) in try files.listIfPresent(folder) }
    let isOurs = names.contains(Self.marker) || names.allSatisfy { $0.hasPrefix(".tmp_") }
    guard isOurs else { throw .conversion(.occupied(path: folder)) }
  }

  private var configLock: String { Path.join(archive.common, "config.lock") }

  /// Locks a writable archive; a read-only archive needs no lock, because nothing changes it.
  private func lockWherePossible(_ paths: [String]) throws(StorageError) -> LockFile? {
    do {
      return try archive.context.locking(paths)
    } catch {
      guard case .file(let cause) = error, ErrorCode.meansReadOnly(cause.code) else { throw error }
      return nil
    }
  }

  /// Gives every reachable object a new id.
  private func convert(
    _ source: ConversionSource, keep: @escaping (ObjectID, StoredObject) throws(StorageError) -> Void
  ) throws(StorageError) -> Conversion {
    var done = 0
    let progress = progress
    var earlier: [ObjectID: ObjectID] = [:]
    for map in source.maps where map.old == format { earlier = map.inverted.ids }
    var conversion = Conversion(archive, to: format, earlier: earlier) { (id, object) throws(StorageError) in
      try keep(id, object)
      done += 1
      if done.isMultiple(of: 256) { progress(.converting(done)) }
    }
    let isNotes = { (name: String) in name.hasPrefix("refs/notes/") }
    for (name, id) in source.ids where !isNotes(name.text) { try conversion.convert(id) }
    for (name, id) in source.logged where !isNotes(name) { try conversion.convertLogged(id) }
    for (name, id) in source.ids where isNotes(name.text) { try conversion.convertNotes(id) }
    for (name, id) in source.logged where isNotes(name) {
      if try archive.objects.contains(id) { try conversion.convertNotes(id) } else { try conversion.convertLogged(id) }
    }
    progress(.converting(done))
    return conversion
  }

  /// Stores the new objects, some thousand at a time.
  private func storing(_ source: ConversionSource) throws(StorageError) -> Conversion {
    let store = ObjectStore(
      folder: Path.join(folder, "objects"), format: format, files: files, naming: archive.context.naming)
    let batch = ObjectBatch(store, archive.context)
    let conversion = try convert(source) { (id, object) throws(StorageError) in try batch.add(id, object) }
    try batch.finish()
    return conversion
  }

  private func report(_ source: ConversionSource, _ conversion: Conversion) throws(StorageError) -> ConversionReport {
    ConversionReport(
      old: archive.format, new: format, folder: folder, counts: conversion.counts, refs: source.refs.count,
      reflogEntries: source.logs.map(\.lines.count).reduce(0, +), operations: source.operations.count,
      unreachable: try unreachable(conversion), signed: conversion.signed, standIns: conversion.standIns,
      leftOut: source.leftOut, remotes: try archive.config().subsections(of: "remote"))
  }

  private func unreachable(_ conversion: Conversion) throws(StorageError) -> [ObjectID] {
    var left: [ObjectID] = []
    for lead in 0..<256 {
      let digits = String(lead, radix: 16)
      for id in try archive.objects.ids(prefix: lead < 16 ? "0" + digits : digits)
      where conversion.map[id] == nil && !conversion.notesTrees.contains(id) { left.append(id) }
    }
    return left
  }
}

/// Objects on their way to the disk; a class because closures share it.
private final class ObjectBatch {
  private static let (mostObjects, mostBytes) = (20_000, 32 << 20)

  private let store: ObjectStore
  private let context: RepositoryContext
  private var waiting: [(id: ObjectID, object: StoredObject)] = []
  private var seen: Set<ObjectID> = []
  private var bytes = 0

  init(_ store: ObjectStore, _ context: RepositoryContext) {
    self.store = store
    self.context = context
  }

  func add(_ id: ObjectID, _ object: StoredObject) throws(StorageError) {
    guard seen.insert(id).inserted else { return }
    waiting.append((id, object))
    bytes += object.bytes.count
    if waiting.count >= Self.mostObjects || bytes >= Self.mostBytes { try finish() }
  }

  func finish() throws(StorageError) {
    try store.store(waiting.map { ($0.id, store.deflating($0.object)) }, context)
    (waiting, bytes) = ([], 0)
  }
}
