/// Compares spellings, to find the names that a person may have meant.
package enum EditDistance {
  /// The most edits between a name and what was meant by it, however long the word is.
  private static let mostEdits = 4

  /// Finds the names nearest to a text: those that begin with the text, then those with the fewest edits.
  ///
  /// - Shape: at most `most` names, each once, equal distances in alphabetical order; none for an empty text. A name
  ///   may differ in a third of the text's characters, in one of a short text, and in four at most. Large and small
  ///   letters are equal.
  package static func nearest(to text: String, among names: some Sequence<String>, most: Int = 3) -> [String] {
    let wanted = Array(text.lowercased())
    guard !wanted.isEmpty else { return [] }
    let limit = max(1, min(wanted.count / 3, mostEdits))
    var distances: [String: Int] = [:]
    for name in names where distances[name] == nil {
      let candidate = Array(name.lowercased())
      distances[name] = candidate.starts(with: wanted) ? 0 : between(wanted, candidate, atMost: limit)
    }
    return distances.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(most).map(\.key)
  }

  /// Counts the edits that turn one spelling into the other: a character inserted, removed or replaced, or two
  /// neighbours swapped.
  ///
  /// - Returns: nil for more than `limit` edits. The time grows with the length times the limit.
  /// - Source: optimal string alignment, computed within `limit` of the diagonal: no other cell can count.
  package static func between(_ one: [Character], _ other: [Character], atMost limit: Int) -> Int? {
    guard abs(one.count - other.count) <= limit else { return nil }
    let beyond = limit + 1
    // The cell `shift` of a row is the distance of its prefix of `one` from a prefix longer by `shift - limit`.
    var beforeLast = Array(repeating: beyond, count: 2 * limit + 1)
    var last = (0...2 * limit).map { $0 < limit ? beyond : $0 - limit }
    for row in one.indices {
      var current: [Int] = []
      for shift in 0...2 * limit {
        let column = row + shift - limit
        var least = beyond
        if column == -1 { least = row + 1 }
        if other.indices.contains(column) {
          let added = shift > 0 ? current[shift - 1] + 1 : beyond
          let removed = shift < 2 * limit ? last[shift + 1] + 1 : beyond
          least = min(last[shift] + (one[row] == other[column] ? 0 : 1), added, removed)
          if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
            least = min(least, beforeLast[shift] + 1)
          }
        }
        current.append(min(least, beyond))
      }
      (beforeLast, last) = (last, current)
      guard (last + beforeLast).contains(where: { $0 <= limit }) else { return nil }
    }
    let distance = last[other.count - one.count + limit]
    return distance <= limit ? distance : nil
  }
}
