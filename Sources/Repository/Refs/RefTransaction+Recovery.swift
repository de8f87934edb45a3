package import Files
package import Objects

extension RefTransaction {
  /// Undoes the ref changes of an operation that was interrupted between its first ref and its last. Called under the
  /// lock of the operations log: the process that wrote ``OperationsLog/pendingPath`` has ended.
  func recover(holding lock: LockFile) throws(StorageError) {
    guard let number = try operations.pendingNumber() else { return }
    if let operation = try operations.last(), operation.number == number {
      let made = try halfMade(operation)
      if !made.isEmpty {
        try takeBack(made, of: operation, holding: lock)
        context.report(.tookBack(operation))
      }
      try removeOrphans(operation)
    }
    try operations.endPending(report: context.note)
  }

  /// Removes the reflogs of refs that an operation deleted, or created before it was undone. The operation may have
  /// been interrupted in between, and a reflog without its ref means a lost ref. The next ref of that name would
  /// inherit the reflog.
  private func removeOrphans(_ operation: LoggedOperation) throws(StorageError) {
    for move in operation.moves where move.old == nil || move.new == nil {
      if try refs.value(move.name) == nil { try removeDurably(refs.logPath(move.name)) }
    }
  }

  /// The moves that were made of an operation whose last one was not; none where another program has moved a ref since.
  private func halfMade(_ operation: LoggedOperation) throws(StorageError) -> [RefMove] {
    let moves = operation.moves.filter { $0.old != $0.new }
    guard let last = moves.last, try refs.value(last.name) == last.old else { return [] }
    var made: [RefMove] = []
    for move in moves.dropLast() {
      let value = try refs.value(move.name)
      if value == move.new { made.append(move) } else if value != move.old { return [] }
    }
    return made
  }

  private func takeBack(
    _ moves: [RefMove], of operation: LoggedOperation, holding lock: LockFile
  ) throws(StorageError) {
    var paths = Set(moves.map { refs.path($0.name) + ".lock" })
    if moves.contains(where: { $0.old == nil }) { paths.insert(Path.join(refs.common, "packed-refs.lock")) }
    let more = try context.locking(paths.subtracting(lock.paths).sorted())
    defer { more.release(in: context.files) }
    let who = Signature(name: "synvc", email: "user@localhost", seconds: operation.seconds, zone: operation.zone)
    let recovery = RefTransaction(
      refs: refs, objects: objects, operations: operations, context: context, who: who,
      message: "recovery: \(operation.arguments.first ?? "") was cut off")
    let back = moves.reversed().map(\.reversed)
    for move in back { try recovery.make(move, among: back) }
  }
}

extension OperationsLog {
  /// Names the operation whose refs are being moved, when they are several; removed after the last move.
  var pendingPath: String { Path.join(folder, "operations/pending") }

  /// Nil where no operation was interrupted.
  func pendingNumber() throws(StorageError) -> Int? {
    let bytes = try filing { () throws(FileError) in try files.readIfPresent(pendingPath, limit: 64) }
    return bytes.map { Int(String(decoding: $0.dropLast(), as: UTF8.self)) ?? 0 }
  }

  func beginPending(_ number: Int, report: (FileNote) -> Void) throws(StorageError) {
    let file = DurableFile(pendingPath, Array("\(number)\n".utf8), permissions: 0o644)
    try filing { () throws(FileError) in try files.writeDurably([file], report: report) }
  }

  func endPending(report: (FileNote) -> Void) throws(StorageError) {
    try filing { () throws(FileError) in
      try files.remove(pendingPath)
      try files.syncNames(in: Path.parent(pendingPath), report: report)
    }
  }
}

extension Repository {
  /// Undoes the ref changes of a command that was interrupted between two refs. Call it before reading refs. It does
  /// nothing while a command is running, nor in a read-only archive: the next command that changes refs recovers.
  package func recover() throws(StorageError) {
    do {
      if try operations.pendingNumber() != nil { try recoverNow() }
    } catch {
      switch error {
      case .locked, .file: return
      default: throw error
      }
    }
  }

  /// Does the same under the lock of the operations log, and completes the reflogs of the last operation.
  ///
  /// - Parameter who: the author in the reflogs.
  package func recover(holding lock: LockFile, who: Signature) throws(StorageError) {
    let transaction = RefTransaction(
      refs: refs, objects: objects, operations: operations, context: context, who: who, message: "")
    try transaction.recover(holding: lock)
    try transaction.completeReflogs(of: try operations.last())
  }

  private func recoverNow() throws(StorageError) {
    let impatient = RepositoryContext(
      files: context.files, lockContext: context.lockContext.with(.none), report: context.report)
    let lock = try impatient.locking([operations.lockPath])
    defer { lock.release(in: context.files) }
    let who = Signature(name: "synvc", email: "user@localhost", seconds: 0, zone: "+0000")
    let transaction = RefTransaction(
      refs: refs, objects: objects, operations: operations, context: impatient, who: who, message: "")
    try transaction.recover(holding: lock)
  }
}
