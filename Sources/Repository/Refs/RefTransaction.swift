import Files
import Objects

/// Changes refs: all are locked and compared first, then logged, then written one after the other.
struct RefTransaction {
  let refs: RefStore
  let objects: ObjectStore
  let operations: OperationsLog
  let context: RepositoryContext
  let who: Signature
  let message: String

  private var files: any FileSystem { context.files }

  /// Makes the changes in the order given; the last one is the commit point. If it is not reached, this call or the
  /// next command undoes the earlier changes.
  ///
  /// - Throws: `.locked`, `.lockLost`, `.overtaken`, `.ref` (`.changed`, `.inTheWay`), `.file`.
  func run(_ changes: [RefChange], operation: OperationRecord) throws(StorageError) -> LoggedOperation {
    for change in changes where change.new != nil { try makeRoom(for: change.name) }
    let lock = try acquire(changes)
    defer { lock.release(in: files) }
    try objects.refuseOtherFormat()
    try recover(holding: lock)
    let last = try operations.last()
    if let last, let expected = operation.following, last.number != expected { throw .overtaken(by: last) }
    try completeReflogs(of: last)
    let moves = try compare(changes)
    let reached = try objects.unreferenced.reached(from: newIDs(moves), in: objects)
    let end = last == nil ? nil : try operations.end(report: context.note)
    let secured = try objects.secure(reached, context)
    let entry = LoggedOperation(
      number: OperationsLog.number(after: last), seconds: who.seconds, zone: who.zone, status: operation.status,
      kind: operation.kind, arguments: operation.arguments, moves: moves, note: try note())
    try log(entry, at: end, andMake: moves, holding: lock)
    objects.unreferenced.remove(secured)
    return entry
  }

  /// Logs the operation, then makes its moves. The file of a single ref is synced together with the log.
  private func log(
    _ operation: LoggedOperation, at end: FileEnd?, andMake moves: [RefMove], holding lock: LockFile
  ) throws(StorageError) {
    // A deleted ref loses its reflog too, so that a crash may come between the two.
    let only = moves.count == 1 && moves[0].new != nil ? moves.first : nil
    let next = only.flatMap { move in move.new.map { file(move.name, $0) } }
    var prepared = try operations.append(
      operation, at: end, preparing: next.map { [$0] } ?? [], report: context.note)
    do throws(StorageError) {
      guard try filing({ () throws(FileError) in try lock.isHeld(in: files) }) else {
        throw .lockLost(path: operations.lockPath)
      }
      guard let only else { return try make(moves, of: operation, holding: lock) }
      try make(only, among: moves) { (_, _) throws(StorageError) in
        try filing { () throws(FileError) in try files.place(&prepared, report: context.note) }
      }
    } catch {
      files.discard(prepared)
      throw error
    }
  }

  private func make(_ moves: [RefMove], of operation: LoggedOperation, holding lock: LockFile) throws(StorageError) {
    guard !moves.isEmpty else { return }
    try operations.beginPending(operation.number, report: context.note)
    do throws(StorageError) {
      for move in moves { try make(move, among: moves) }
    } catch {
      try? recover(holding: lock)  // what stays is taken back by the next command
      throw error
    }
    try? operations.endPending(report: context.note)  // what stays names an operation that was made
  }

  /// The new ids that no ref points to yet.
  private func newIDs(_ moves: [RefMove]) -> [ObjectID] {
    func ids(_ values: [RefValue?]) -> Set<ObjectID> {
      Set(values.compactMap { if case .id(let id)? = $0 { id } else { nil } })
    }
    return ids(moves.map(\.new)).subtracting(ids(moves.map(\.old))).sorted()
  }

  /// The reflog entries and the target of HEAD: a second copy of both.
  private func note() throws(StorageError) -> OperationNote {
    OperationNote(head: try refs.branch(), who: who.person, message: ReflogEntry.oneLine(message))
  }

  private func acquire(_ changes: [RefChange]) throws(StorageError) -> LockFile {
    // The operations log is locked first: synvc's own commands meet there, git at the refs.
    var paths = [operations.lockPath]
    if changes.contains(where: { $0.new == nil }) { paths.append(Path.join(refs.common, "packed-refs.lock")) }
    paths += Set(changes.map(\.name)).map { refs.path($0) + ".lock" }.sorted()
    for path in paths {
      try filing { () throws(FileError) in
        try files.makeFolderDurably(Path.parent(path), report: context.note)
      }
    }
    return try context.locking(paths)
  }

