import TestSupport
import Testing

@testable import Presentation

@Suite("The log graph")
struct HistoryGraphTests {
  private func drawn(_ history: [(id: Int, parents: [Int])]) -> [String] {
    var graph = HistoryGraph<Int>()
    return history.flatMap { step -> [String] in
      let rows = graph.rows(for: step.id, parents: step.parents)
      return [rows.mark + " \(step.id)"] + rows.links
    }
  }

  @Test("a linear history is one column of marks")
  func line() {
    #expect(drawn([(3, [2]), (2, [1]), (1, [])]) == ["* 3", "* 2", "* 1"])
  }

  @Test("a merge opens a column, a fork closes it")
  func merge() {
    #expect(
      drawn([(4, [2, 3]), (3, [1]), (2, [1]), (1, [])]) == ["* 4", "├─╮", "│ * 3", "* │ 2", "├─╯", "* 1"])
  }

  @Test("a merge of three opens two columns, each in a row of its own")
  func octopus() {
    #expect(
      drawn([(5, [2, 3, 4]), (4, [1]), (3, [1]), (2, [1]), (1, [])]) == [
        "* 5", "├─╮", "├─┼─╮", "│ │ * 4", "│ * │ 3", "│ ├─╯", "* │ 2", "├─╯", "* 1",
      ])
  }

  @Test("an edge across omitted snapshots connects to the right ancestor")
  func passed() {
    var graph = HistoryGraph<Int>()
    #expect(graph.rows(for: 4, parents: [2, 3]).links == ["├─╮"])
    #expect(graph.pass(3, parent: 1) == [])
    #expect(graph.pass(2, parent: 1) == ["├─╯"])
    #expect(graph.rows(for: 1, parents: []).mark == "*")
    #expect(graph.pass(9, parent: nil) == [] && graph.rest == "")
  }

  @Test("edges connect every snapshot to its parents only", arguments: 0..<60 as Range<UInt64>)
  func edges(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let count = 30
    var parents = (1...count).map { id -> [Int] in
      let below = Array(max(1, id - 6)..<id)
      let number = [1, 1, 1, 2, 2, 3, 0][Int.random(in: 0..<7, using: &numbers)]
      return Array(below.shuffled(using: &numbers).prefix(number))
    }
    // A log comes to every snapshot but the first from a later one.
    for id in 1..<count where !parents.contains(where: { $0.contains(id) }) {
      parents[Int.random(in: id..<min(count, id + 6), using: &numbers)].append(id)
    }
    let history = (1...count).reversed().map { (id: $0, parents: parents[$0 - 1]) }
    let tracer = Tracer(history)
    for (id, parents) in history { #expect(tracer.parents(of: id) == Set(parents), "seed \(seed), snapshot \(id)") }
  }
}

/// Follows the lines of a drawing from mark to mark, as a reader does.
private struct Tracer {
  private var rows: [[Character]] = []
  private var marks: [Int: (row: Int, column: Int)] = [:]
  private var ids: [[Int]: Int] = [:]

  init(_ history: [(id: Int, parents: [Int])]) {
    var graph = HistoryGraph<Int>()
    for (id, parents) in history {
      let drawing = graph.rows(for: id, parents: parents)
      let mark = Array(drawing.mark)
      let column = mark.firstIndex(of: "*") ?? 0
      marks[id] = (rows.count, column)
      ids[[rows.count, column]] = id
      rows += [mark] + drawing.links.map { Array($0) }
    }
  }

  private func glyph(_ row: Int, _ column: Int) -> Character {
    rows.indices.contains(row) && rows[row].indices.contains(column) ? rows[row][column] : " "
  }

  func parents(of id: Int) -> Set<Int> {
    guard let mark = marks[id] else { return [] }
    var found: Set<Int> = []
    // Below the mark, rows without a mark are its own: from its column they lead off to the sides.
    var row = mark.row + 1
    var isOpen = "│├┤╰╯*".contains(glyph(row, mark.column))
    while isOpen, rows.indices.contains(row), !rows[row].contains("*") {
      let here = glyph(row, mark.column)
      if "├╰".contains(here) { sideways(row, mark.column, 1, &found) }
      if "┤╯".contains(here) { sideways(row, mark.column, -1, &found) }
      isOpen = "│├┤".contains(here)
      row += 1
    }
    if isOpen { down(row, mark.column, &found) }
    return found
  }

  /// Along a row to where its line turns down, or meets a way that goes on.
  private func sideways(_ row: Int, _ column: Int, _ step: Int, _ found: inout Set<Int>) {
    var column = column + step
    while "─┼".contains(glyph(row, column)) { column += step }
    // A way that ends here came over: it is the mark's column that goes on.
    if "╯╰".contains(glyph(row, column)) { return }
    down(row + 1, column, &found)
  }

  private func down(_ start: Int, _ column: Int, _ found: inout Set<Int>) {
    var (row, column) = (start, column)
    while rows.indices.contains(row) {
      switch glyph(row, column) {
      case "*":
        if let id = ids[[row, column]] { found.insert(id) }
        return
      case "│", "┼", "├", "┤": row += 1
      case "╯", "╰":
        let step = glyph(row, column) == "╯" ? -1 : 1
        column += step
        while "─┼".contains(glyph(row, column)) { column += step }
        row += 1
      default: return
      }
    }
  }
}
