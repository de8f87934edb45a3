internal import ArgumentParser
internal import Maintenance
internal import Objects
internal import Operations
internal import Presentation
internal import Repository

/// `synvc gc`.
struct Collect: SynvcCommand {
  static let configuration = CommandConfiguration(
    "gc", abstract: "Pack the archive and delete unreachable objects",
    details: """
      Packs every snapshot into one file, and reads the file back before anything is removed. Objects reachable from a \
      branch, tag, reflog, the operations log or an unfinished send are kept. 'synvc undo' works as before. \
      Unreachable objects, such as leftovers of an interrupted command, are deleted after 30 days. No other command of \
      synvc deletes objects. Nothing is deleted from a damaged archive.
      """,
    examples: [
      "synvc gc --dry-run": "shows what would be packed, kept and deleted",
      "synvc gc": "packs, and deletes unreachable objects older than 30 days",
      "synvc gc --prune never": "packs only",
      "synvc gc --prune '6 months ago'": "packs, and deletes only older unreachable objects",
    ],
    statuses: [
      .noArchive: "no archive here", .locked: "another command is using the archive",
      .damaged: "damaged: nothing was removed",
      .storageFailed: "no space, read-only or I/O error", .usage: "invalid date",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Flag(help: "Show what would be done, and change nothing.") var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Delete unreachable objects older than this date, or 'never'. Objects younger than 30 days are always kept.",
      valueName: "date"))
  var prune = "30 days ago"

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(withProfiles: false)
    context.interrupt.bePatient()
    let report = try collect(workspace, context)
    CollectionText(report, isDryRun: dryRun, workspace).show(in: context.output)
    return .done
  }

  private func collect(_ workspace: Workspace, _ context: CommandContext) throws -> CollectionReport {
    let moment = Timestamp(seconds: workspace.author.seconds, zoneMinutes: workspace.author.zoneMinutes)
    var cutoff: Int?
    if prune != "never" {
      guard let time = CollectionRequest.time(prune, now: moment) else { throw ArgumentError.badDate(prune) }
      cutoff = time
    }
    let request = CollectionRequest(now: moment.seconds, cutoff: cutoff, isDryRun: dryRun)
    let progress = context.progress("packing", of: nil)
    defer { progress.finish() }
    var done = 0
    return try workspace.repository.collect(
      request, who: workspace.author, operation: OperationRecord(arguments: workspace.arguments)
    ) {
      done += 1
      progress.advance(to: done)
    }
  }
}
