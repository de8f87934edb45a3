internal import ArgumentParser
internal import Files
internal import Objects
internal import Presentation
internal import Repository

/// `synvc init`.
struct Init: SynvcCommand {
  static let configuration = CommandConfiguration(
    "init", abstract: "Create an archive",
    details: """
      By default the archive is '.synvc' in the current folder. Commands find it from this folder and every folder \
      below. The archive is a git repository.
      """,
    examples: [
      "synvc init": "creates '.synvc' here",
      "synvc init ~/studio --object-format sha256": "creates an archive with SHA-256 ids",
    ],
    statuses: [
      .failed: "the archive exists, or the folder is inside another archive", .storageFailed: "the disk failed",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Folder that will contain the archive.", completion: .directory) var folder: String?
  @Option(
    help: ArgumentHelp("Hash of the object ids: sha1 or sha256.", valueName: "hash"),
    completion: .list(["sha1", "sha256"]))
  var objectFormat: String?

  func run(in context: CommandContext) throws -> ExitStatus {
    let (place, storage) = (path(context), context.archiveContext())
    let around = try Discovery.around(place, context.discoveryRequest, storage)
    try refuse(place, in: around, context)
    let archive = try context.makeArchive(at: place, format: objectFormat, storage)
    context.output.show(
      json: ["archive": .string(archive.folder), "objectFormat": .string(archive.format.rawValue)]
    ) { $0.line("created an empty archive in \(archive.folder)") }
    context.output.note("read it with git: git --git-dir=\(ShellWords.quoted(archive.folder)) log --all")
    if case .repository(let folder) = around { warn(place, in: folder, context) }
    return .done
  }

  /// An archive in an archive would hide it, and one in a git folder would be among git's own files.
  private func refuse(_ place: String, in around: ArchivePlaceAround, _ context: CommandContext) throws {
    switch around {
    case .gitFolder(let folder): throw OpeningError.insideGitFolder(place, folder: folder)
    // A folder that is named is meant, but for one among the files of a clone, which would track it.
    case .archive(let archive) where !isNamed(context) && (folder == nil || Path.name(archive) != ".synvc"):
      throw OpeningError.insideArchive(place, archive: archive)
    case .archive, .repository, .nothing: break
    }
  }

  private func warn(_ place: String, in repository: String, _ context: CommandContext) {
    let below = place.utf8.dropFirst(repository == "/" ? 1 : repository.utf8.count + 1)
    let ignored = "/" + String(decoding: below, as: UTF8.self) + "/"
    let command = "echo \(ShellWords.quoted(ignored)) >> \(ShellWords.quoted(Path.join(repository, ".gitignore")))"
    context.output.note(
      "\(quoted: place) is in the git repository \(quoted: repository), which must never track it: keep it out with \(quoted: command)"
    )
  }

  /// Whether `--archive` or `SYNVC_DIR` names the place.
  private func isNamed(_ context: CommandContext) -> Bool {
    let named = context.globals.archive ?? context.process.environment["SYNVC_DIR"]
    return folder == nil && !(named ?? "").isEmpty
  }

  /// A folder named by `--archive` or `SYNVC_DIR` becomes the archive itself.
  private func path(_ context: CommandContext) -> String {
    let process = context.process
    let named = context.globals.archive ?? process.environment["SYNVC_DIR"]
    if folder == nil, let named, !named.isEmpty { return Path.normal(process.absolute(named)) }
    let base = Path.normal(process.absolute(folder ?? "."))
    return Path.name(base) == ".synvc" ? base : Path.join(base, ".synvc")
  }
}
