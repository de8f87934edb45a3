import Objects

/// Matches the lines of a reflog with the expected lines.
package struct ReflogMatch {
  private let lines: [ReflogLine]
  private let expected: [MoveHistory.Expected]
  /// Lines that were not expected.
  package private(set) var unmatched: [ReflogLine] = []
  /// Offsets of lines with the ids of an expected line but another message.
  package private(set) var differing: Set<Int> = []
  /// Numbers of operations whose line is not there.
  package private(set) var missing: [Int] = []

  package init(_ lines: [ReflogLine], _ expected: [MoveHistory.Expected]) {
    self.lines = lines
    self.expected = expected
  }

  /// The lines with missing ones inserted, and damaged ones removed.
  package private(set) var merged: [[UInt8]] = []

  package mutating func run() {
    var next = 0
    var places: [Int: [[UInt8]]] = [:]
    var missed: Set<Ends> = []
    let known = Dictionary(grouping: lines.indices) { lines[$0].bytes }
    for (index, wanted) in expected.enumerated() {
      guard let found = find(wanted, from: next, known) else {
        if wanted.isUnfinished { continue }
        missing.append(wanted.number)
        missed.insert(Ends(old: wanted.old, new: wanted.new))
        let place = index == expected.count - 1 ? end(from: next, at: wanted.old) : next
        if let line = wanted.line { places[place, default: []].append(line) }
        continue
      }
      unmatched += lines[next..<found]
      next = found + 1
    }
    unmatched += lines[next...]
    var dropped: Set<Int> = []
    for line in unmatched {
      if let entry = line.entry, missed.contains(Ends(old: entry.old, new: entry.new)) { differing.insert(line.offset) }
      if differing.contains(line.offset) || isTorn(line) { dropped.insert(line.offset) }
    }
    for index in 0...lines.count {
      merged += places[index] ?? []
      guard index < lines.count, lines[index].entry != nil else { continue }
      if !dropped.contains(lines[index].offset) { merged.append(lines[index].bytes) }
    }
  }

  /// The position after the last line from `start` on that ends at `id`: other programs may have moved the ref there.
  private func end(from start: Int, at id: ObjectID?) -> Int {
    (start..<lines.count).last { lines[$0].entry?.new == id }.map { $0 + 1 } ?? start
  }

  /// The ids of a move.
  private struct Ends: Hashable {
    let old: ObjectID?
    let new: ObjectID?
  }

  /// The first line from `start` on that is the one wanted.
  ///
  /// - Parameter known: the positions of each line, in order.
  private func find(_ wanted: MoveHistory.Expected, from start: Int, _ known: [[UInt8]: [Int]]) -> Int? {
    if start < lines.count, ReflogMatch.isSame(lines[start], wanted) { return start }
    if let line = wanted.line { return known[line]?.first { $0 >= start } }
    return (start..<lines.count).first { ReflogMatch.isSame(lines[$0], wanted) }
  }

  /// Whether a line is the leftover of a write cut off by a crash: the start of the line, or the line with zeros in it.
  package func isTorn(_ line: ReflogLine) -> Bool {
    let hasZeros = line.bytes.count { $0 == 0 } > 1
    return expected.contains { wanted in
      if !hasZeros, let entry = line.entry, entry.new != wanted.new ?? entry.new { return false }
      guard let tail = wanted.tail else { return false }
      guard let whole = wanted.line ?? ReflogMatch.guess(line, tail) else { return false }
      if line.bytes.count < whole.count, whole.starts(with: line.bytes) { return true }
      // The line feed may be among the zeros.
      return hasZeros && line.bytes.count <= whole.count + 1
        && zip(line.bytes, whole + [0]).allSatisfy { $0 == 0 || $0 == $1 }
    }
  }

  /// A line with the ids that it probably has, where the operations log does not record them.
  private static func guess(_ line: ReflogLine, _ tail: [UInt8]) -> [UInt8]? {
    for format in ObjectFormat.allCases {
      let ids = line.bytes.prefix(format.digits * 2 + 2)
      let isHex = ids.allSatisfy { $0 == 0x20 || $0 == 0 || (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
      if isHex { return ids + [UInt8](repeating: 0x30, count: format.digits * 2 + 2 - ids.count) + tail }
    }
    return nil
  }

  package static func isSame(_ line: ReflogLine, _ wanted: MoveHistory.Expected) -> Bool {
    if let whole = wanted.line { return line.bytes == whole }
    if let tail = wanted.tail { return line.entry != nil && line.bytes.suffix(tail.count).elementsEqual(tail) }
    return line.entry.map { $0.old == wanted.old && $0.new == wanted.new } ?? false
  }
}
