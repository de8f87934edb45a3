internal import ArgumentParser
internal import Operations
package import Presentation
internal import Repository
import Archive

/// `synvc switch`.
struct Switch: SynvcCommand {
  static let configuration = CommandConfiguration(
    "switch", abstract: "Switch to another branch",
    details: """
      The current branch describes the state of the instruments, so a branch with another state needs '--send'. The \
      differing slots are sent and read back before the branch becomes current. '--force' switches the branch and \
      leaves the devices unchanged.
      """,
    examples: [
      "synvc switch studio --send": "brings the devices to the state of the branch 'studio'",
      "synvc switch -c tour": "creates the branch 'tour' here and switches to it",
    ],
    statuses: [
      .partial: "sent in part, or a manual step on the instrument remains",
      .unknownName: "no such branch", .refused: "the branch has another state: needs '--send'",
      .unreachable: "port not reachable", .noAnswer: "no answer or a broken one",
      .readBackDiffers: "sent, but read back different",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Branch to switch to.", completion: .synvc(.revisions)) var branch: String
  @Flag(name: [.customShort("c"), .long], help: "Create the branch first, at the current snapshot.") var create = false
  @Flag(help: "Bring the devices to the state of the branch.") var send = false
  @Flag(help: "Leave the devices unchanged, or send despite a refusal.") var force = false
  @OptionGroup var hooks: HookOptions

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(hooks: hooks)
    let head = try workspace.head()
    if create {
      let name = try workspace.newBranch(branch)
      try workspace.switchTo(name, creatingAt: head)
      return say(name, context)
    }
    let name = try workspace.knownBranch(branch)
    guard let target = try workspace.repository.refs.id(name), let head, target != head else {
      try workspace.switchTo(name)
      return say(name, context)
    }
    if send {
      var request = RestoreRequest(target: target)
      request.isForced = force
      let sending = RestoreFlow(context, workspace, back: .command("synvc undo --send"))
      return try sending.run(request, isSending: true, json: ["branch": .string(name.short)]) { _ in
        try workspace.switchTo(name)
        return "[\(name.short) \(try workspace.short(target), .id)] \(try workspace.snapshot(target).subject)"
      }
    }
    let isSame = try workspace.compare(try workspace.state(head), try workspace.state(target)).isEmpty
    guard isSame || force else { throw SwitchError.otherState(name.short) }
    try workspace.switchTo(name)
    if !isSame {
      context.output.note("the devices were left unchanged: send this branch with 'synvc checkout HEAD --send'")
    }
    return say(name, context)
  }

  private func say(_ name: RefName, _ context: CommandContext) -> ExitStatus {
    context.output.show(json: ["branch": .string(name.short)]) { $0.line("switched to \(name.short)") }
    return .done
  }
}

/// Why a branch is not changed.
package enum SwitchError: Error, Hashable, Sendable {
  case otherState(String)
}

extension SwitchError: Reportable {
  package var report: Report {
    switch self {
    case .otherState(let name):
      Report(
        .refused, "the state of \(quoted: name) differs from the devices",
        hint: "use '--send' to update the devices, or '--force' to leave them unchanged")
    }
  }
}
