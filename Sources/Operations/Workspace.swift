package import Objects
package import Profiles
package import Repository
package import Archive

/// An open archive with the profiles, the clock, the author, and the command as typed.
package struct Workspace {
  package let archive: Archive
  /// The committer, with the current time.
  package let author: Signature
  /// The command line without the program's name, for the operations log.
  package let arguments: [String]
  /// The user's own programs that are asked and notified.
  package var hooks = Hooks.none
  /// The files that git checked out; nil where the archive is bare.
  package var workTree: WorkTree?

  package init(repository: Repository, registry: ProfileRegistry, author: Signature, arguments: [String]) {
    archive = Archive(repository, registry)
    self.author = author
    self.arguments = arguments
  }

  /// The same workspace with another current time, in seconds since 1970.
  package func dated(_ seconds: Int) -> Workspace {
    var workspace = Workspace(
      repository: repository, registry: registry, author: author.dated(seconds), arguments: arguments)
    (workspace.hooks, workspace.workTree) = (hooks, workTree)
    return workspace
  }

  package var repository: Repository { archive.repository }
  package var registry: ProfileRegistry { archive.registry }
}
