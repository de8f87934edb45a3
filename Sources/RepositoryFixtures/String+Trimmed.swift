extension String {
  /// The first line of git's output, without its line feed.
  package var trimmed: String { split(separator: "\n").first.map(String.init) ?? "" }
}
