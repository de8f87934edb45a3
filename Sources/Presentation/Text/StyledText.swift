/// A piece of text for people: spans with a meaning each, safe for a terminal.
///
/// Literal text stays unchanged; interpolated text is escaped, so that a name from a device cannot steer the terminal:
/// `"\(name, .heading)  \(quoted: path)"`. Colour is added on printing.
package struct StyledText: Hashable, Sendable, ExpressibleByStringInterpolation {
  package struct Span: Hashable, Sendable {
    package let text: String
    package let meaning: TextStyle?
  }

  package private(set) var spans: [Span] = []

  package init() {}

  /// Takes spans whose texts are known to be safe.
  init(spans: [Span]) { self.spans = spans }

  /// Takes text that is known to be safe.
  package init(stringLiteral text: String) { append(text, nil) }

  package init(stringInterpolation interpolation: Interpolation) { self = interpolation.line }

  /// The text without colours.
  package var plain: String { spans.map(\.text).joined() }

  /// Columns that the text takes on a terminal.
  package var width: Int { displayWidth(plain) }

  package var isEmpty: Bool { spans.isEmpty }

  package func rendered(color: Bool) -> String {
    guard color else { return plain }
    return spans.map { span in span.meaning?.paint(span.text) ?? span.text }.joined()
  }

  package static func + (left: StyledText, right: StyledText) -> StyledText {
    var sum = left
    sum.spans += right.spans
    return sum
  }

  private mutating func append(_ safe: String, _ meaning: TextStyle?) {
    if !safe.isEmpty { spans.append(Span(text: safe, meaning: meaning)) }
  }

  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var line = StyledText()

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { line.append(literal, nil) }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible, _ meaning: TextStyle? = nil) {
      line.append(Escape.text(value.description), meaning)
    }

    /// Puts a subject in single quotes, as messages do.
    package mutating func appendInterpolation(quoted value: some CustomStringConvertible) {
      line.append("'\(Escape.text(value.description))'", nil)
    }

    /// Bytes of a name in unknown encoding, read as UTF-8 where they are.
    package mutating func appendInterpolation(bytes: some Collection<UInt8>, _ meaning: TextStyle? = nil) {
      line.append(Escape.bytes(bytes), meaning)
    }

    package mutating func appendInterpolation(_ other: StyledText) { line = line + other }
  }
}

extension Sequence<StyledText> {
  package func joined(separator: StyledText = "") -> StyledText {
    var sum = StyledText()
    for (index, line) in enumerated() { sum = index == 0 ? line : sum + separator + line }
    return sum
  }
}
