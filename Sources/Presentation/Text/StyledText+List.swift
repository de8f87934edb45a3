extension StyledText {
  /// Quoted names with commas between and a word before the last: `'a', 'b' or 'c'`.
  package static func list(_ names: [String], last word: String) -> StyledText {
    guard let last = names.last, names.count > 1 else { return names.map { "\(quoted: $0)" }.joined() }
    return "\(names.dropLast().map { "\(quoted: $0)" }.joined(separator: ", ")) \(word) \(quoted: last)"
  }

  /// The first few, and how many more there are.
  package static func list(of lines: [StyledText], most: Int) -> StyledText {
    guard lines.count > most else { return lines.joined(separator: ", ") }
    return lines.prefix(most).map(\.self).joined(separator: ", ") + " and \(lines.count - most) more"
  }
}
