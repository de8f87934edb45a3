import Bytes
import Files
import Objects

/// Changes refs: all are locked and compared first, then logged, then written one after the other.
struct RefTransaction {
  let refs: RefStore
  let objects: ObjectStore
  let operations: OperationsLog
  let context: ArchiveContext
  let who: Signature
  let message: String

  private var files: any FileSystem { context.files }

  /// Makes the changes in the order given; the last one is the commit point: what was moved before it is taken back
  /// when it is not reached, here or by the next command.
  ///
  /// - Throws: `.locked`, `.lockLost`, `.ref` (`.changed`, `.inTheWay`), `.file`.
  func run(_ changes: [RefChange], operation: OperationRecord) throws(StorageError) -> Operation {
    for change in changes where change.new != nil { try makeRoom(for: change.name) }
    let lock = try acquire(changes)
    defer { lock.release(in: files) }
    try objects.refuseOtherFormat()
    try recover(holding: lock)
    let last = try operations.last()
    try completeReflogs(of: last)
    let moves = try compare(changes)
    let secured = try objects.secure(newIDs(moves), context)
    let entry = Operation(
      number: OperationsLog.number(after: last), seconds: who.seconds, zone: who.zone, status: operation.status,
      kind: operation.kind, arguments: operation.arguments, moves: moves, note: try note())
    try operations.append(entry, report: context.note)
    guard try filing({ () throws(FileError) in try lock.isHeld(in: files) }) else {
      throw .lockLost(path: operations.lockPath)
    }
    try make(moves, of: entry, holding: lock)
    objects.pledges.remove(secured)
    return entry
  }

  private func make(_ moves: [RefMove], of operation: Operation, holding lock: LockFile) throws(StorageError) {
    guard moves.count > 1 else {
      for move in moves { try make(move, among: moves) }
      return
    }
    try operations.beginPending(operation.number, report: context.note)
    do throws(StorageError) {
      for move in moves { try make(move, among: moves) }
    } catch {
      try? recover(holding: lock)  // what stays is taken back by the next command
      throw error
    }
    try? operations.endPending(report: context.note)  // what stays names an operation that was made
  }

  /// What the refs will lead to and none of them leads to yet.
  private func newIDs(_ moves: [RefMove]) -> [ObjectID] {
    func ids(_ values: [RefValue?]) -> Set<ObjectID> {
      Set(values.compactMap { if case .id(let id)? = $0 { id } else { nil } })
    }
    return ids(moves.map(\.new)).subtracting(ids(moves.map(\.old))).sorted()
  }

  /// What the reflogs will say, and where HEAD is: a second copy of both.
  private func note() throws(StorageError) -> OperationNote {
    OperationNote(head: try refs.branch(), who: who.person, message: ReflogEntry.oneLine(message))
  }

  private func acquire(_ changes: [RefChange]) throws(StorageError) -> LockFile {
    // The operations log is locked first: synvc's own commands meet there, git at the refs.
    var paths = [operations.lockPath]
    if changes.contains(where: { $0.new == nil }) { paths.append(Path.join(refs.common, "packed-refs.lock")) }
    paths += Set(changes.map { refs.path($0.name) + ".lock" }).sorted()
    for path in paths {
      try filing { () throws(FileError) in
        try files.makeFolderDurably(Path.parent(path), report: context.note)
      }
    }
    return try context.locking(paths)
  }

  /// What each ref will move from and to; none is touched unless all are as expected.
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

  /// Whether HEAD points to a ref, so that its reflog tells of it too.
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
    try filing { () throws(FileError) in try files.appendDurably(lines, report: context.note) }
  }

  private func write(_ name: RefName, _ value: RefValue) throws(StorageError) {
    let text =
      switch value {
      case .id(let id): "\(id)\n"
      case .symbolic(let target): "ref: \(target)\n"
      }
    let file = DurableFile(refs.path(name), Array(text.utf8), permissions: 0o644, temporary: ".tmp_#.lock")
    try filing { () throws(FileError) in try files.writeDurably([file], report: context.note) }
  }

  /// Deletes a ref, the packed copy first: else an old value would come back. What it held was kept elsewhere before.
  private func delete(_ name: RefName) throws(StorageError) {
    let packed = try refs.packed()
    if packed.contains(where: { $0.name == name }) {
      let path = Path.join(refs.common, "packed-refs")
      let bytes = PackedRef.encode(packed.filter { $0.name != name })
      let file = DurableFile(path, bytes, permissions: 0o644, temporary: ".tmp_#.lock")
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
