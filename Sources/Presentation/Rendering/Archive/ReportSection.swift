/// A part of a bug report: a title and lines of `name: value`.
package struct ReportSection {
  let title: String
  private var lines: [String] = []

  package init(_ title: String) { self.title = title }

  package mutating func add(_ name: String, _ value: String) { lines.append("\(name): \(value)") }
  package mutating func add(_ name: String, _ value: Int) { lines.append("\(name): \(value)") }
  package mutating func line(_ line: String) { lines.append(line) }

  /// All that is printed is safe, wherever it came from.
  package var text: String { (["== \(title)"] + lines).map { Escape.text($0) + "\n" }.joined() }
}
