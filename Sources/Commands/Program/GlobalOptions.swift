package import ArgumentParser
package import Presentation

// The parser reads these words through key paths, which are created anew at every start.

extension ColorChoice: ExpressibleByArgument {
  package static var allValueStrings: [String] { allCases.map { $0.rawValue } }
}

extension ProgressChoice: ExpressibleByArgument {
  package static var allValueStrings: [String] { allCases.map { $0.rawValue } }
}

/// The options that every command takes, before or after its name.
package struct GlobalOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The archive to use.", valueName: "dir"), completion: .directory)
  package var archive: String?

  @Flag(help: "Print results and errors as JSON.")
  package var json = false

  @Flag(help: "Print results and errors only.")
  package var quiet = false

  @Option(help: ArgumentHelp("When to colour text.", valueName: "when"))
  package var color: ColorChoice = .auto

  @Option(help: ArgumentHelp("How to show progress.", valueName: "how"))
  package var progress: ProgressChoice = .auto

  @Flag(help: "Answer yes to every question.")
  package var yes = false

  @Flag(help: "Do not show long results in a pager.")
  package var noPager = false

  @Option(
    help: ArgumentHelp("Time to wait for another command to release the archive.", valueName: "seconds"))
  package var wait: Double = 5

  @Option(
    help: ArgumentHelp("Record all MIDI data of the ports in a file.", valueName: "file", visibility: .default),
    completion: .file())
  package var wireLog: String?

  package init() {}

  package mutating func validate() throws {
    guard (0...86400).contains(wait) else { throw ValidationError("--wait takes 0 to 86400 seconds.") }
  }

  /// Names of the options with a value, for reading a command line that cannot be parsed.
  static let valued: Set<String> = [
    "--archive", "--color", "--progress", "--wait", "--wire-log", "--generate-completion-script",
  ]

  /// Names of the options without a value that may precede a command's name.
  static let flags: Set<String> = ["--json", "--quiet", "--yes", "--no-pager", "--help", "-h", "--version"]

  /// The most likely global options of a command line, even of an invalid one, because its error still has to be
  /// printed.
  static func guess(from arguments: [String]) -> GlobalOptions {
    var options = GlobalOptions.defaults
    let words = arguments.prefix { $0 != "--" }
    options.json = words.contains("--json")
    options.quiet = words.contains("--quiet")
    options.color = values(of: "--color", in: words).compactMap(ColorChoice.init).last ?? options.color
    options.archive = values(of: "--archive", in: words).last
    return options
  }

  /// The values of an option in words that are not parsed yet.
  static func values(of name: String, in words: ArraySlice<String>) -> [String] {
    words.indices.compactMap { index in
      if words[index].hasPrefix(name + "=") { return String(words[index].dropFirst(name.utf8.count + 1)) }
      return words[index] == name && index + 1 < words.endIndex ? words[index + 1] : nil
    }
  }

  /// The options as they are when none is given.
  private static var defaults: GlobalOptions {
    var options = GlobalOptions()
    (options.archive, options.wireLog) = (nil, nil)
    (options.json, options.quiet, options.yes, options.noPager) = (false, false, false, false)
    (options.color, options.progress, options.wait) = (.auto, .auto, 5)
    return options
  }
}

/// The options of all commands as a separate command without completion scripts: searching for these scripts is two
/// thirds of the parser's work here.
struct GlobalOptionsAlone: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "options", _superCommandName: "synvc")

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
}
