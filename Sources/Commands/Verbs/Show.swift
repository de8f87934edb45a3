internal import ArgumentParser
internal import Objects
internal import Operations
internal import Presentation
import Profiles
import Archive
import History

/// `synvc show`.
struct Show: SynvcCommand {
  static let configuration = CommandConfiguration(
    "show", abstract: "Show a snapshot, or the content of a slot",
    details: "A snapshot is shown with its changes, a slot with all of its fields.",
    examples: [
      "synvc show": "shows the last snapshot", "synvc show \"before gig\":kit/005": "shows a kit of another snapshot",
    ],
    statuses: [.unknownName: "no such revision or slot", .noArchive: "no archive here"])
  static let seesTerminator = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Flag(help: "List every field instead of a count for large groups.") var allFields = false

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    let parsed = try RevisionArguments(context, workspace).parse(words, revisions: 0...1)
    guard parsed.selection.isAll else {
      try show(try OneSlot(parsed, workspace), workspace, context)
      return .done
    }
    guard let id = try parsed.revisions.first ?? workspace.head() else { throw OperationError.noSnapshots }
    try show(try workspace.snapshot(id), workspace, context)
    return .done
  }

  private func show(_ found: OneSlot, _ workspace: Workspace, _ context: CommandContext) throws {
    let snapshot = try text(try workspace.snapshot(found.commit), workspace)
    let document = found.item.map { ItemDocument($0, slot: found.slot, profile: found.profile).json } ?? .null
    try context.output.show(json: ["snapshot": snapshot.json, "device": .string(found.device), "item": document]) {
      try context.page(workspace)
      $0.line(snapshot.oneLine)
      $0.line(found.heading)
      $0.lines((found.item.map { ItemText($0).lines } ?? HexText.lines(found.dump.bytes)).map { "  " + $0 })
    }
  }

  private func show(_ snapshot: SnapshotCommit, _ workspace: Workspace, _ context: CommandContext) throws {
    let text = try text(snapshot, workspace)
    let comparison = try workspace.compare(snapshot.commit.parents.first, snapshot.id)
    let changes = DifferenceText(comparison.differences, allFields: allFields)
    let json = JSON.sorted([
      ("snapshot", text.json), ("devices", changes.json), ("differing", JSON(comparison.differingCount)),
      ("slotCount", JSON(comparison.slotCount)),
    ])
    try context.output.show(json: json) {
      try context.page(workspace)
      $0.lines(text.lines(isWhole: true))
      $0.line()
      $0.lines(changes.lines)
      // Whole additions and removals have been counted already.
      guard comparison.isEmpty || comparison.differences.contains(where: { $0.presence == .both }) else { return }
      $0.line(changes.total(of: comparison.slotCount))
    }
  }

  private func text(_ snapshot: SnapshotCommit, _ workspace: Workspace) throws -> SnapshotText {
    SnapshotText(
      snapshot, short: try workspace.short(snapshot.id), names: try workspace.decorations()[snapshot.id] ?? [],
      parents: try snapshot.shortParents(workspace))
  }
}
