internal import ArgumentParser
internal import Presentation
internal import Repository

/// `synvc git`.
struct Git: SynvcCommand {
  static let configuration = CommandConfiguration(
    "git", abstract: "Run git on the archive",
    details: """
      The archive is a git repository. All words after 'git' are passed to git unchanged. Options of synvc go before \
      'git'. In an archive that is not trusted ('synvc trust'), git uses no hook, alias, pager or other program.
      """,
    examples: [
      "synvc git log -p": "shows git's own log with decoded slots",
      "synvc git push git@example.com:me/synths.git main": "copies the archive to a server",
    ],
    statuses: [
      .failed: "git cannot be started; otherwise the status of git",
      .noArchive: "no archive here",
      .refused: "the archive is not trusted, and git would run its programs",
    ])
  static let takesEverything = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(parsing: .postTerminator, help: ArgumentHelp("Arguments for git.", valueName: "word")) var words: [String] =
    []

  func run(in context: CommandContext) throws -> ExitStatus {
    let archive = try context.openUntold()
    // Finishes an interrupted command before git builds on it; where that fails, git still runs for inspection.
    do { try archive.recover() } catch { context.output.warning(ErrorPrinter.report(for: error).message) }
    let git = try context.git(on: archive)
    if git.isGuarded { context.output.warning(context.trust(of: archive).gitNote(on: archive)) }
    context.output.flush()
    let code = context.process.become(git.commandLine + words)
    guard code == 0 else { throw OpeningError.cannotStart(program: "git", WriteFailure(code: code)) }
    return .done
  }
}
