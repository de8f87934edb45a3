internal import ArgumentParser
internal import Diffing
internal import Objects
internal import Operations

/// `synvc diff`.
struct Diff: SynvcCommand {
  static let configuration = CommandConfiguration(
    "diff", abstract: "Show what differs between two snapshots",
    details: """
      Without a revision the last snapshot is compared with the one before, with one revision that with the last. \
      Bytes that mean nothing are not compared; '--raw' lists them too.
      """,
    examples: [
      "synvc diff HEAD~1": "shows what the last snapshot changed",
      "synvc diff \"before gig\" main kit/ pattern/A01-A16": "some slots of two snapshots",
      "synvc diff --live": "shows what was changed on the devices since the last snapshot",
    ],
    statuses: [
      .failed: "with '--exit-code': they differ", .unknownName: "no such revision or slot",
      .noArchive: "no archive here",
      .refused: "with '--live': programs are selected to read, which needs a terminal or '--yes'",
    ])
  static let seesTerminator = true
  static let opensArchive = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Flag(help: "Print a line a slot.") var stat = false
  @Flag(help: "Print the names of the slots.") var nameOnly = false
  @Flag(help: "List the stored files that differ, as git does.") var raw = false
  @Flag(help: "List every field, however many of a sort differ.") var allFields = false
  @Flag(help: "Compare a snapshot, or the last one, with what the devices hold now.") var live = false
  @Flag(help: "End with 1 when something differs.") var exitCode = false

  func validate() throws {
    if live, raw { throw ValidationError("--live and --raw exclude each other.") }
    if [stat, nameOnly, raw].count(where: \.self) > 1 {
      throw ValidationError("--stat, --name-only and --raw exclude each other.")
    }
  }

  func run(in session: Session) throws -> ExitStatus {
    let studio = try session.studio()
    let parsed = try RevisionArguments(session, studio).parse(words, revisions: 0...2)
    if live { return try compareLive(parsed, studio, session) }
    let (old, new) = try sides(parsed.revisions, studio)
    if raw { return try listFiles(old, new, parsed.selection, studio, session) }
    let comparison = try studio.compare(old, new, parsed.selection)
    let text = DifferenceText(comparison.differences, detail: detail, allFields: allFields)
    try session.output.show(json: Self.json(old, new, comparison, text)) { output in
      try session.page(studio)
      output.lines(text.lines)
      if !nameOnly { output.line(DifferenceText.count(comparison.differingCount, of: comparison.slotCount)) }
    }
    return exitCode && !comparison.isEmpty ? .failed : .done
  }

  private var detail: DifferenceText.Detail { stat ? .slots : nameOnly ? .names : .fields }

  private func compareLive(
    _ parsed: RevisionArguments.Parsed, _ studio: Studio, _ session: Session
  ) throws -> ExitStatus {
    guard let commit = try parsed.revisions.first ?? studio.head() else { throw OperationError.noSnapshots }
    let parts = try session.live(studio, with: commit, parsed.selection, TransferMeter(session))
    let text = DifferenceText(parts.map(\.difference).filter { !$0.isEmpty }, detail: detail, allFields: allFields)
    let differing = parts.reduce(0) { $0 + $1.difference.comparison.changes.count }
    let count = parts.reduce(0) { $0 + $1.slotCount }
    try session.output.show(json: ["old": .string(commit.hex), "live": true, "devices": text.json]) { output in
      try session.page(studio)
      output.lines(text.lines)
      if !nameOnly { output.line(DifferenceText.count(differing, of: count)) }
    }
    return exitCode && differing > 0 ? .failed : .done
  }

  /// The last snapshot where less than two are named.
  private func sides(_ revisions: [ObjectID], _ studio: Studio) throws -> (ObjectID?, ObjectID) {
    if revisions.count == 2 { return (revisions[0], revisions[1]) }
    guard let head = try studio.head() else { throw OperationError.noSnapshots }
    if let first = revisions.first { return (first, head) }
    return (try studio.snapshot(head).commit.parents.first, head)
  }

  private static func json(
    _ old: ObjectID?, _ new: ObjectID, _ comparison: RigComparison, _ text: DifferenceText
  ) -> JSON {
    [
      "old": JSON(old?.hex), "new": .string(new.hex), "differing": JSON(comparison.differingCount),
      "slotCount": JSON(comparison.slotCount), "devices": text.json,
    ]
  }

  private func listFiles(
    _ old: ObjectID?, _ new: ObjectID, _ selection: SlotSelection, _ studio: Studio, _ session: Session
  ) throws -> ExitStatus {
    let files = try studio.changedFiles(old, new, selection)
    try session.output.show(json: ["old": JSON(old?.hex), "new": .string(new.hex), "files": .array(files.map(\.json))])
    {
      try session.page(studio)
      $0.lines(files.map(\.line))
    }
    return exitCode && !files.isEmpty ? .failed : .done
  }
}
