internal import ArgumentParser
internal import Files
internal import Objects
internal import Storage

/// `synvc init`.
struct Init: SynvcCommand {
  static let configuration = CommandConfiguration(
    "init", abstract: "Make an archive",
    details: """
      Without a folder the archive is '.synvc' in the current one. Commands find it from there and from every folder \
      below. The archive is a git repository.
      """,
    examples: [
      "synvc init": "makes '.synvc' here", "synvc init ~/studio --object-format sha256": "one with SHA-256 ids",
    ],
    statuses: [.failed: "an archive is there already", .storageFailed: "the disk failed"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "The folder in which the archive is made.", completion: .directory) var folder: String?
  @Option(
    help: ArgumentHelp("The hash of its ids: sha1 or sha256.", valueName: "hash"),
    completion: .list(["sha1", "sha256"]))
  var objectFormat: String?

  func run(in session: Session) throws -> ExitStatus {
    let archive = try session.makeArchive(at: path(session), format: objectFormat, session.archiveContext())
    session.output.show(
      json: ["archive": .string(archive.folder), "objectFormat": .string(archive.format.rawValue)]
    ) { $0.line("made an empty archive in \(archive.folder)") }
    return .done
  }

  /// A folder named by `--archive` or `SYNVC_DIR` becomes the archive itself.
  private func path(_ session: Session) -> String {
    let surroundings = session.surroundings
    let named = session.globals.archive ?? surroundings.environment["SYNVC_DIR"]
    if folder == nil, let named, !named.isEmpty { return Path.normal(surroundings.absolute(named)) }
    let base = Path.normal(surroundings.absolute(folder ?? "."))
    return Path.name(base) == ".synvc" ? base : Path.join(base, ".synvc")
  }
}
