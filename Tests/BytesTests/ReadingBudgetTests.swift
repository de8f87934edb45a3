import Bytes
import Foundation
import Testing

@Suite("reader limits")
struct ReadingBudgetTests {
  @Test("a budget grants its remainder and no more")
  func take() {
    #expect(taken([60, 4, 1, 0]) == [true, true, false, true], "all of it, then nothing more")
    #expect(taken([.max, 1]) == [false, false], "after one that was refused nothing is given")
    #expect(taken([-1]) == [false])
  }

  private func taken(_ counts: [Int]) -> [Bool] {
    var budget = ReadingBudget(.depth)
    return counts.map { budget.take($0) }
  }

  @Test("sums and products saturate at the integer limits")
  func clamped() {
    #expect(Int.max.addingClamped(1) == .max && Int.min.addingClamped(-1) == .min && 1.addingClamped(2) == 3)
    #expect(Int.max.multipliedClamped(by: 2) == .max && Int.max.multipliedClamped(by: -2) == .min)
    #expect(Int.min.multipliedClamped(by: -1) == .max && 3.multipliedClamped(by: -2) == -6)
  }

  @Test("the limits table lists every reader with its number", arguments: ReadingBudget.Reader.allCases)
  func documented(reader: ReadingBudget.Reader) throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/limits.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.contains("| \(reader.rawValue) | \(reader.limit) |"), "\(reader)")
  }
}
