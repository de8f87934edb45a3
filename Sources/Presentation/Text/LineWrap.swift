extension StyledText {
  /// The least width that text is wrapped at: below it a terminal breaks lines better itself.
  static let leastColumns = 40

  /// Breaks the text between words where it is wider than `columns`.
  ///
  /// - Parameter indent: blanks before the lines after the first; nil: two more than the text begins with.
  /// - Shape: text in single quotes is one word, so that a command can be copied; a word that is too wide has a line
  ///   of its own. Blanks at a break are dropped, all others kept.
  package func wrapped(to columns: Int, indent: Int? = nil) -> [StyledText] {
    let limit = max(columns, Self.leastColumns)
    guard width > limit else { return [self] }
    let cells = spans.flatMap { span in span.text.map { Cell(character: $0, meaning: span.meaning) } }
    let hanging = indent ?? cells.prefix { $0.character == " " }.count + 2
    let margin = StyledText(stringLiteral: String(repeating: " ", count: hanging))
    let lines = Self.filled(Self.words(in: cells), cells, limit: limit, indent: hanging)
    return lines.enumerated().map { index, range in
      index == 0 ? StyledText(cells[range]) : margin + StyledText(cells[range])
    }
  }

  /// A character with its meaning.
  private struct Cell {
    let character: Character
    let meaning: TextStyle?
  }

  private init(_ cells: ArraySlice<Cell>) {
    var spans: [Span] = []
    var start = cells.startIndex
    while start < cells.endIndex {
      let end = cells[start...].firstIndex { $0.meaning != cells[start].meaning } ?? cells.endIndex
      spans.append(Span(text: String(cells[start..<end].map(\.character)), meaning: cells[start].meaning))
      start = end
    }
    self.init(spans: spans)
  }

  /// The ranges that are put on a line each.
  private static func filled(
    _ words: [Range<Int>], _ cells: [Cell], limit: Int, indent: Int
  ) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var (start, end, used) = (0, 0, 0)
    for word in words {
      let added = displayWidth(String(cells[end..<word.upperBound].map(\.character)))
      if end > start, used + added > limit {
        lines.append(start..<end)
        start = word.lowerBound
        used = indent + displayWidth(String(cells[word].map(\.character)))
      } else {
        used += added
      }
      end = word.upperBound
    }
    return lines + [start..<end]
  }

  /// The words between which a line may be broken.
  private static func words(in cells: [Cell]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var index = 0
    while let start = cells[index...].firstIndex(where: { $0.character != " " }) {
      var end = start
      while end < cells.count, cells[end].character != " " {
        end = quoteEnd(cells, at: end).map { $0 + 1 } ?? end + 1
      }
      words.append(start..<end)
      index = end
    }
    return words
  }

  /// The index of the quote that ends a quotation at `start`; nil where no quotation begins at `start`.
  private static func quoteEnd(_ cells: [Cell], at start: Int) -> Int? {
    let isOpening =
      cells[start].character == "'" && (start == 0 || !isWordPart(cells[start - 1].character))
    guard isOpening else { return nil }
    return (start + 1..<cells.count).first { index in
      cells[index].character == "'" && (index + 1 == cells.count || !isWordPart(cells[index + 1].character))
    }
  }

  private static func isWordPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }
}
