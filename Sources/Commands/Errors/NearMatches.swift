/// Finds names similar to a word, the nearest first.
///
/// - Shape: at most `limit` names; those that begin with the word, or differ from it by a few typing errors.
package func nearMatches(to word: String, among names: some Sequence<String>, limit: Int = 3) -> [String] {
  let wanted = Array(word.lowercased())
  guard !wanted.isEmpty else { return [] }
  let allowed = max(1, min(wanted.count, 12) / 3)
  let scored = names.compactMap { name -> (distance: Int, name: String)? in
    let candidate = Array(name.lowercased())
    // A huge word must not cost its square: lengths too far apart cannot be near.
    guard abs(candidate.count - wanted.count) <= allowed || candidate.starts(with: wanted) else { return nil }
    let distance = candidate.starts(with: wanted) ? 0 : editDistance(wanted, candidate)
    return distance <= allowed ? (distance, name) : nil
  }
  return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map(\.name)
}

/// Counts the insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
func editDistance(_ one: [Character], _ other: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...other.count)
  for row in one.indices {
    var current = [row + 1]
    for column in other.indices {
      let replaced = last[column] + (one[row] == other[column] ? 0 : 1)
      var least = min(replaced, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
        least = min(least, beforeLast[column - 1] + 1)
      }
      current.append(least)
    }
    (beforeLast, last) = (last, current)
  }
  return last[other.count]
}
