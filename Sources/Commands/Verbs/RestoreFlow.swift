internal import Objects
internal import Operations
internal import Profiles
internal import Presentation
import Transfer
import Archive

/// The talk with the user around a send: plan, question, steps at the front panel, result.
struct RestoreFlow {
  let context: CommandContext
  let workspace: Workspace
  private let wayBack: WayBack

  init(_ context: CommandContext, _ workspace: Workspace, back: WayBack = .restore) {
    self.context = context
    self.workspace = workspace
    wayBack = back
  }

  /// Plans, and sends where requested.
  ///
  /// - Parameters:
  ///   - finish: moves refs after the verification; nil: the restore becomes a snapshot.
  ///   - json: the members of the document in addition to the result of the send.
  func run(
    _ request: RestoreRequest, isSending: Bool, json: JSON = [:], finish: ((RestoreResult) throws -> StyledText)? = nil
  ) throws -> ExitStatus {
    if isSending { try workspace.checkWorkTree() }
    let meter = TransferMeter(context)
    let delegate = context.delegate(for: workspace, meter: meter)
    var restore = try planning(request, delegate, meter)
    defer { restore.close() }
    let plan = PlanText(restore.plans, isWhole: !isSending)
    for line in PlanText.lines(leftOut: restore.leftOut) { context.output.note(line) }
    guard isSending else { return show(restore, plan) }
    if let refusal = restore.plans.flatMap(\.refusals).first { throw OperationError.refused(refusal) }
    let isIdle = restore.plans.allSatisfy(\.steps.isEmpty)
    // The plan is shown before anything is sent, in all cases.
    for line in plan.lines { context.output.note(line) }
    if !isIdle {
      try context.confirm(
        "send \(Count.slots(restore.plans.reduce(0) { $0 + $1.steps.count }))" + unidentified(restore))
      try showSteps(restore.plans)
      // The user may have saved on the instrument while this command waited.
      if context.canAsk, !context.globals.yes { restore = try refreshing(restore, delegate, meter) }
    }
    let result = try telling { try sending(restore, delegate, meter, onBranch: finish == nil) }
    let done = result.isVerified ? try finish?(result) : nil
    if done != nil { try workspace.tellRestored(result, of: restore.target.id) }
    try report(result, restore, done: done, json)
    if done != nil { for line in PlanText.lines(missed: result.leftOut) { context.output.note(line) } }
    return result.exitStatus(isSaved: try isSaved(result))
  }

  /// Whether the user confirms that the project was saved on the instrument, where the sent data needs that.
  private func isSaved(_ result: RestoreResult) throws -> Bool {
    guard result.isVerified, result.mustBeKept, context.canAsk, !context.globals.yes else { return false }
    return try context.ask("saved on the instrument? [y/N] ").lowercased().hasPrefix("y")
  }

  private func planning(_ request: RestoreRequest, _ delegate: TransferDelegate, _ meter: TransferMeter) throws
    -> Restore
  {
    defer { meter.finish() }
    return try workspace.planRestore(request, on: delegate)
  }

  private func refreshing(_ restore: Restore, _ delegate: TransferDelegate, _ meter: TransferMeter) throws -> Restore {
    defer { meter.finish() }
    let (fresh, changed) = try workspace.refresh(restore, on: delegate)
    meter.finish()
    if !changed.isEmpty {
      let names = changed.map { plan, slot -> StyledText in "\(plan.device.name) \(plan.profile.name(slot))" }
      context.output.note(
        "  changed on the instrument since the plan was made: \(StyledText.list(of: names, most: 12))")
    }
    return fresh
  }

  private func show(_ restore: Restore, _ plan: PlanText) -> ExitStatus {
    context.output.show(json: ["sent": false, "plan": plan.json, "leftOut": PlanText.json(restore.leftOut)]) { output in
      output.lines(plan.lines)
      output.line("nothing was sent")
    }
    return .done
  }

  /// Devices that cannot identify themselves: confirming the send confirms their ports.
  private func unidentified(_ restore: Restore) -> StyledText {
    let plans = restore.plans.filter { !$0.isIdentified && !$0.steps.isEmpty }
    guard !plans.isEmpty else { return "" }
    let ports = plans.map { "\($0.profile.name) on \($0.port)" }
    return " to \(StyledText.list(ports, last: "and")), which cannot identify itself"
  }

  /// The steps at the front panel before the send, each confirmed in attended runs.
  private func showSteps(_ plans: [DevicePlan]) throws {
    for plan in plans where !plan.steps.isEmpty {
      for step in plan.profile.stepsBeforeSending {
        context.output.note("\(step.text)")
        guard context.canAsk, !context.globals.yes else { continue }
        _ = try context.ask("[Enter] ")
      }
    }
  }

  private func sending(
    _ restore: Restore, _ delegate: TransferDelegate, _ meter: TransferMeter, onBranch: Bool
  ) throws -> RestoreResult {
    defer { meter.finish() }
    return try workspace.send(restore, on: delegate, onBranch: onBranch) { id, isNew in
      meter.finish()
      let short = (try? workspace.short(id)) ?? id.hex  // without the short id the whole one is shown
      let back = wayBack.command(to: short, isNew: isNew, restore, devices: rigSize)
      context.output.note(
        isNew
          ? "  saved the current state as \(short, .id) (undo with \(quoted: back))"
          : "  the current state is already saved as \(short, .id) (undo with \(quoted: back))")
    }
  }

  /// Devices of the rig, as far as it can be read: with more than one, slots are named with their device.
  private var rigSize: Int { (try? workspace.rig().devices.count) ?? 2 }

  /// Prints the ways to resolve a send that is interrupted.
  private func telling<Value>(_ send: () throws -> Value) throws -> Value {
    do { return try send() } catch {
      // The next command reports an unreadable journal.
      if let open = try? workspace.journals(), let text = CutSendText(open) { context.output.note(text.line) }
      throw error
    }
  }

  private func report(_ result: RestoreResult, _ restore: Restore, done: StyledText?, _ json: JSON) throws {
    let text = RestoreText(result, target: restore.target)
    let last = try done ?? result.commit.map { try self.last($0, result, restore) } ?? "nothing was sent"
    context.output.show(json: text.json.adding(json)) { output in
      output.lines(text.lines)
      output.line(last)
    }
    if done == nil, result.commit == nil, result.differsFromHead {
      context.output.note("HEAD differs from the current state: store it with 'synvc snapshot'")
    }
    for part in result.parts where !(part.verified + part.unverified + part.unconfirmed).isEmpty {
      for step in part.plan.profile.stepsAfterSending { context.output.note("\(step.text)") }
    }
  }

  private func last(_ commit: ObjectID, _ result: RestoreResult, _ restore: Restore) throws -> StyledText {
    let subject = try workspace.snapshot(commit).subject
    return
      "[\(result.branch) \(try workspace.short(commit), .id)] \(subject) (\(try workspace.short(restore.target.id), .id))"
  }
}
