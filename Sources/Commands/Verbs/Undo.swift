internal import Storage
internal import ArgumentParser
internal import Objects
internal import Operations

/// `synvc undo`.
struct Undo: SynvcCommand {
  static let configuration = CommandConfiguration(
    "undo", abstract: "Take the last command back, or several",
    details: """
      Moves the branches and tags that the last command moved back to where they were. With '--send' the devices follow: \
      what differs is sent and read back first. 'synvc redo' does it again. What was undone stays stored: \
      'synvc reflog --operations' lists every command, 'synvc reflog' the ids.
      """,
    examples: [
      "synvc undo": "takes the last snapshot, tag or branch back", "synvc undo 3": "takes the last three back",
      "synvc undo --send": "takes a restore back on the instrument too",
    ],
    statuses: [
      .failed: "nothing to undo, or fewer than asked for",
      .partial: "sent in part, or something is left to do on the instrument", .refused: "refused: needs '--yes'",
      .unreachable: "port not reachable",
      .noAnswer: "no answer or a broken one", .readBackDiffers: "sent, but read back different",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "How many commands to take back.") var count = 1
  @Flag(help: "Bring the devices to the state that this goes back to.") var send = false
  @Flag(help: "Send in spite of a refusal.") var force = false
  @OptionGroup var hooks: HookOptions

  func validate() throws { try TakingBack.check(count) }

  func run(in session: Session) throws -> ExitStatus {
    let studio = try session.studio(hooks: hooks)
    return try TakingBack(session, studio, verb: "undid").run(try studio.planUndo(count), send: send, force: force)
  }
}

/// `synvc redo`.
struct Redo: SynvcCommand {
  static let configuration = CommandConfiguration(
    "redo", abstract: "Do again what was undone last",
    details: "Possible until another command moves a branch or tag.",
    examples: [
      "synvc redo": "puts back what 'synvc undo' took", "synvc redo 3": "what it took the last three times",
      "synvc redo --send": "on the instrument too",
    ],
    statuses: [
      .failed: "nothing to redo, or fewer than asked for",
      .partial: "sent in part, or something is left to do on the instrument", .refused: "refused: needs '--yes'",
      .unreachable: "port not reachable",
      .noAnswer: "no answer or a broken one", .readBackDiffers: "sent, but read back different",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "How many commands to do again.") var count = 1
  @Flag(help: "Bring the devices to the state that this goes to.") var send = false
  @Flag(help: "Send in spite of a refusal.") var force = false
  @OptionGroup var hooks: HookOptions

  func validate() throws { try TakingBack.check(count) }

  func run(in session: Session) throws -> ExitStatus {
    let studio = try session.studio(hooks: hooks)
    return try TakingBack(session, studio, verb: "did again").run(try studio.planRedo(count), send: send, force: force)
  }
}

/// Undo and redo: the refs, and the devices where that is wanted.
struct TakingBack {
  let session: Session
  let studio: Studio
  let verb: String

  init(_ session: Session, _ studio: Studio, verb: String) {
    self.session = session
    self.studio = studio
    self.verb = verb
  }

  func run(_ plan: UndoPlan, send: Bool, force: Bool) throws -> ExitStatus {
    let commands = plan.steps.map { (["synvc"] + $0.operation.arguments).joined(separator: " ") }
    guard send, let target = plan.to else {
      try studio.apply(plan)
      session.output.show(json: json(plan)) { output in
        for command in commands { output.line("\(verb): \(command)") }
        output.lines(moved(plan))
        output.line(now(plan))
      }
      if plan.from != plan.to { session.output.note("the devices were left alone; 'synvc status' compares them") }
      return .done
    }
    var request = RestoreRequest(target: target)
    request.isForced = force
    return try Sending(session, studio).run(request, isSending: true) { _ in
      try studio.apply(plan, isShown: true)
      return "\(verb): \(commands.joined(separator: "; ")); " + now(plan)
    }
  }

  static func check(_ count: Int) throws {
    guard count > 0 else { throw ValidationError("The number of commands is 1 or more.") }
  }

  /// Branches and tags that came, went or moved, but for the one in use, which ``now(_:)`` tells.
  private func moved(_ plan: UndoPlan) -> [Line] {
    let current = try? studio.branchName()  // without it the branch is told twice
    return plan.moves.filter { !($0.name.isBranch && $0.name.short == current) }.map { move in
      let title = "\(move.name.isTag ? "tag" : "branch") \(move.name.short)"
      guard case .id(let id)? = move.new else { return "\(title) is gone" }
      // Without the short id the whole one is shown.
      return "\(title) leads to \((try? studio.short(id)) ?? id.hex, .id)\(move.old == nil ? " again" : "")"
    }
  }

  private func now(_ plan: UndoPlan) -> Line {
    guard let id = plan.to, let snapshot = try? studio.snapshot(id), let short = try? studio.short(id),
      let branch = try? studio.branchName()
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
