/// The words that name a field: `track 2 filter base`.
///
/// - Shape: components without blanks or dots; compared without case.
package struct FieldPath: Hashable, Sendable, CustomStringConvertible {
  package let components: [String]

  package init(_ components: [String]) { self.components = components }

  /// Reads `track.2.filter.base`; blanks serve as dots do.
  package init(_ text: String) {
    components = text.split(whereSeparator: { $0 == "." || $0 == " " }).map(String.init)
  }

  package var description: String { components.joined(separator: " ") }
}
