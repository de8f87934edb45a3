package import ArgumentParser

extension CommandConfiguration {
  /// Makes the configuration of a command with the help page that all of them share.
  ///
  /// - Parameters:
  ///   - abstract: imperative, no full stop.
  ///   - details: what a user has to know besides, in whole sentences.
  ///   - examples: command lines, each with what it does; at least one.
  ///   - statuses: what the exit statuses mean here, in rising order; `.done` and `.usage` are added where absent.
  package init(
    _ name: String, abstract: String, details: String = "", examples: KeyValuePairs<String, String>,
    statuses: KeyValuePairs<ExitStatus, String> = [:], subcommands: [any ParsableCommand.Type] = [],
    aliases: [String] = [], shouldDisplay: Bool = true, defaultSubcommand: (any ParsableCommand.Type)? = nil
  ) {
    let sections = [details, Self.page(of: examples), Self.page(of: statuses)].filter { !$0.isEmpty }
    self.init(
      commandName: name, abstract: abstract, discussion: sections.joined(separator: "\n\n"),
      shouldDisplay: shouldDisplay, subcommands: subcommands, defaultSubcommand: defaultSubcommand, aliases: aliases)
  }

  private static func page(of examples: KeyValuePairs<String, String>) -> String {
    (["EXAMPLES:"] + examples.map { "  \($0.key)\n      \($0.value)" }).joined(separator: "\n")
  }

  private static func page(of statuses: KeyValuePairs<ExitStatus, String>) -> String {
    let own = statuses.map { ($0.key, $0.value) }
    let common = [ExitStatus.done, .usage].filter { status in !own.contains { $0.0 == status } }
    let all = (own + common.map { ($0, $0.meaning) }).sorted { $0.0.code < $1.0.code }
    var table = Table([.right], indent: 2)
    for (status, meaning) in all { table.row("\(status.code)", "\(meaning)") }
    return (["EXIT STATUS:"] + table.lines.map(\.plain)).joined(separator: "\n")
  }
}
