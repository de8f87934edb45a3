package import Objects

/// The moves of each ref in the operations log, and the reflogs that these moves imply.
package struct MoveHistory {
  /// A move of one ref.
  package struct Made {
    package let number: Int
    package let move: RefMove
    let operation: LoggedOperation

    /// Whether a reflog's entry is that of the move.
    package func isEntry(_ entry: ReflogEntry?, of format: ObjectFormat) -> Bool {
      guard let entry, case .id(let new)? = move.new else { return false }
      let old = if case .id(let id)? = move.old { id } else { format.zero }
      return entry.old == old && entry.new == new
    }
  }

  /// A line that a reflog should have.
  package struct Expected {
    package let number: Int
    /// Nil where a symbolic ref was moved: its ids are not in the operations log.
    let old: ObjectID?
    let new: ObjectID?
    /// The line as it was written, without its line feed; nil where the log does not say enough.
    let line: [UInt8]?
    /// The end of the line, from the name on.
    let tail: [UInt8]?
    /// Whether the ref was never found where the operation put it.
    let isUnfinished: Bool
  }

  /// The expected target of HEAD.
  package struct Head {
    package let number: Int
    /// Whether the operation moved HEAD.
    package let isMoved: Bool
    package let before: RefValue?
    package let value: RefValue?
  }

  package private(set) var moves: [RefName: [Made]] = [:]
  package private(set) var expected: [RefName: [Expected]] = [:]
  package private(set) var head: Head?
  /// Operations of several refs none of which was found moved: interrupted and undone. One damaged file cannot cause
  /// that.
  package private(set) var undone: Set<Int> = []
  /// Of the moves of each ref, the highest number of an operation up to there.
  private var highest: [RefName: [Int]] = [:]

  package init(_ refs: RefEvidence) {
    for operation in refs.operations {
      for move in operation.moves {
        moves[move.name, default: []].append(
          Made(number: operation.number, move: move, operation: operation))
        highest[move.name, default: []].append(max(highest[move.name]?.last ?? 0, operation.number))
      }
    }
    for operation in refs.operations {
      take(operation, refs)
      let moves = operation.moves.filter { $0.old != $0.new }
      if moves.count > 1, !moves.contains(where: { isDone($0, in: operation, refs) }) {
        undone.insert(operation.number)
      }
    }
  }

  private mutating func take(_ operation: LoggedOperation, _ refs: RefEvidence) {
    var branch = operation.note?.head
    let before = branch
    for move in operation.moves {
      let isDone = isDone(move, in: operation, refs)
      if move.name == .head {
        expect(.head, nil, nil, operation, isDone)
        if case .symbolic(let next)? = move.new, isDone { branch = next }
        continue
      }
      guard let new = move.new else {
        // The reflog is deleted with its ref.
        if isDone { expected[move.name] = nil }
        continue
      }
      guard case .id(let id) = new else { continue }
      let old = if case .id(let id)? = move.old { id } else { id.format.zero }
      if let heir = RefTransaction.predecessor(of: move, among: operation.moves) {
        // The reflog continues under another name.
        expected[move.name] = expected[heir]
        expect(move.name, id, id, operation, isDone)
      } else {
        expect(move.name, old, id, operation, isDone)
      }
      if move.name == branch { expect(.head, old, id, operation, isDone) }
    }
    if operation.note != nil {
      let moved = operation.moves.last { $0.name == .head }
      head = Head(
        number: operation.number, isMoved: moved != nil, before: before.map { .symbolic($0) },
        value: moved?.new ?? before.map { .symbolic($0) })
    }
  }

  /// Whether later operations found the ref where this move put it.
  private func isDone(_ move: RefMove, in operation: LoggedOperation, _ refs: RefEvidence) -> Bool {
    guard let later = next(of: move.name, after: operation.number) else {
      return refs.value(move.name) != move.old || move.old == move.new
    }
    return !(later.old == move.old && move.old != move.new)
  }

  /// The first move of a ref with a higher number.
  private func next(of name: RefName, after number: Int) -> RefMove? {
    guard let highest = highest[name] else { return nil }
    var (low, high) = (0, highest.count)
    while low < high {
      let middle = (low + high) / 2
      if highest[middle] > number { high = middle } else { low = middle + 1 }
    }
    return low < highest.count ? moves[name]?[low].move : nil
  }

  private mutating func expect(
    _ name: RefName, _ old: ObjectID?, _ new: ObjectID?, _ operation: LoggedOperation, _ isDone: Bool
  ) {
    let tail = operation.note.map { note in
      Array("\(note.who) \(operation.seconds) \(operation.zone)\t\(note.message)".utf8)
    }
    var line: [UInt8]?
    if let old, let new, let tail { line = Array("\(old) \(new) ".utf8) + tail }
    // Without a note only the ids of a branch are known.
    if old == nil, tail == nil { return }
    expected[name, default: []].append(
      Expected(number: operation.number, old: old, new: new, line: line, tail: tail, isUnfinished: !isDone))
  }
}
