import Files
import Objects
import Repository

extension Fsck {
  /// Holds refs, reflogs and the operations log against each other: each is a copy of a part of the others.
  mutating func checkLogs() {
    readReflogs()
    readOperations()
    let history = MoveHistory(refs)
    for name in Set(history.moves.keys).union(refs.names).sorted() where name != .head {
      checkMoves(of: name, history)
    }
    checkHeadMoves(history)
    checkUnknown(history)
    for name in Set(refs.reflogs.keys).union(history.expected.keys).sorted() { checkReflog(of: name, history) }
  }

  private mutating func readReflogs() {
    for file in inventory.keys.sorted() where file.hasPrefix("logs/") {
      let last = Path.name(file)
      if Fsck.isTemporary(last) || last.hasSuffix(".lock") { continue }
      guard let name = RefName(String(file.dropFirst("logs/".count))) else {
        report(Finding(.fileMisplaced, file: file))
        continue
      }
      guard let bytes = content(file) else { continue }
      let lines = ReflogLine.all(in: bytes, format: place.format)
      refs.reflogs[name] = lines
      for entry in lines.compactMap(\.entry) {
        for id in [entry.old, entry.new] where !id.isZero {
          root(id, named: file, file: file, kind: name.isBranch || name == .head ? .commit : nil)
        }
      }
    }
  }

  /// Whether a ref is where the operations log left it, or was moved from there by git.
  private mutating func checkMoves(of name: RefName, _ history: MoveHistory) {
    guard let last = history.moves[name]?.last else { return }
    let current = refs.value(name)
    let file = file(of: name) ?? name.text
    guard current != last.move.new, !refs.damaged.contains(name) else { return }
    let log = refs.reflogs[name]
    if current == last.move.old, history.undone.contains(last.number) || !isLogged(last.number, name, history) {
      unfinished(last.number, name)
    } else if current == nil {
      report(
        Finding(.refMissing, log == nil ? .suspicious : .damage, file: file, ref: name.text) {
          $0.expected = Fsck.text(last.move.new)
          $0.namedBy = "operation \(last.number)"
        })
    } else if isMovedByGit(name, after: last) || isMovedOn(name, from: last.move.new) {
      report(Finding(.refMovedByGit, file: file, ref: name.text) { $0.found = Fsck.text(current) })
    } else {
      report(moved(name, file, from: last.move.new, last.number))
    }
  }

  /// Whether the reflog has the line of an operation, which is written after the ref: unless an interrupted command was
  /// undone between two refs.
  private func isLogged(_ number: Int, _ name: RefName, _ history: MoveHistory) -> Bool {
    let lines = refs.reflogs[name] ?? []
    if lines.last?.entry?.message.hasPrefix("recovery: ") == true { return false }
    guard let wanted = history.expected[name]?.last(where: { $0.number == number }) else { return false }
    return lines.contains { ReflogMatch.isSame($0, wanted) }
  }

  /// Reports an operation that was interrupted before it moved a ref.
  private mutating func unfinished(_ number: Int, _ name: RefName) {
    report(Finding(.logUnfinished, file: file(of: name), ref: name.text) { $0.namedBy = "operation \(number)" })
  }

  private func moved(
    _ name: RefName, _ file: String, from expected: RefValue?, _ number: Int, _ severity: Finding.Severity? = nil
  ) -> Finding {
    Finding(.refMoved, severity, file: file, ref: name.text) {
      $0.found = Fsck.text(refs.value(name))
      $0.expected = Fsck.text(expected)
      $0.namedBy = "operation \(number)"
    }
  }

  /// Whether the reflog ends at the ref's value by an entry that is none of synvc's.
  private func isMovedByGit(_ name: RefName, after last: MoveHistory.Made) -> Bool {
    guard let entry = refs.reflogs[name]?.compactMap(\.entry).last, entry.new == refs.id(name) else { return false }
    return !last.isEntry(entry, of: place.format) && !entry.isOwn
  }

  /// A ref that no log knows where all others are known: its name is damaged, or a line of `packed-refs` is.
  private mutating func checkUnknown(_ history: MoveHistory) {
    let names = refs.names.filter { !$0.text.hasPrefix("refs/remotes/") }
    let unknown = names.filter { refs.reflogs[$0] == nil && history.moves[$0] == nil }
    guard unknown.count == 1, names.count > 1, let name = unknown.first else { return }
    // In a clone made by git there were refs before the operations log began.
    guard names.allSatisfy({ $0 == name || history.moves[$0]?.first?.move.old == nil && history.moves[$0] != nil })
    else {
      return
    }
    report(Finding(.refUnknown, file: file(of: name), ref: name.text))
  }

