internal import ArgumentParser
internal import Presentation

/// The parser's help page, rearranged in the order in which a user looks for facts, and wrapped.
///
/// The options of all commands come last, by name alone: ``OptionsPage`` explains them.
struct HelpPage {
  /// A title with the lines under it; the first line begins with the title itself.
  struct Section {
    let title: String
    var lines: [String]
  }

  /// A width at which the parser breaks no line.
  static let unlimited = 1 << 16
  static let overview = "OVERVIEW"
  static let usage = "USAGE"
  static let options = "OPTIONS"
  static let globals = "GLOBAL OPTIONS"

  private(set) var sections: [Section] = []

  /// - Parameter page: as the parser makes it for ``unlimited`` columns.
  init(parsing page: String) {
    for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let title = Self.title(of: line) {
        sections.append(Section(title: title, lines: [line]))
      } else if !sections.isEmpty {
        sections[sections.count - 1].lines.append(line)
      }
    }
    for index in sections.indices {
      while sections[index].lines.last?.isEmpty == true { sections[index].lines.removeLast() }
    }
  }

  /// The page with the command's own options first.
  func arranged() -> [Section] {
    let rest = sections.filter { ![Self.overview, Self.usage, Self.globals].contains($0.title) }
    let isProse = { (section: Section) in ["EXAMPLES", "EXIT STATUS"].contains(section.title) }
    return section(Self.overview) + section(Self.usage).map(Self.shortened)
      + rest.filter { !isProse($0) }.compactMap(Self.withoutShared) + rest.filter(isProse)
      + [Self.globalNames]
  }

  /// Text of sections, at most `columns` wide where words allow it.
  static func text(_ sections: [Section], columns: Int) -> String {
    sections
      .map { section in section.lines.flatMap { wrapped($0, columns: columns) }.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  func section(_ title: String) -> [Section] { sections.filter { $0.title == title } }

  /// Capitals and a colon at the start of a line.
  private static func title(of line: String) -> String? {
    guard let end = line.firstIndex(of: ":"), end > line.startIndex else { return nil }
    let title = line[..<end]
    guard title.first != " ", title.allSatisfy({ $0.isUppercase || $0 == " " }) else { return nil }
    return String(title)
  }
}

// MARK: Options of all commands

extension HelpPage {
  /// Rows of the parser that every page has.
  static func isShared(_ row: String) -> Bool { row.hasPrefix("  --version ") || row.hasPrefix("  -h, --help ") }

  /// The section without the rows that every page has; nil where nothing is left.
  private static func withoutShared(_ section: Section) -> Section? {
    guard section.title == options else { return section }
    let lines = section.lines.filter { !isShared($0) }
    return lines.count > 1 ? Section(title: options, lines: lines) : nil
  }

  private static let globalNames: Section = {
    let names = GlobalOptionsAlone.usageString().split(whereSeparator: { "[] ".contains($0) })
      .filter { $0.hasPrefix("--") }.map(String.init)
    let all = (names + ["--version", "--help"]).joined(separator: ", ")
    return Section(title: globals, lines: ["\(globals):", "  \(all)", "  'synvc help options' explains them."])
  }()

  /// The usage line with `[global options]` for those that every command takes.
  private static func shortened(_ section: Section) -> Section {
    Section(title: section.title, lines: section.lines.map(replacingGlobals))
  }

  private static func replacingGlobals(in line: String) -> String {
    let words = line.split(separator: " ").map(String.init)
    let globals = GlobalOptionsAlone.usageString().split(separator: " ").map(String.init).drop { !$0.hasPrefix("[") }
    guard let start = words.indices.first(where: { words[$0...].starts(with: globals) }) else { return line }
    return (words[..<start] + ["[global options]"] + words[(start + globals.count)...]).joined(separator: " ")
  }
}

// MARK: Wrapping

extension HelpPage {
  /// Wraps a line, its rest under the column where its text begins.
  private static func wrapped(_ line: String, columns: Int) -> [String] {
    // A command line is there to be copied.
    if line.hasPrefix("  synvc ") { return [line] }
    return StyledText(stringLiteral: line).wrapped(to: columns, indent: textColumn(of: line)).map(\.plain)
  }

  /// Where the text begins: behind the label of a row, the title of a usage line, or the blanks of any other line.
  private static func textColumn(of line: String) -> Int {
    if line.hasPrefix(usage) { return usage.count + 2 }
    let characters = Array(line)
    let blanks = characters.prefix { $0 == " " }.count
    let gap = characters.indices.dropFirst(blanks + 1).first { characters[$0] == " " && characters[$0 - 1] == " " }
    guard blanks > 0, let gap else { return blanks }
    return characters[gap...].firstIndex { $0 != " " } ?? blanks
  }
}
