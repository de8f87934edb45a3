internal import Repository
internal import ArgumentParser
internal import Objects
internal import Operations
internal import Presentation
import Archive

/// `synvc undo`.
struct Undo: SynvcCommand {
  static let configuration = CommandConfiguration(
    "undo", abstract: "Undo the last command, or several",
    details: """
      Moves branches and tags back to their state before the last command. With '--send' the devices follow: the \
      differing slots are sent and read back first. After an undo without '--send', the next undo with '--send' only \
      updates the devices. With a number it also undoes that many more commands. 'synvc redo' reverses an undo. Undone \
      snapshots stay stored: 'synvc reflog --operations' lists every command, and 'synvc reflog' lists the ids.
      """,
    examples: [
      "synvc undo": "undoes the last snapshot, tag or branch", "synvc undo 3": "undoes the last three commands",
      "synvc undo --send": "also undoes a restore on the instrument",
    ],
    statuses: [
      .failed: "nothing to undo, or fewer than asked for",
      .partial: "sent in part, or a manual step on the instrument remains", .refused: "refused: needs '--yes'",
      .unreachable: "port not reachable",
      .noAnswer: "no answer or a broken one", .readBackDiffers: "sent, but read back different",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Number of commands to undo; one by default.") var count: Int?
  @Flag(help: "Also bring the devices to the earlier state.") var send = false
  @Flag(help: "Send despite a refusal.") var force = false
  @OptionGroup var hooks: HookOptions

  func validate() throws { try UndoFlow.check(count) }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(hooks: hooks)
    return try UndoFlow(context, workspace, isUndo: true).run(count, send: send, force: force)
  }
}

/// `synvc redo`.
struct Redo: SynvcCommand {
  static let configuration = CommandConfiguration(
    "redo", abstract: "Redo the last undone command, or several",
    details: """
      Works until another command moves a branch or tag. After a redo without '--send', the next redo with '--send' \
      only updates the devices. With a number it also redoes that many more commands.
      """,
    examples: [
      "synvc redo": "redoes the command of the last 'synvc undo'",
      "synvc redo 3": "redoes the last three undone commands",
      "synvc redo --send": "also redoes a restore on the instrument",
    ],
    statuses: [
      .failed: "nothing to redo, or fewer than asked for",
      .partial: "sent in part, or a manual step on the instrument remains", .refused: "refused: needs '--yes'",
      .unreachable: "port not reachable",
      .noAnswer: "no answer or a broken one", .readBackDiffers: "sent, but read back different",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Number of commands to redo; one by default.") var count: Int?
  @Flag(help: "Also bring the devices to the redone state.") var send = false
  @Flag(help: "Send despite a refusal.") var force = false
  @OptionGroup var hooks: HookOptions

  func validate() throws { try UndoFlow.check(count) }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(hooks: hooks)
    return try UndoFlow(context, workspace, isUndo: false).run(count, send: send, force: force)
  }
}

/// Undo and redo: the refs, and the devices where that is wanted.
struct UndoFlow {
  let context: CommandContext
  let workspace: Workspace
  private let isUndo: Bool

  init(_ context: CommandContext, _ workspace: Workspace, isUndo: Bool) {
    self.context = context
    self.workspace = workspace
    self.isUndo = isUndo
  }

  private var verb: String { isUndo ? "undo" : "redo" }
  private var done: String { isUndo ? "undid" : "redid" }

  /// - Parameter count: nil where none was named: then devices that the last one left behind follow first.
  func run(_ count: Int?, send: Bool, force: Bool) throws -> ExitStatus {
    if send, count == nil {
      let behind = try workspace.devicesLeftBehind(byUndo: isUndo)
      if !behind.isEmpty { return try bringAlong(behind, force: force) }
    }
    let plan = isUndo ? try workspace.planUndo(count ?? 1) : try workspace.planRedo(count ?? 1)
    guard send, let target = plan.to else { return try leaveDevices(plan) }
    var request = RestoreRequest(target: target)
    request.isForced = force
    let steps = plan.steps.map(title).joined(separator: "; ")
    let sending = RestoreFlow(context, workspace, back: .command("synvc \(isUndo ? "redo" : "undo") --send"))
    return try sending.run(request, isSending: true, json: json(plan)) { _ in
      try workspace.apply(plan, isShown: true)
      return "\(done): \(steps); " + now(plan.to)
    }
  }

