internal import ArgumentParser
internal import Objects
internal import Operations
internal import Storage

/// `synvc gc`.
struct Collect: SynvcCommand {
  static let configuration = CommandConfiguration(
    "gc", abstract: "Pack the archive, and drop what nothing leads to",
    details: """
      Packs every snapshot into one file and reads it back before anything is removed. Everything stays that a branch, a \
      tag, a reflog, the operations log or an unfinished send leads to: what can be undone can still be undone after it. \
      What nothing leads to, such as what an interrupted command left, is dropped when it is older than 30 days. Nothing \
      else in synvc ever drops anything, and nothing is dropped from a damaged archive.
      """,
    examples: [
      "synvc gc --dry-run": "says what would be packed, kept and dropped",
      "synvc gc": "packs, and drops what is older than 30 days and leads nowhere",
      "synvc gc --prune never": "packs only",
      "synvc gc --prune '6 months ago'": "drops only what is older than that",
    ],
    statuses: [
      .noArchive: "no archive here", .locked: "another command is at work", .damaged: "damaged: nothing was removed",
      .storageFailed: "no space, read-only or I/O error", .usage: "a date that is not understood",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Flag(help: "Say what would be done, and do nothing.") var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Drop what nothing leads to and is older than this: a date, or 'never'. Nothing younger than 30 days is dropped.",
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
    return try workspace.archive.collect(
      request, who: workspace.author, operation: OperationRecord(arguments: workspace.arguments)
    ) {
      done += 1
      progress.advance(to: done)
    }
  }
}
