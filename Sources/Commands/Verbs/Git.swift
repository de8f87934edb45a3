internal import ArgumentParser
internal import Files
internal import Storage

/// `synvc git`.
struct Git: SynvcCommand {
  static let configuration = CommandConfiguration(
    "git", abstract: "Run git on the archive",
    details: """
      The archive is a git repository. All that follows is handed to git as it is. Options of synvc stand before 'git'.
      """,
    examples: [
      "synvc git log -p": "git's own log, in the words of the instruments",
      "synvc git push git@example.com:me/synths.git main": "copies the archive to a server",
    ],
    statuses: [.failed: "git cannot be started; else the status is git's own", .noArchive: "no archive here"])
  static let takesEverything = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(parsing: .postTerminator, help: ArgumentHelp("Words for git.", valueName: "word")) var words: [String] = []

  func run(in session: Session) throws -> ExitStatus {
    let archive = try session.openArchive()
    // What a command left half done is no ground for git to build on; where that cannot be mended, git is there to look.
    do { try archive.recover() } catch { session.output.warning(ErrorPrinter.report(for: error).message) }
    var command = ["git", "--git-dir=\(archive.folder)"]
    if try archive.config().bool("core.bare") == false, Path.name(archive.folder) == ".git" {
      command.append("--work-tree=\(Path.parent(archive.folder))")
    }
    session.output.flush()
    let code = session.surroundings.become(command + words)
    guard code == 0 else { throw OpeningError.cannotStart(program: "git", WriteFailure(code: code)) }
    return .done
  }
}
