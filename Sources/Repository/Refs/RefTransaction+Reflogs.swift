import Files
import Objects

extension RefTransaction {
  /// Adds the reflog lines that the last command did not write before a crash: a ref is written before its reflog.
  /// Called under the lock of the operations log, so that after each command only the last operation may lack a line.
  ///
  /// - Parameter last: the last operation.
  func completeReflogs(of last: LoggedOperation?) throws(StorageError) {
    guard let last, let note = last.note else { return }
    var branch = note.head
    for move in last.moves where move.old != move.new {
      guard let new = move.new, try refs.value(move.name) == new else { continue }
      let after = try id(new)
      let line = LostLine(
        ids: "\(try id(move.old)) \(after) ", isCertain: move.hasIDs,
        tail: "\(note.who) \(last.seconds) \(last.zone)\t\(note.message)")
      var own = line
      if RefTransaction.predecessor(of: move, among: last.moves) != nil { own.ids = "\(after) \(after) " }
      try complete(move.name, own)
      if move.name == .head {
        branch = if case .symbolic(let name) = new { name } else { nil }
      } else if move.name == branch {
        try complete(.head, line)
      }
    }
  }

  /// A line that may not have been written.
  private struct LostLine {
    var ids: String
    /// False where a symbolic ref was moved: its earlier target is not in the operations log, and may have moved since.
    let isCertain: Bool
    let tail: String

    var whole: [UInt8] { Array((ids + tail).utf8) }
    /// Two operations within one second may have the same message: known ids are compared too.
    var evidence: [UInt8] { isCertain ? whole : Array(tail.utf8) }
  }

  private func id(_ value: RefValue?) throws(StorageError) -> ObjectID {
    switch value {
    case nil: refs.format.zero
    case .id(let id): id
    case .symbolic(let name): try refs.id(name) ?? refs.format.zero
    }
  }

  private func complete(_ name: RefName, _ line: LostLine) throws(StorageError) {
    guard try !isWritten(line, in: refs.logPath(name)) else { return }
    try filing { () throws(FileError) in
      try context.files.appendDurably(line: line.whole, to: refs.logPath(name), report: context.note)
    }
  }

  /// Whether the reflog has the line; only the end of the file is read where the line is the last one.
  private func isWritten(_ line: LostLine, in path: String) throws(StorageError) -> Bool {
    let evidence = line.evidence
    return try filing { () throws(FileError) in
      guard try context.files.isFile(path) else { return false }
      let file = try context.files.open(path)
      let end = try file.read(at: max(0, file.size - evidence.count - 1), count: evidence.count + 1)
      if end.elementsEqual(evidence + [0x0A]) { return true }
      return try context.files.read(path).split(separator: 0x0A).contains {
        line.isCertain ? $0.elementsEqual(evidence) : $0.suffix(evidence.count).elementsEqual(evidence)
      }
    }
  }
}

extension RefMove {
  /// Whether neither value is the name of another ref.
  fileprivate var hasIDs: Bool {
    ![old, new].contains { if case .symbolic? = $0 { true } else { false } }
  }
}
