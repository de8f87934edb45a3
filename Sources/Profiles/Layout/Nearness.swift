/// Finds names that a person may have meant.
package enum Nearness {
  /// Up to three names within a third of the length in edits, nearest first.
  package static func nearest(to text: String, among names: some Sequence<String>) -> [String] {
    let wanted = Array(text.lowercased().utf8)
    let limit = max(1, wanted.count / 3)
    return names.map { ($0, distance(wanted, Array($0.lowercased().utf8))) }
      .filter { $0.1 <= limit }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      .prefix(3).map(\.0)
  }

  /// Edits (insert, remove, replace) between two spellings.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in 0..<right.count {
        let replaced = diagonal + (byte == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
