/// When text is coloured.
package enum ColorChoice: String, Sendable, CaseIterable {
  case auto
  case always
  case never
}

/// The properties of the terminal behind one output.
package struct Terminal: Sendable, Hashable {
  /// Whether a person reads it.
  package let isTerminal: Bool
  /// Whether text may be coloured.
  package let hasColor: Bool
  /// Whether a line can be drawn over.
  package let redraws: Bool

  /// Decides from the options and the environment.
  ///
  /// - Source: `NO_COLOR` as at no-color.org: any value but the empty one.
  package init(isTerminal: Bool, color: ColorChoice, environment: [String: String]) {
    let isDumb = ["dumb", ""].contains(environment["TERM"] ?? "")
    self.isTerminal = isTerminal
    self.redraws = isTerminal && !isDumb
    self.hasColor =
      switch color {
      case .always: true
      case .never: false
      case .auto: isTerminal && !isDumb && (environment["NO_COLOR"] ?? "").isEmpty
      }
  }
}
