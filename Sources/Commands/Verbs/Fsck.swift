internal import ArgumentParser
internal import Bytes
internal import Maintenance
internal import Operations
internal import Presentation
internal import Repository

/// `synvc fsck`.
struct FsckCommand: SynvcCommand {
  static let configuration = CommandConfiguration(
    "fsck", abstract: "Check every byte of the archive, and repair it",
    details: """
      Reads every object, ref and log, and compares them with each other. Lists damaged and missing data and the \
      affected slots. The command also runs with a broken HEAD, refs or config.

      Without '--repair' nothing is changed. With it, damaged files are moved to the archive's folder 'lost+found', \
      and never deleted. Lost data is restored from other copies in the archive, or from the archive named by \
      '--from'. Refs and reflogs are restored from the operations log. Then the archive is checked again, and the \
      remaining damage is listed.
      """,
    examples: [
      "synvc fsck": "checks the archive", "synvc fsck --repair --dry-run": "shows the possible repairs",
      "synvc fsck --repair --from /mnt/usb/synvc": "restores missing data from a copy",
    ],
    statuses: [
      .partial: "suspicious data, but nothing is lost", .damaged: "damage found, or left after a repair",
      .noArchive: "no archive here", .locked: "another command is using the archive",
      .storageFailed: "the disk failed during a repair",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Flag(help: "Repair the damage, as far as possible.") var repair = false
  @Option(
    help: ArgumentHelp("Restore missing data from this archive or git repository.", valueName: "dir"),
    completion: .directory)
  var from: String?
  @Flag(help: "Show what '--repair' would do.") var dryRun = false

  func validate() throws {
    if !repair, from != nil { throw ValidationError("--from needs --repair.") }
    if !repair, dryRun { throw ValidationError("--dry-run needs --repair.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let place = try context.archivePlace()
    let checking = Checking(context, isRepair: repair)
    guard repair else {
      let report = try checking.run(place)
      FsckText(report).show(in: context.output)
      return Checking.status(report)
    }
    let other = try from.map { try context.otherPlace($0) }
    let repairing = context.repairing(place)
    if dryRun {
      let report = try checking.run(place)
      FsckText(report, RepairText(try repairing.plan(report, from: other), isDone: false)).show(in: context.output)
      return Checking.status(report)
    }
    context.interrupt.bePatient()
    let repair = try repairing.run(from: other) { checking.look(place, isAlone: true) }
    let report = try checking.run(place)
    FsckText(report, RepairText(repair, isDone: true)).show(in: context.output)
    return Checking.status(report)
  }
}

/// One check of an archive with its progress.
struct Checking {
  private let context: CommandContext
  private let isRepair: Bool

  /// - Parameter isRepair: whether objects may be written again, for which all are kept in memory.
  init(_ context: CommandContext, isRepair: Bool = false) { (self.context, self.isRepair) = (context, isRepair) }

  func run(_ place: ArchivePlace) throws -> FsckReport {
    let report = look(place)
    try context.interrupt.check()
    return ArchiveCheck.run(report, registry: try context.profileRegistry())
  }

  /// The check of storage alone, on which a repair is based.
  ///
  /// - Parameter isAlone: whether the caller holds the locks that keep other programs out.
  func look(_ place: ArchivePlace, isAlone: Bool = false) -> FsckReport {
    let progress = context.progress("checking", of: nil)
    defer { progress.finish() }
    let report = context.archiveContext().report
    return Fsck.run(
      place, lockContext: context.archiveLockContext, isAlone: isAlone,
      holding: isRepair ? .max : ReadingBudget.Reader.held.limit, note: { report(.file($0)) }
    ) { done, _ in
      progress.advance(to: done)
    }
  }

  static func status(_ report: FsckReport) -> ExitStatus {
    switch report.severity {
    case .damage: .damaged
    case .suspicious: .partial
    case .message, .notice, nil: .done
    }
  }
}
