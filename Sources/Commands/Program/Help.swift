package import ArgumentParser
package import Presentation

extension CommandConfiguration {
  /// Makes the configuration of a command with the help page that all of them share.
  ///
  /// - Parameters:
  ///   - abstract: imperative, no full stop.
  ///   - details: further facts for the user, in whole sentences.
  ///   - examples: command lines, each with its effect; at least one.
  ///   - statuses: the meaning of the exit statuses, in rising order; `.done` and `.usage` are added where absent.
  package init(
    _ name: String, abstract: String, details: String = "", examples: KeyValuePairs<String, String>,
    statuses: KeyValuePairs<ExitStatus, String> = [:], subcommands: [any ParsableCommand.Type] = [],
    shouldDisplay: Bool = true, defaultSubcommand: (any ParsableCommand.Type)? = nil
  ) {
    let sections = [details, Self.page(of: examples), Self.page(of: statuses)].filter { !$0.isEmpty }
    // A super-command is named so that the parser does not search a single command for completion scripts: these
    // scripts belong to the whole program, and the search is half of the parser's work.
    self.init(
      commandName: name, _superCommandName: "synvc", abstract: abstract, discussion: sections.joined(separator: "\n\n"),
      shouldDisplay: shouldDisplay, subcommands: subcommands, defaultSubcommand: defaultSubcommand)
  }

  private static func page(of examples: KeyValuePairs<String, String>) -> String {
    (["EXAMPLES:"] + examples.map { "  \($0.key)\n      \($0.value)" }).joined(separator: "\n")
  }

  private static func page(of statuses: KeyValuePairs<ExitStatus, String>) -> String {
    let own = statuses.map { ($0.key, $0.value) }
    let common = [ExitStatus.done, .usage].filter { status in !own.contains { $0.0 == status } }
    let all = (own + common.map { ($0, $0.meaning) }).sorted { $0.0.code < $1.0.code }
    let width = all.map { "\($0.0.code)".utf8.count }.max() ?? 0
    let rows = all.map { status, meaning in
      let code = "\(status.code)"
      return "  " + String(repeating: " ", count: width - code.utf8.count) + code + "  " + meaning
    }
    return (["EXIT STATUS:"] + rows).joined(separator: "\n")
  }
}
