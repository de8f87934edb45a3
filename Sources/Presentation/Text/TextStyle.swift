/// The meaning of a piece of text, which decides its colour.
package enum TextStyle: Hashable, Sendable, CaseIterable {
  case heading
  case old
  case new
  case id
  case warning
  case error
  case dim

  /// Parameters of the terminal's "select graphic rendition" sequence (ECMA-48, 8.3.117).
  private var parameters: String {
    switch self {
    case .heading: "1"
    case .old: "31"
    case .new: "32"
    case .id: "33"
    case .warning: "1;33"
    case .error: "1;31"
    case .dim: "2"
    }
  }

  /// Wraps text, already safe for a terminal, in the sequences that colour it and end the colour.
  func paint(_ text: String) -> String { text.isEmpty ? "" : "\u{1B}[\(parameters)m\(text)\u{1B}[0m" }
}
