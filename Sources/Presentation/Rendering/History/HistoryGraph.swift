/// Draws the lines from snapshots to their parents, next to a log that lists children before parents.
///
/// Each column is the path to one snapshot further down; a column that ends is left empty until a new path needs one.
/// A path that leaves its column has a row of its own, in which `┼` is a crossing, and `├`, `┤` a junction:
///
///     *   merge
///     ├─╮
///     │ * theirs
///     * │ ours
///     ├─╯
///     * base
package struct HistoryGraph<ID: Hashable> {
  /// The drawing next to one snapshot.
  package struct Rows: Hashable, Sendable {
    /// The row with the snapshot's mark.
    package let mark: String
    /// The rows from it to parents in other columns.
    package let links: [String]
    /// The ways that go on below.
    package let rest: String

    /// The width of the widest row in columns.
    package var width: Int { ([mark, rest] + links).map(\.count).max() ?? 0 }
  }

  private var columns: [ID?] = []

  package init() {}

  /// How many ways go on.
  package var width: Int { columns.count }

  /// The continuing paths, as next to an empty line.
  package var rest: String { GraphRow(columns.map { $0 != nil }).text }

  /// Draws a snapshot.
  package mutating func rows(for id: ID, parents: [ID]) -> Rows {
    let column = columns.firstIndex(of: id) ?? free(after: -1)
    columns[column] = id
    var row = GraphRow(columns.map { $0 != nil })
    row.mark(column)
    columns[column] = nil
    let links = lead(parents, from: column)
    trim()
    return Rows(mark: row.text, links: links, rest: rest)
  }

  /// Goes on past a snapshot that is not drawn.
  ///
  /// - Returns: a row where its way meets another one.
  package mutating func pass(_ id: ID, parent: ID?) -> [String] {
    guard let column = columns.firstIndex(of: id) else { return [] }
    columns[column] = nil
    let links = lead(parent.map { [$0] } ?? [], from: column)
    trim()
    return links
  }

  /// Gives each parent a column: the one it has, else the snapshot's own, else a new one. Where the snapshot's own is
  /// free, the way of a parent that has one further right comes over to it.
  private mutating func lead(_ parents: [ID], from column: Int) -> [String] {
    let before = columns.map { $0 != nil }
    var targets: [Int] = []
    for parent in parents {
      if let known = columns.firstIndex(of: parent) {
        guard known != column else { continue }
        targets.append(known)
        if known > column, columns[column] == nil { columns.swapAt(column, known) }
      } else if columns[column] == nil {
        columns[column] = parent
      } else {
        let new = free(after: column, besides: before)
        columns[new] = parent
        targets.append(new)
      }
    }
    return links(from: column, to: targets, before: before)
  }

  private func links(from column: Int, to targets: [Int], before: [Bool]) -> [String] {
    var above = before + Array(repeating: false, count: columns.count - before.count)
    above[column] = true
    return targets.enumerated().map { index, target in
      var below = above
      below[target] = columns[target] != nil
      below[column] = columns[column] != nil || index + 1 < targets.count
      defer { above = below }
      var row = GraphRow(above: above, below: below)
      row.connect(column, target)
      return row.text
    }
  }

  /// A column for a new way.
  ///
  /// - Parameter taken: those in which a way ends in the rows that are being drawn.
  private mutating func free(after column: Int, besides taken: [Bool] = []) -> Int {
    let empty = columns.indices.first { $0 > column && columns[$0] == nil && !($0 < taken.count && taken[$0]) }
    if let empty { return empty }
    columns.append(nil)
    return columns.count - 1
  }

  private mutating func trim() {
    while let last = columns.last, last == nil { columns.removeLast() }
  }
}

/// One row of a graph: a cell for each column, and one between two.
private struct GraphRow {
  private static let up: UInt8 = 1, down: UInt8 = 2, left: UInt8 = 4, right: UInt8 = 8
  private static let markBit: UInt8 = 16
  /// By the directions in which a line leaves the cell.
  private static let glyphs: [Character] = [
    " ", "│", "│", "│", "─", "╯", "╮", "┤", "─", "╰", "╭", "├", "─", "┴", "┬", "┼",
  ]

  private var cells: [UInt8]

  init(_ columns: [Bool]) { self.init(above: columns, below: columns) }

  init(above: [Bool], below: [Bool]) {
    cells = Array(repeating: 0, count: max(0, above.count * 2 - 1))
    for index in above.indices {
      if above[index] { cells[index * 2] |= Self.up }
      if below[index] { cells[index * 2] |= Self.down }
    }
  }

  mutating func mark(_ column: Int) { cells[column * 2] = Self.markBit }

  mutating func connect(_ column: Int, _ target: Int) {
    let (start, end) = (min(column, target) * 2, max(column, target) * 2)
    cells[start] |= Self.right
    cells[end] |= Self.left
    for cell in start + 1..<end { cells[cell] |= Self.left | Self.right }
  }

  /// Without blanks at its end.
  var text: String {
    var text = String(cells.map { $0 == Self.markBit ? "*" : Self.glyphs[Int($0)] })
    while text.last == " " { text.removeLast() }
    return text
  }
}
