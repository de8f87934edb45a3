import Files
import Objects

extension RefTransaction {
  /// Adds the lines of reflogs that the last command did not come to write: a ref is written before its reflog. Called
  /// under the lock of the operations log, so that after each command only the last operation may lack a line.
  ///
  /// - Parameter last: the last operation.
  func completeReflogs(of last: Operation?) throws(StorageError) {
    guard let last, let note = last.note else { return }
    var branch = note.head
    for move in last.moves where move.old != move.new {
      guard let new = move.new, try refs.value(move.name) == new else { continue }
      let (before, after) = (try id(move.old), try id(new))
      try complete(move.name, before, after, last, note)
      if move.name == .head {
        branch = if case .symbolic(let name) = new { name } else { nil }
      } else if move.name == branch {
        try complete(.head, before, after, last, note)
      }
    }
  }

  private func id(_ value: RefValue?) throws(StorageError) -> ObjectID {
    switch value {
    case nil: refs.format.zero
    case .id(let id): id
    case .symbolic(let name): try refs.id(name) ?? refs.format.zero
    }
  }

  private func complete(
    _ name: RefName, _ before: ObjectID, _ after: ObjectID, _ operation: Operation, _ note: OperationNote
  ) throws(StorageError) {
    let tail = Array("\(note.who) \(operation.seconds) \(operation.zone)\t\(note.message)".utf8)
    guard try !isWritten(tail, in: refs.logPath(name)) else { return }
    let line = Array("\(before) \(after) ".utf8) + tail
    try filing { () throws(FileError) in
      try context.files.appendDurably(line: line, to: refs.logPath(name), report: context.note)
    }
  }

  /// Whether a line ends so; only the end of the file is read where it is the last line.
  private func isWritten(_ tail: [UInt8], in path: String) throws(StorageError) -> Bool {
    try filing { () throws(FileError) in
      guard try context.files.isFile(path) else { return false }
      let file = try context.files.open(path)
      let end = try file.read(at: max(0, file.size - tail.count - 1), count: tail.count + 1)
      if end.elementsEqual(tail + [0x0A]) { return true }
      return try context.files.read(path).split(separator: 0x0A).contains { $0.suffix(tail.count).elementsEqual(tail) }
    }
  }
}
