internal import ArgumentParser
internal import Archive
internal import History
internal import Objects
internal import Operations
internal import Profiles
internal import Presentation

/// `synvc diff`.
struct Diff: SynvcCommand {
  static let configuration = CommandConfiguration(
    "diff", abstract: "Show the differences between two snapshots",
    details: """
      Without a revision, the last snapshot is compared with the previous one. One revision is compared with the last \
      snapshot. Two slots, or two devices of one model, are compared with each other. After '--' they only limit the \
      comparison of the snapshots. Bytes without meaning are not compared; '--raw' lists them too.
      """,
    examples: [
      "synvc diff HEAD~1": "shows the changes of the last snapshot",
      "synvc diff \"before gig\" main kit/ pattern/A01-A16": "compares some slots of two snapshots",
      "synvc diff kit/001 HEAD~3:kit/002": "compares two slots",
      "synvc diff --live": "shows the changes on the devices since the last snapshot",
    ],
    statuses: [
      .failed: "with '--exit-code': something differs", .unknownName: "no such revision or slot",
      .noArchive: "no archive here",
      .refused: "with '--live': reading selects programs on a device, which needs a terminal or '--yes'",
    ])
  static let seesTerminator = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Flag(help: "Print one line per slot.") var stat = false
  @Flag(help: "Print only the names of the slots.") var nameOnly = false
  @Flag(help: "List the stored files that differ, as git does.") var raw = false
  @Flag(help: "List every field instead of a count for large groups.") var allFields = false
  @Flag(help: "Compare a snapshot, by default the last one, with the devices.") var live = false
  @Flag(help: "Exit with status 1 when something differs.") var exitCode = false

  func validate() throws {
    if live, raw { throw ValidationError("--live and --raw cannot be used together.") }
    if [stat, nameOnly, raw].count(where: \.self) > 1 {
      throw ValidationError("--stat, --name-only and --raw cannot be used together.")
    }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    if !live, !raw, let pair = try PlacePair(words, context, workspace) { return try compare(pair, workspace, context) }
    let parsed = try RevisionArguments(context, workspace).parse(words, revisions: 0...2)
    if live { return try compareLive(parsed, workspace, context) }
    let (old, new) = try sides(parsed.revisions, workspace)
    let compared = ComparedText(
      old: try .init(old, workspace), new: try .init(new, workspace), slots: parsed.selection.parts.map(\.text))
    let status =
      try raw
      ? listFiles(old, new, parsed.selection, compared, workspace, context)
      : compareSnapshots(old, new, parsed.selection, compared, workspace, context)
    if parsed.revisions.isEmpty { hintAtLive(workspace, context) }
    return status
  }

  private func compareSnapshots(
    _ old: ObjectID?, _ new: ObjectID, _ selection: SlotSelection, _ compared: ComparedText, _ workspace: Workspace,
    _ context: CommandContext
  ) throws -> ExitStatus {
    let comparison = try workspace.compare(old, new, selection)
    let isOnlyBytes = try comparison.isEmpty && !workspace.changedFiles(old, new, selection).isEmpty
    return try show(comparison, compared, isOnlyBytes: isOnlyBytes, workspace, context)
  }

  private var detail: DifferenceText.Detail { stat ? .slots : nameOnly ? .names : .fields }

  private func show(
    _ comparison: RigComparison, _ compared: ComparedText, isOnlyBytes: Bool = false, _ workspace: Workspace,
    _ context: CommandContext
  ) throws -> ExitStatus {
    let text = DifferenceText(comparison.differences, detail: detail, allFields: allFields)
    try context.output.show(json: Self.json(comparison, compared, text)) { output in
      try begin(compared, workspace, context)
      output.lines(text.lines)
      if !nameOnly { output.line(text.total(of: comparison.slotCount)) }
      if !nameOnly, isOnlyBytes { output.line("only bytes without meaning differ: list their files with '--raw'") }
    }
    return exitCode && !comparison.isEmpty ? .failed : .done
  }

  /// Prints the two sides of the comparison: before the results, or as part of the JSON.
  private func begin(_ compared: ComparedText, _ workspace: Workspace, _ context: CommandContext) throws {
    if nameOnly || raw { context.output.note(compared.line) }
    try context.page(workspace)
    if !nameOnly, !raw { context.output.line(compared.line) }
  }

  /// The last snapshot where less than two are named.
  private func sides(_ revisions: [ObjectID], _ workspace: Workspace) throws -> (ObjectID?, ObjectID) {
    if revisions.count == 2 { return (revisions[0], revisions[1]) }
    guard let head = try workspace.head() else { throw OperationError.noSnapshots }
    if let first = revisions.first { return (first, head) }
    return (try workspace.snapshot(head).commit.parents.first, head)
  }

  private static func json(_ comparison: RigComparison, _ compared: ComparedText, _ text: DifferenceText) -> JSON {
    .sorted([
      ("old", compared.old.id), ("new", compared.new.id), ("compared", compared.json),
      ("differing", JSON(comparison.differingCount)), ("slotCount", JSON(comparison.slotCount)),
      ("devices", text.json),
    ])
  }

