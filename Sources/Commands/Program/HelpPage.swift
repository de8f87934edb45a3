internal import ArgumentParser

/// The parser's help page with a usage line that can be read.
enum HelpPage {
  /// Says `[global options]` for those that every command takes, which have their own section, and wraps what is still too wide.
  static func shortened(_ page: String, columns: Int) -> String {
    page.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        guard line.hasPrefix(usage) else { return String(line) }
        return wrapped(replacingGlobals(in: String(line)), columns: columns, indent: usage.count)
      }
      .joined(separator: "\n")
  }

  private static let usage = "USAGE: "

  private static func replacingGlobals(in line: String) -> String {
    let words = line.split(separator: " ").map(String.init)
    let globals = GlobalsOnly.usageString().split(separator: " ").dropFirst().map(String.init)
    guard let start = words.indices.first(where: { words[$0...].starts(with: globals) }) else { return line }
    return (words[..<start] + ["[global options]"] + words[(start + globals.count)...]).joined(separator: " ")
  }

  /// Breaks a line between words; the lines after the first are indented.
  static func wrapped(_ line: String, columns: Int, indent: Int) -> String {
    var lines: [String] = []
    var current = ""
    for word in line.split(separator: " ") {
      if !current.isEmpty, displayWidth(current) + 1 + displayWidth(word) > columns {
        lines.append(current)
        current = String(repeating: " ", count: indent) + word
      } else {
        current += (current.isEmpty ? "" : " ") + word
      }
    }
    return (lines + [current]).joined(separator: "\n")
  }
}

/// A command with nothing but the global options, whose usage line is theirs.
private struct GlobalsOnly: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "synvc")

  @OptionGroup var globals: GlobalOptions
}
