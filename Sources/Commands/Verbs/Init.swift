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
    statuses: [.failed: "an archive is there already, or around it", .storageFailed: "the disk failed"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "The folder in which the archive is made.", completion: .directory) var folder: String?
  @Option(
    help: ArgumentHelp("The hash of its ids: sha1 or sha256.", valueName: "hash"),
    completion: .list(["sha1", "sha256"]))
  var objectFormat: String?

  func run(in session: Session) throws -> ExitStatus {
    let (place, context) = (path(session), session.archiveContext())
    let around = try Discovery.around(place, session.discoveryRequest, context)
    try refuse(place, in: around, session)
    let archive = try session.makeArchive(at: place, format: objectFormat, context)
    session.output.show(
      json: ["archive": .string(archive.folder), "objectFormat": .string(archive.format.rawValue)]
    ) { $0.line("made an empty archive in \(archive.folder)") }
    session.output.note("git reads it with: git --git-dir=\(ShellWords.quoted(archive.folder)) log --all")
    if case .repository(let folder) = around { warn(place, in: folder, session) }
    return .done
  }

  /// An archive in an archive would hide it, and one in a git folder would be among git's own files.
  private func refuse(_ place: String, in around: ArchivePlaceAround, _ session: Session) throws {
    switch around {
    case .gitFolder(let folder): throw OpeningError.insideGitFolder(place, folder: folder)
    // A folder that is named is meant, but for one among the files of a clone, which would track it.
    case .archive(let archive) where !isNamed(session) && (folder == nil || Path.name(archive) != ".synvc"):
      throw OpeningError.insideArchive(place, archive: archive)
    case .archive, .repository, .nothing: break
    }
  }

  private func warn(_ place: String, in repository: String, _ session: Session) {
    let below = place.utf8.dropFirst(repository == "/" ? 1 : repository.utf8.count + 1)
    let ignored = "/" + String(decoding: below, as: UTF8.self) + "/"
    let command = "echo \(ShellWords.quoted(ignored)) >> \(ShellWords.quoted(Path.join(repository, ".gitignore")))"
    session.output.note(
      "\(quoted: place) is in the git repository \(quoted: repository), which must never track it: keep it out with \(quoted: command)"
    )
  }

  /// Whether `--archive` or `SYNVC_DIR` names the place.
  private func isNamed(_ session: Session) -> Bool {
    let named = session.globals.archive ?? session.surroundings.environment["SYNVC_DIR"]
    return folder == nil && !(named ?? "").isEmpty
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