  /// Whether a branch points to a descendant of its old value: some programs move refs and write no reflog.
  private func isMovedOn(_ name: RefName, from value: RefValue?) -> Bool {
    guard name.isBranch, case .id(let wanted) = value, let start = refs.id(name) else { return false }
    var seen = Set([start])
    var waiting = [start]
    while let id = waiting.popLast() {
      if id == wanted { return true }
      waiting += (table.commit(id)?.parents ?? []).filter { seen.insert($0).inserted }
    }
    return false
  }

  private mutating func checkHeadMoves(_ history: MoveHistory) {
    guard let head = history.head, let current = refs.head, current != head.value else { return }
    let log = refs.reflogs[.head]?.compactMap(\.entry)
    if current == head.before, head.isMoved,
      history.undone.contains(head.number) || !isLogged(head.number, .head, history)
    {
      unfinished(head.number, .head)
    } else if let entry = log?.last, !entry.isOwn, entry.new == refs.id(.head) {
      report(Finding(.refMovedByGit, file: "HEAD", ref: "HEAD") { $0.found = Fsck.text(current) })
    } else {
      // Git moves HEAD of a bare repository without writing its reflog.
      report(moved(.head, "HEAD", from: head.value, head.number, refs.id(.head) == nil ? .damage : .suspicious))
    }
  }

  /// Whether the reflog holds every logged move as written, and no other line that only synvc writes.
  private mutating func checkReflog(of name: RefName, _ history: MoveHistory) {
    let file = "logs/" + name.text
    let lines = refs.reflogs[name] ?? []
    let expected = history.expected[name] ?? []
    guard name == .head || refs.value(name) != nil || refs.damaged.contains(name) else {
      return checkOrphan(name, lines, file, history)
    }
    var match = ReflogMatch(lines, expected)
    match.run()
    if let missing = match.missing.first {
      report(
        Finding(
          .reflogIncomplete, match.missing == [refs.operations.last?.number] ? .notice : .suspicious, file: file,
          ref: name.text
        ) {
          $0.expected = String(match.missing.count)
          $0.namedBy = "operation \(missing)"
        })
    }
    for line in match.unmatched where !match.isTorn(line) { checkUnexpected(line, name, file, match) }
  }

  /// A line without an operation: git wrote it, it is damaged, or the operation was lost.
  private mutating func checkUnexpected(_ line: ReflogLine, _ name: RefName, _ file: String, _ match: ReflogMatch) {
    let isOwn = line.entry?.isOwn ?? false || name.text.hasPrefix("refs/synvc/")
    if line.entry == nil || match.differing.contains(line.offset) {
      report(
        Finding(.reflogDamaged, file: file, ref: name.text) {
          $0.offset = line.offset
          $0.found = Fsck.excerpt(line.bytes)
        })
    } else if isOwn, !refs.operations.isEmpty || inventory[Fsck.logFile] != nil {
      report(
        Finding(.logCut, file: Fsck.logFile, ref: name.text) {
          $0.found = line.entry?.message
          $0.namedBy = file
        })
    }
  }

  /// A reflog whose ref was deleted: git and synvc delete both.
  private mutating func checkOrphan(_ name: RefName, _ lines: [ReflogLine], _ file: String, _ history: MoveHistory) {
    // Git creates and deletes its own refs, such as ORIG_HEAD.
    if !name.text.hasPrefix("refs/") { return }
    let last = history.moves[name]?.last
    // The ref's own finding covers it, or a crash interrupted the creation or deletion of the ref.
    if let last, last.move.new != nil { return }
    if inventory[file] == nil { return }
    report(
      Finding(.reflogAlone, last == nil ? .damage : .notice, file: file, ref: name.text) {
        $0.found = lines.last?.entry?.new.hex
      })
  }

  /// Names the operation whose refs are being moved.
  static let pendingFile = "operations/pending"

  static func text(_ value: RefValue?) -> String? {
    switch value {
    case nil: nil
    case .id(let id): id.hex
    case .symbolic(let name): name.text
    }
  }
}
