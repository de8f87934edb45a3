internal import ArgumentParser
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
    ],
    statuses: [
      .failed: "with '--exit-code': they differ", .unknownName: "no such revision or slot",
      .noArchive: "no archive here",
    ])
  static let seesTerminator = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Flag(help: "Print a line a slot.") var stat = false
  @Flag(help: "Print the names of the slots.") var nameOnly = false
  @Flag(help: "List the stored files that differ, as git does.") var raw = false
  @Flag(help: "List every field, however many of a sort differ.") var allFields = false
  @Flag(help: "End with 1 when something differs.") var exitCode = false

  func validate() throws {
    if [stat, nameOnly, raw].count(where: \.self) > 1 {
      throw ValidationError("--stat, --name-only and --raw exclude each other.")
    }
  }

  func run(in session: Session) throws -> ExitStatus {
    let studio = try session.studio()
    let parsed = try RevisionArguments(session, studio).parse(words, revisions: 0...2)
    let (old, new) = try sides(parsed.revisions, studio)
    if raw { return try listFiles(old, new, parsed.selection, studio, session) }
    let comparison = try studio.compare(old, new, parsed.selection)
    let detail: DifferenceText.Detail = stat ? .slots : nameOnly ? .names : .fields
    let text = DifferenceText(comparison.differences, detail: detail, allFields: allFields)
    try session.output.show(json: Self.json(old, new, comparison, text)) { output in
      try session.page(studio)
      output.lines(text.lines)
      if !nameOnly { output.line(DifferenceText.count(comparison.differingCount, of: comparison.slotCount)) }
    }
    return exitCode && !comparison.isEmpty ? .failed : .done
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
