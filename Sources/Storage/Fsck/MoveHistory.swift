import Objects

/// What the operations log says of each ref, and what the reflogs should hold by it.
struct MoveHistory {
  /// A move of one ref.
  struct Made {
    let number: Int
    let move: RefMove
    let operation: Operation

    /// Whether a reflog's entry is that of the move.
    func isEntry(_ entry: ReflogEntry?, of format: ObjectFormat) -> Bool {
      guard let entry, case .id(let new)? = move.new else { return false }
      let old = if case .id(let id)? = move.old { id } else { format.zero }
      return entry.old == old && entry.new == new
    }
  }

  /// A line that a reflog should have.
  struct Expected {
    let number: Int
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

  /// What HEAD should name.
  struct Head {
    let number: Int
    /// Whether the operation moved HEAD.
    let isMoved: Bool
    let before: RefValue?
    let value: RefValue?
  }

  private(set) var moves: [RefName: [Made]] = [:]
  private(set) var expected: [RefName: [Expected]] = [:]
  private(set) var head: Head?
  /// Operations of several refs none of which was found moved: cut off, and put back. One damaged file does not do that.
  private(set) var undone: Set<Int> = []

  init(_ refs: RefEvidence) {
    for operation in refs.operations {
      for move in operation.moves {
        moves[move.name, default: []].append(
          Made(number: operation.number, move: move, operation: operation))
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

  private mutating func take(_ operation: Operation, _ refs: RefEvidence) {
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
        // With a ref its reflog goes.
        if isDone { expected[move.name] = nil }
        continue
      }
      guard case .id(let id) = new else { continue }
      let old = if case .id(let id)? = move.old { id } else { id.format.zero }
      if let heir = RefTransaction.predecessor(of: move, among: operation.moves) {
        // The reflog goes on under another name.
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

  /// Whether what came later found the ref where this move put it.
  private func isDone(_ move: RefMove, in operation: Operation, _ refs: RefEvidence) -> Bool {
    let later = moves[move.name]?.first { $0.number > operation.number }
    guard let later else { return refs.value(move.name) != move.old || move.old == move.new }
    return !(later.move.old == move.old && move.old != move.new)
  }

  private mutating func expect(
    _ name: RefName, _ old: ObjectID?, _ new: ObjectID?, _ operation: Operation, _ isDone: Bool
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

/// Pairs the lines of a reflog with those that it should have.
struct ReflogMatch {
  private let lines: [ReflogLine]
  private let expected: [MoveHistory.Expected]
  /// Lines that were not expected.
  private(set) var unmatched: [ReflogLine] = []
  /// Offsets of those among them that have the ids of an expected line and other words.
  private(set) var differing: Set<Int> = []
  /// Numbers of operations whose line is not there.
  private(set) var missing: [Int] = []
  init(_ lines: [ReflogLine], _ expected: [MoveHistory.Expected]) {
    self.lines = lines
    self.expected = expected
  }

  /// The lines with those that are missing in their places, and without those that are damaged.
  private(set) var merged: [[UInt8]] = []

  mutating func run() {
    var next = 0
    var places: [(index: Int, line: [UInt8])] = []
    for wanted in expected {
      guard let found = (next..<lines.count).first(where: { ReflogMatch.isSame(lines[$0], wanted) }) else {
        if wanted.isUnfinished { continue }
        missing.append(wanted.number)
        if let line = wanted.line { places.append((next, line)) }
        continue
      }
      unmatched += lines[next..<found]
      next = found + 1
    }
    unmatched += lines[next...]
    for line in unmatched where line.entry != nil {
      let isDamaged = expected.contains { wanted in
        missing.contains(wanted.number) && wanted.old == line.entry?.old && wanted.new == line.entry?.new
      }
      if isDamaged { differing.insert(line.offset) }
    }
    for index in 0...lines.count {
      merged += places.filter { $0.index == index }.map(\.line)
      guard index < lines.count, lines[index].entry != nil else { continue }
      if !differing.contains(lines[index].offset), !isTorn(lines[index]) { merged.append(lines[index].bytes) }
    }
  }

  /// Whether a line is what a crash leaves of one that was to be written: its start, or the line with zeros in it.
  func isTorn(_ line: ReflogLine) -> Bool {
    expected.contains { wanted in
      guard let tail = wanted.tail else { return false }
      guard let whole = wanted.line ?? ReflogMatch.guess(line, tail) else { return false }
      if line.bytes.count < whole.count, whole.starts(with: line.bytes) { return true }
      // The line feed may be among the zeros.
      return line.bytes.count { $0 == 0 } > 1 && line.bytes.count <= whole.count + 1
        && zip(line.bytes, whole + [0]).allSatisfy { $0 == 0 || $0 == $1 }
    }
  }

  /// A line with the ids that it seems to have, where the log does not tell them.
  private static func guess(_ line: ReflogLine, _ tail: [UInt8]) -> [UInt8]? {
    for format in ObjectFormat.allCases {
      let ids = line.bytes.prefix(format.digits * 2 + 2)
      let isHex = ids.allSatisfy { $0 == 0x20 || $0 == 0 || (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
      if isHex { return ids + [UInt8](repeating: 0x30, count: format.digits * 2 + 2 - ids.count) + tail }
    }
    return nil
  }

  static func isSame(_ line: ReflogLine, _ wanted: MoveHistory.Expected) -> Bool {
    if let whole = wanted.line { return line.bytes == whole }
    if let tail = wanted.tail { return line.entry != nil && line.bytes.suffix(tail.count).elementsEqual(tail) }
    return line.entry.map { $0.old == wanted.old && $0.new == wanted.new } ?? false
  }
}
