/// The pieces of a slot that have come, as ranges.
package struct PieceSet: Hashable, Sendable {
  /// In order; they neither touch nor overlap.
  private var ranges: [Range<Int>] = []

  package init() {}

  package var count: Int { ranges.reduce(0) { $0 + $1.count } }

  package func contains(_ range: Range<Int>) -> Bool {
    ranges.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
  }

  package mutating func insert(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    var (low, high) = (range.lowerBound, range.upperBound)
    let apart = ranges.filter { $0.upperBound < low || high < $0.lowerBound }
    for touching in ranges where touching.upperBound >= range.lowerBound && range.upperBound >= touching.lowerBound {
      (low, high) = (min(low, touching.lowerBound), max(high, touching.upperBound))
    }
    ranges = (apart + [low..<high]).sorted { $0.lowerBound < $1.lowerBound }
  }
}
