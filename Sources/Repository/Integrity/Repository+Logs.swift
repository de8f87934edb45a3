import Bytes
import Objects

extension Repository {
  /// The history of a ref, oldest first, compared with the operations log. A crash may leave out the last command's
  /// line until the next command writes it. This history takes that line from the operations log.
  ///
  /// - Throws: `.damagedFile` for a reflog with a damaged line, or without an older line that the operations log
  ///   implies: `HEAD@{2}` would mean another commit.
  package func reflog(_ name: RefName) throws(StorageError) -> [ReflogEntry] {
    try consistent { (archive) throws(StorageError) in try archive.mergedReflog(name) }
  }

  private func mergedReflog(_ name: RefName) throws(StorageError) -> [ReflogEntry] {
    let (path, bytes) = (refs.logPath(name), try refs.logBytes(name))
    let operations = try operations.read().operations
    let expected = MoveHistory(try evidence(operations)).expected[name] ?? []
    var match = ReflogMatch(ReflogLine.all(in: bytes, format: format), expected)
    match.run()
    let isMissing = !match.missing.isEmpty
    let broken = match.unmatched.first { line in
      guard let entry = line.entry, !match.differing.contains(line.offset) else { return !match.isTorn(line) }
      // It may be the one that is missing.
      return isMissing && entry.isOwn && !match.isTorn(line)
    }
    if let broken { throw .damagedFile(path: path, FormatError(.malformed("reflog"), at: broken.offset)) }
    guard !isMissing || match.missing == [operations.last?.number] else {
      throw .damagedFile(path: path, FormatError(.endsEarly(needed: match.missing.count), at: bytes.count))
    }
    let entries = match.merged.compactMap { ReflogEntry(parsing: $0[...], format: format) }
    return try isMissing ? entries + unwritten(name, expected.last, after: entries.last?.new) : entries
  }

  /// The entry of a symbolic ref that was moved: the operations log does not record the ids.
  private func unwritten(
    _ name: RefName, _ wanted: MoveHistory.Expected?, after old: ObjectID?
  ) throws(StorageError) -> [ReflogEntry] {
    guard let wanted, wanted.line == nil, let tail = wanted.tail, let new = try refs.id(name) else { return [] }
    let line = Array("\(old ?? format.zero) \(new) ".utf8) + tail
    return ReflogEntry(parsing: line[...], format: format).map { [$0] } ?? []
  }

  private func evidence(_ operations: [LoggedOperation]) throws(StorageError) -> RefEvidence {
    var evidence = RefEvidence()
    evidence.operations = operations
    evidence.head = try refs.value(.head)
    for ref in try refs.packed() { evidence.packed[ref.name] = ref.id }
    for name in Set(operations.flatMap(\.moves).map(\.name)) where name != .head {
      evidence.loose[name] = try refs.loose(name)
    }
    return evidence
  }

  /// Refuses an operations log that lacks a line: between two others, or at its end, where a ref's own log has a move that
  /// only synvc makes.
  ///
  /// - Throws: `.damagedFile`.
  package func checkOperations() throws(StorageError) {
    try checkConsistently { (archive) throws(StorageError) in
      let content = try archive.operations.read()
      let numbers = content.operations.map(\.number)
      if numbers.indices.contains(where: { numbers[$0] != $0 + 1 }) { throw archive.damagedLog(content) }
      try archive.checkMoves(of: try archive.refs.list().map(\.name), content)
    }
  }

  /// The same for the last moves of some refs; otherwise an earlier operation would be taken for the last one.
  package func checkOperations(of names: Set<RefName>) throws(StorageError) {
    try checkConsistently { (archive) throws(StorageError) in
      try archive.checkMoves(of: names.sorted(), try archive.operations.read())
    }
  }

  private func checkMoves(of names: [RefName], _ content: OperationsLog.Content) throws(StorageError) {
    let moved = Set(content.operations.flatMap(\.moves).map { Place(name: $0.name, value: $0.new) })
    for name in names {
      guard let last = try refs.lastEntry(name), last.isOwn || name.text.hasPrefix("refs/synvc/"),
        !moved.contains(Place(name: name, value: .id(last.new)))
      else { continue }
      throw damagedLog(content)
    }
  }

  /// Where a ref was.
  private struct Place: Hashable {
    let name: RefName
    let value: RefValue?
  }

  /// - Parameter content: a line that is none may be where the missing one was.
  private func damagedLog(_ content: OperationsLog.Content) -> StorageError {
    .damagedFile(path: operations.path, FormatError(.malformed("operations log"), at: content.damaged.first ?? 0))
  }
}
