/// Rows of cells, aligned in columns by the width they take on a terminal.
package struct Table: Sendable {
  package enum Side: Sendable { case left, right }

  package private(set) var rows: [[StyledText]] = []
  private let sides: [Side]
  private let gap: Int
  private let indent: Int

  /// - Parameters:
  ///   - sides: alignment of the columns in order; left beyond the last named.
  ///   - gap: blanks between columns.
  ///   - indent: blanks before each row.
  package init(_ sides: [Side] = [], gap: Int = 2, indent: Int = 0) {
    self.sides = sides
    self.gap = gap
    self.indent = indent
  }

  package mutating func row(_ cells: StyledText...) { rows.append(cells) }
  package mutating func row(_ cells: [StyledText]) { rows.append(cells) }

  /// The rows as lines without blanks at their ends.
  package var lines: [StyledText] {
    let widths = columnWidths
    return rows.map { row in
      let last = row.lastIndex { !$0.isEmpty } ?? -1
      let cells = row.prefix(last + 1).enumerated().map { column, cell in
        padded(cell, to: widths[column], column: column, isLast: column == last)
      }
      return Self.blanks(cells.isEmpty ? 0 : indent) + cells.joined(separator: Self.blanks(gap))
    }
  }

  private var columnWidths: [Int] {
    let count = rows.map(\.count).max() ?? 0
    return (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0
    }
  }

  private func padded(_ cell: StyledText, to width: Int, column: Int, isLast: Bool) -> StyledText {
    let blanks = Self.blanks(width - cell.width)
    let side = column < sides.count ? sides[column] : .left
    return switch (side, isLast) {
    case (.right, _): blanks + cell
    case (.left, true): cell
    case (.left, false): cell + blanks
    }
  }

  private static func blanks(_ count: Int) -> StyledText {
    StyledText(stringLiteral: String(repeating: " ", count: max(0, count)))
  }
}