  private func listFiles(
    _ old: ObjectID?, _ new: ObjectID, _ selection: SlotSelection, _ compared: ComparedText, _ workspace: Workspace,
    _ context: CommandContext
  ) throws -> ExitStatus {
    let files = try workspace.changedFiles(old, new, selection)
    let json = JSON.sorted([
      ("old", compared.old.id), ("new", compared.new.id), ("compared", compared.json),
      ("files", .array(files.map(\.json))),
    ])
    try context.output.show(json: json) {
      try begin(compared, workspace, context)
      $0.lines(files.map(\.line))
      if files.isEmpty { context.output.note("no stored file differs") }
    }
    return exitCode && !files.isEmpty ? .failed : .done
  }
}

// MARK: The live devices

extension Diff {
  private func compareLive(
    _ parsed: RevisionArguments.Parsed, _ workspace: Workspace, _ context: CommandContext
  ) throws -> ExitStatus {
    guard let commit = try parsed.revisions.first ?? workspace.head() else { throw OperationError.noSnapshots }
    let parts = try context.live(workspace, with: commit, parsed.selection, TransferMeter(context))
    let compared = ComparedText(
      old: try .init(commit, workspace), new: .live(parts.map(\.device.name)),
      slots: parsed.selection.parts.map(\.text))
    let comparison = RigComparison(
      differences: parts.map(\.difference).filter { !$0.isEmpty }, slotCount: parts.reduce(0) { $0 + $1.slotCount })
    let text = DifferenceText(comparison.differences, detail: detail, allFields: allFields)
    let json = JSON.sorted([
      ("old", .string(commit.hex)), ("live", true), ("compared", compared.json),
      ("differing", JSON(comparison.differingCount)), ("slotCount", JSON(comparison.slotCount)),
      ("devices", text.json),
    ])
    try context.output.show(json: json) { output in
      try begin(compared, workspace, context)
      output.lines(text.lines)
      guard !nameOnly else { return }
      output.line(parts.isEmpty ? "no device was read" : text.total(of: comparison.slotCount))
    }
    return exitCode && !comparison.isEmpty ? .failed : .done
  }

  /// Names the comparison that a user may have meant, where there is an instrument that can be asked.
  private func hintAtLive(_ workspace: Workspace, _ context: CommandContext) {
    let canAsk = try? workspace.rig().devices.contains { device in
      try workspace.isAskable(device) && workspace.port(of: device.name) != nil
    }
    guard canAsk == true else { return }
    context.output.note("\("hint:", .heading)  compare with the current state of the devices: 'synvc diff --live'")
  }
}

// MARK: Two places

extension Diff {
  private func compare(_ pair: PlacePair, _ workspace: Workspace, _ context: CommandContext) throws -> ExitStatus {
    if pair.old.isSlot { return try compareSlots(pair, workspace, context) }
    let (old, new) = (pair.old, pair.new)
    guard
      let comparison = try workspace.compare(
        (old.device, old.commit), (new.device, new.commit), kind: old.part.kind)
    else { throw pair.differ }
    let compared = ComparedText(
      old: try .init(old.commit, path: Self.path(old), workspace),
      new: try .init(new.commit, path: Self.path(new), workspace)
    )
    return try show(comparison, compared, workspace, context)
  }

  private static func path(_ place: PlacePair.Place) -> String {
    place.part.kind.map { "\(place.device)/\($0)/" } ?? place.device
  }

  private func compareSlots(_ pair: PlacePair, _ workspace: Workspace, _ context: CommandContext) throws -> ExitStatus {
    let (old, new) = (try OneSlot(pair.old.parsed, workspace), try OneSlot(pair.new.parsed, workspace))
    guard old.profile.id == new.profile.id else { throw pair.differ }
    let text = SlotPairText(old, new, allFields: allFields)
    let compared = ComparedText(
      old: try .init(old.commit, path: old.path, name: old.item?.name, workspace),
      new: try .init(new.commit, path: new.path, name: new.item?.name, workspace))
    let json = JSON.sorted([
      ("old", compared.old.id), ("new", compared.new.id), ("compared", compared.json),
      ("differs", .bool(text.differs)), ("fields", text.fields.map { .array($0.map(DifferenceText.field)) } ?? .null),
    ])
    try context.output.show(json: json) { output in
      try begin(compared, workspace, context)
      if nameOnly {
        output.lines(text.differs ? text.names : [])
      } else {
        output.lines(stat ? [] : text.lines)
        output.line(text.total)
      }
    }
    return exitCode && text.differs ? .failed : .done
  }
}

extension ComparedText.Side {
  /// The snapshot's id.
  fileprivate var id: JSON {
    switch self {
    case .nothing, .live: .null
    case .snapshot(let snapshot, _), .place(let snapshot, _, _, _): .string(snapshot.id.hex)
    }
  }
}