  /// The old and new value of each ref; throws before any change unless all refs have their expected values.
  private func compare(_ changes: [RefChange]) throws(StorageError) -> [RefMove] {
    var moves: [RefMove] = []
    for change in changes {
      let found = try refs.value(change.name)
      if case .value(let expected) = change.expected, expected != found {
        throw .ref(.changed(change.name, expected: expected, found: found))
      }
      moves.append(RefMove(change.name, from: found, to: change.new))
    }
    return moves
  }

  /// A ref cannot be below or above another; empty folders that git left are removed.
  private func makeRoom(for name: RefName) throws(StorageError) {
    let parts = name.text.split(separator: "/")
    for count in stride(from: 2, to: parts.count, by: 1) {
      guard let above = RefName(parts[..<count].joined(separator: "/")) else { continue }
      if try refs.value(above) != nil { throw .ref(.inTheWay(name, existing: above)) }
    }
    if let below = try refs.list(name.text + "/").first { throw .ref(.inTheWay(name, existing: below.name)) }
    for path in [refs.path(name), refs.logPath(name)] { try filing { () throws(FileError) in try removeEmpty(path) } }
  }

  private func removeEmpty(_ folder: String) throws(FileError) {
    guard try files.isFolder(folder) else { return }
    for name in try files.list(folder) { try removeEmpty(Path.join(folder, name)) }
    try files.removeFolder(folder)
  }

  func make(_ move: RefMove, among moves: [RefMove]) throws(StorageError) {
    try make(move, among: moves, write: write)
  }

  /// - Parameter write: gives the ref its value.
  private func make(
    _ move: RefMove, among moves: [RefMove], write: (RefName, RefValue) throws(StorageError) -> Void
  ) throws(StorageError) {
    let before = try oldID(move)
    guard let new = move.new else { return try delete(move.name) }
    let after: ObjectID?
    switch new {
    case .id(let id): after = id
    case .symbolic(let target): after = try refs.id(target)
    }
    // The ref first: a reflog's line proves that the ref was moved, so one that is set back shows.
    try write(move.name, new)
    let zero = refs.format.zero
    var names: [RefName] = []
    if let heir = RefTransaction.predecessor(of: move, among: moves), let after {
      try inherit(heir, ReflogEntry(old: after, new: after, who: who, message: message), move.name)
    } else {
      names.append(move.name)
    }
    if try follows(move.name) { names.append(.head) }
    try log(names, before ?? zero, after ?? zero)
  }

  /// Whether HEAD points to a ref, so that the reflog of HEAD records changes of the ref too.
  private func follows(_ name: RefName) throws(StorageError) -> Bool {
    name == .head ? false : try refs.target(.head) == name
  }

  private func oldID(_ move: RefMove) throws(StorageError) -> ObjectID? {
    switch move.old {
    case nil: nil
    case .id(let id): id
    case .symbolic(let target): try refs.id(target)
    }
  }

  private func log(_ names: [RefName], _ old: ObjectID, _ new: ObjectID) throws(StorageError) {
    let entry = ReflogEntry(old: old, new: new, who: who, message: message)
    let lines = names.map { (refs.logPath($0), entry.encoded) }
    _ = try filing { () throws(FileError) in try files.appendDurably(lines, report: context.note) }
  }

  private func write(_ name: RefName, _ value: RefValue) throws(StorageError) {
    let file = file(name, value)
    try filing { () throws(FileError) in try files.writeDurably([file], report: context.note) }
  }

  private func file(_ name: RefName, _ value: RefValue) -> DurableFile {
    DurableFile(refs.path(name), value.encoded, permissions: 0o644, temporary: ".tmp_#.lock")
  }

  /// Deletes a ref, the packed copy first: otherwise an old value would come back. The caller has kept the ref's value.
  private func delete(_ name: RefName) throws(StorageError) {
    if let packed = try refs.packedFile(), packed.refs.contains(where: { $0.name == name }) {
      let bytes = PackedRef.removing(name, from: packed.bytes)
      let file = DurableFile(refs.packedPath, bytes, permissions: 0o644, temporary: ".tmp_#.lock")
      try filing { () throws(FileError) in try files.writeDurably([file], report: context.note) }
    }
    try removeDurably(refs.path(name))
    try removeDurably(refs.logPath(name))
  }

  func removeDurably(_ path: String) throws(StorageError) {
    try filing { () throws(FileError) in
      guard try files.isFile(path) else { return }
      try files.remove(path)
      try files.syncNames(in: Path.parent(path), report: context.note)
    }
  }
}