  /// Moves the refs alone.
  private func leaveDevices(_ plan: UndoPlan) throws -> ExitStatus {
    try workspace.apply(plan)
    let behind = leftBehind()
    context.output.show(json: json(plan)) { output in
      for step in plan.steps { output.line("\(done): \(title(step))") }
      output.lines(moved(plan))
      output.line(now(plan.to))
    }
    if !behind.isEmpty {
      let names = StyledText.list(behind, last: "and")
      context.output.note(
        "\(names) \(behind.count == 1 ? "was" : "were") left unchanged: bring the instrument to HEAD with 'synvc \(verb) --send'"
      )
    }
    return .done
  }

  /// Devices that do not follow the refs, which have moved already: damage that hides them is a warning.
  private func leftBehind() -> [String] {
    do { return try workspace.devicesLeftBehind(byUndo: isUndo) } catch {
      context.output.warning("the devices cannot be compared with HEAD: \(ErrorPrinter.report(for: error).message)")
      return []
    }
  }

  /// Brings devices to HEAD that the last undo or redo left alone; nothing more is taken back or done again.
  private func bringAlong(_ behind: [String], force: Bool) throws -> ExitStatus {
    guard let head = try workspace.head() else { throw OperationError.noSnapshots }
    let names = StyledText.list(behind, last: "and")
    context.output.note(
      "the last 'synvc \(verb)' left \(names) unchanged: this command only updates the devices; repeat 'synvc \(verb) --send' to go one step further"
    )
    var request = RestoreRequest(target: head)
    request.isForced = force
    let none: JSON = [
      "operation": nil, "command": nil, "from": .string(head.hex), "to": .string(head.hex), "operations": [],
    ]
    let sending = RestoreFlow(context, workspace, back: .command("synvc checkout \(try workspace.short(head)) --send"))
    return try sending.run(request, isSending: true, json: none) { _ in
      try workspace.noteDevicesBrought()
      return now(head)
    }
  }

  /// The command of a step; of the two of a send that saved something first, which one it is.
  private func title(_ step: OperationHistory.Step) -> String {
    let command = ShellWords.command(step.operation.arguments)
    let isCopy = step.operation.moves.contains { move in
      guard move.name.isBranch, case .id(let id)? = move.new else { return false }
      // An unreadable snapshot is listed as the command alone.
      return (try? workspace.snapshot(id).isSafety) ?? false
    }
    return isCopy ? "\(command) (the copy that it saved)" : command
  }

  static func check(_ count: Int?) throws {
    guard (count ?? 1) > 0 else { throw ValidationError("The number of commands is 1 or more.") }
  }

  /// Created, deleted and moved branches and tags, except the current branch, which ``now(_:)`` shows.
  private func moved(_ plan: UndoPlan) -> [StyledText] {
    let current = try? workspace.branchName()  // without it the branch is told twice
    return plan.moves.filter { !($0.name.isBranch && $0.name.short == current) }.map { move in
      let title = "\(move.name.isTag ? "tag" : "branch") \(move.name.short)"
      guard case .id(let id)? = move.new else { return "\(title) was removed" }
      // Without the short id the whole one is shown.
      return "\(title) points to \((try? workspace.short(id)) ?? id.hex, .id)\(move.old == nil ? " again" : "")"
    }
  }

  private func now(_ commit: ObjectID?) -> StyledText {
    guard let id = commit, let snapshot = try? workspace.snapshot(id), let short = try? workspace.short(id),
      let branch = try? workspace.branchName()
    else { return "no snapshot is current" }
    return "[\(branch) \(short, .id)] \(snapshot.subject)"
  }

  private func json(_ plan: UndoPlan) -> JSON {
    [
      "operation": JSON(plan.operation.number), "command": JSON(plan.operation.arguments), "from": JSON(plan.from?.hex),
      "to": JSON(plan.to?.hex),
      "operations": .array(
        plan.steps.map { ["operation": JSON($0.operation.number), "command": JSON($0.operation.arguments)] }),
    ]
  }
}
