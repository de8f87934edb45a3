/// How alike two short texts are.
enum Nearness {
  /// The nearest of `names`, at most five, that differ from the text in less than about a third.
  static func nearest(to text: String, among names: [String]) -> [String] {
    let wanted = Array(text.lowercased())
    let limit = max(1, wanted.count / 3)
    var found: [(name: String, distance: Int)] = []
    for name in names {
      let distance = distance(wanted, Array(name.lowercased()), limit: limit)
      if distance <= limit, !found.contains(where: { $0.name == name }) { found.append((name, distance)) }
    }
    return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(5).map(\.name)
  }

  /// How many characters must be added, taken away, replaced or swapped with the next; `limit + 1` when more.
  static func distance(_ one: [Character], _ other: [Character], limit: Int) -> Int {
    guard abs(one.count - other.count) <= limit else { return limit + 1 }
    var (before, last) = ([Int](), Array(0...other.count))
    for row in one.indices {
      var current = [row + 1]
      for column in other.indices {
        let cost = one[row] == other[column] ? 0 : 1
        var best = min(last[column] + cost, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
          best = min(best, before[column - 1] + 1)
        }
        current.append(best)
      }
      (before, last) = (last, current)
    }
    return last[other.count]
  }
}
