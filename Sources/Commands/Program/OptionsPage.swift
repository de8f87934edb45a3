internal import ArgumentParser
internal import Presentation

/// `synvc help options`: options, environment variables and exit statuses of all commands.
enum OptionsPage {
  static let name = "options"

  /// The page's sections.
  static var sections: [HelpPage.Section] {
    let page = HelpPage(parsing: GlobalOptionsAlone.helpMessage(columns: HelpPage.unlimited))
    let shared = page.section(HelpPage.options).flatMap(\.lines).filter(HelpPage.isShared)
    let options = page.section(HelpPage.globals).map {
      HelpPage.Section(title: $0.title, lines: $0.lines + [versionRow] + shared.filter { !$0.contains("--version") })
    }
    return [overview, usage] + options + [environment, examples, statuses]
  }

  private static let versionRow = "  --version               Show the version."

  private static let overview = HelpPage.Section(
    title: HelpPage.overview,
    lines: ["OVERVIEW: Options that every command takes, before or after its name"])

  private static let usage = HelpPage.Section(
    title: HelpPage.usage, lines: ["USAGE: synvc [global options] <command> ..."])

  private static let environment = HelpPage.Section(
    title: "ENVIRONMENT",
    lines: [
      "ENVIRONMENT:",
      "  SYNVC_DIR               The archive, if '--archive' is not given.",
      "  SYNVC_PAGER, GIT_PAGER, PAGER",
      "                          The pager for long results; the first variable set is used. Empty or 'cat' for none.",
      "  NO_COLOR                Disable colour, with any value.",
      "  COLUMNS                 The width of the terminal.",
    ])

  private static let examples = HelpPage.Section(
    title: "EXAMPLES",
    lines: [
      "EXAMPLES:", "  synvc --archive ~/band log", "      lists the snapshots of another archive",
      "  synvc status --json", "      prints the result as JSON",
    ])

  private static var statuses: HelpPage.Section {
    let rows = ExitStatus.fixed.map { status in
      let code = String(status.code)
      return "  " + String(repeating: " ", count: 3 - code.count) + code + "  " + status.meaning
    }
    return HelpPage.Section(
      title: "EXIT STATUS", lines: ["EXIT STATUS:"] + rows + ["  128 + n  ended by signal n"])
  }
}
