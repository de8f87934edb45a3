internal import ArgumentParser
internal import Files
internal import Maintenance
internal import Objects
internal import Operations
internal import Presentation
internal import Repository

/// `synvc convert`.
struct Convert: SynvcCommand {
  static let configuration = CommandConfiguration(
    "convert", abstract: "Copy the archive to object ids of another hash",
    details: """
      Writes every object reachable from a branch, tag, reflog or operation into a new archive next to the old one. \
      Each object is read back and compared. Dates, authors and messages stay byte for byte, and old ids are still \
      found. The old archive is unchanged. With '--replace' the new archive takes its place, and the old one is kept \
      next to it.
      """,
    examples: [
      "synvc convert --object-format sha256 --dry-run": "shows what would be converted",
      "synvc convert --object-format sha256": "creates '.synvc.sha256' next to '.synvc'",
      "synvc convert --object-format sha256 --replace": "replaces '.synvc' with the new archive",
    ],
    statuses: [
      .failed: "the archive already uses that hash, or the folder exists", .noArchive: "no archive here",
      .locked: "another command is using the archive", .damaged: "damaged data found: nothing was converted",
      .storageFailed: "no space, read-only or other disk error", .refused: "a send is under way",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Option(
    help: ArgumentHelp("Hash of the new ids: sha1 or sha256.", valueName: "hash"),
    completion: .list(["sha1", "sha256"]))
  var objectFormat: String
  @Argument(
    help: ArgumentHelp("Folder of the new archive; by default next to the old one.", valueName: "dir"),
    completion: .directory)
  var folder: String?
  @Flag(help: "Replace the old archive, and keep it next to the new one.") var replace = false
  @Flag(help: "Show what would be converted, and write nothing.") var dryRun = false

  func validate() throws {
    if replace && folder != nil {
      throw ValidationError("--replace takes no folder: the new archive gets the old name.")
    }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    guard let format = ObjectFormat(rawValue: objectFormat) else { throw OpeningError.badObjectFormat(objectFormat) }
    let workspace = try context.workspace(withProfiles: false).at { CommandContext.realPath($0) }
    // The new archive gets the hooks and the configuration of the old one, and with them the old one's trust.
    let isTrusted = context.trust(of: workspace.repository) == .trusted
    context.interrupt.bePatient()
    let meter = Meter(context)
    defer { meter.finish() }
    let result = try workspace.convert(
      to: format, into: folder.map { Path.normal(context.process.absolute($0)) }, isReplacing: replace,
      isRehearsal: dryRun, progress: meter.show)
    meter.finish()
    if isTrusted, !dryRun {
      for folder in [result.folder] + [result.replaced].compactMap(\.self) {
        context.trustOwn(try Repository(opening: folder, workspace.repository.context))
      }
    }
    let text = ConversionText(result, isRehearsal: dryRun)
    context.output.show(json: text.json) { $0.lines(text.lines) }
    for note in text.notes { context.output.note(note) }
    return .done
  }
}

/// Shows how far a conversion is: first the objects converted, then those compared.
private final class Meter {
  private let context: CommandContext
  private var progress: Progress?
  private var isComparing = false

  init(_ context: CommandContext) { self.context = context }

  func show(_ state: ConversionProgress) {
    switch state {
    case .converting(let done):
      if progress == nil { progress = context.progress("converting", of: nil) }
      progress?.advance(to: done)
    case .comparing(let done, let total):
      if !isComparing {
        progress?.finish()
        progress = context.progress("comparing", of: total)
        isComparing = true
      }
      progress?.advance(to: done)
    }
  }

  func finish() {
    progress?.finish()
    progress = nil
  }
}

extension Workspace {
  /// The same workspace with the archive opened under another path.
  fileprivate func at(_ path: (String) -> String) throws -> Workspace {
    let real = path(repository.folder)
    guard real != repository.folder else { return self }
    return Workspace(
      repository: try Repository(opening: real, repository.context), registry: registry, author: author,
      arguments: arguments)
  }
}
