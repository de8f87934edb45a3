internal import Operations
internal import Presentation
internal import Repository

extension CommandContext {
  /// The files that git checked out of an archive; where a command was cut off before they followed HEAD, they do now.
  func workTree(of archive: Repository) throws -> WorkTree? {
    guard try archive.workTreePlace() != .none else { return nil }
    let (own, user) = (try archive.config(), gitSettings)
    let settings = { own[$0] ?? user[$0] }
    let workTree = try WorkTree(of: archive) { folder in
      IsolatedGit(archive, folder, environment: process.environment, setting: settings).run
    }
    do { try workTree?.recover() } catch {
      output.warning(ErrorPrinter.report(for: error).message)
    }
    return workTree
  }
}
