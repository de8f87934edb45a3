internal import ArgumentParser
internal import Objects
internal import Operations
internal import Profiles
internal import Presentation
import Archive

/// `synvc checkout`.
struct Checkout: SynvcCommand {
  static let configuration = CommandConfiguration(
    "checkout", abstract: "Restore the state of a snapshot",
    details: """
      Shows the differences between the devices and a snapshot. '--send' saves the current state, sends the differing \
      slots, reads them back, and stores the result on the current branch. Slots without a revision are taken from the \
      last snapshot. Without '--send' nothing is sent.
      """,
    examples: [
      "synvc checkout \"before gig\" --send": "restores every slot that differs",
      "synvc checkout HEAD~3 kit/005 --send": "reads and restores only one slot",
      "synvc checkout gig kit/005 --to kit/100 --send": "sends the content to another slot",
      "synvc checkout HEAD:files/old/kit/005 --to mono/kit/100 --send": "sends a slot of an imported file to a device",
      "synvc checkout --abort": "restores the state before an interrupted send",
    ],
    statuses: [
      .partial: "sent in part, or a manual step on the instrument remains", .unknownName: "no such revision or slot",
      .refused: "refused: needs '--force' or '--yes'", .unreachable: "port not reachable",
      .noAnswer: "no answer or a broken one", .otherDevice: "another model answered",
      .readBackDiffers: "sent, but read back different",
    ])
  static let seesTerminator = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Flag(help: "Send the differing slots.") var send = false
  @Flag(name: .shortAndLong, help: "Show the plan and stop.") var dryRun = false
  @Flag(help: "Send everything, whether it differs or not.") var all = false
  @Option(help: ArgumentHelp("Send the named slot to another slot.", valueName: "slot"), completion: .synvc(.slots))
  var to: String?
  @Option(
    help: ArgumentHelp("Assume that the device holds this snapshot, instead of reading it.", valueName: "rev"),
    completion: .synvc(.revisions))
  var assume: String?
  @Flag(help: "Also send the slots that the named slots refer to.") var withRefs = false
  @Flag(help: "Find the fastest pace that verifies, and store it for the port.") var tune = false
  @Flag(help: "Do not save the current state first.") var noBackup = false
  @Flag(help: "Send despite a refusal.") var force = false
  @Flag(name: .customLong("continue"), help: "Complete a send that was interrupted.") var goOn = false
  @Flag(help: "Restore the state before an interrupted send.") var abort = false
  @OptionGroup var hooks: HookOptions

  func validate() throws {
    if goOn, abort { throw ValidationError("--continue and --abort cannot be used together.") }
    if goOn || abort, !words.words.isEmpty { throw ValidationError("--continue and --abort take no revision.") }
    if !goOn, !abort, words.words.isEmpty { throw ValidationError("Missing expected argument '<rev>'.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(hooks: hooks)
    if goOn || abort { return try resume(context, workspace) }
    return try RestoreFlow(context, workspace).run(request(context, workspace), isSending: send && !dryRun)
  }

  private func request(_ context: CommandContext, _ workspace: Workspace) throws -> RestoreRequest {
    let arguments = RevisionArguments(context, workspace)
    let parsed = try arguments.parse(words, revisions: 0...1)
    guard let target = try parsed.revisions.first ?? head(for: parsed, workspace) else {
      throw ArgumentError.missingRevision
    }
    var request = RestoreRequest(target: target)
    request.selection = parsed.selection
    request.sendAll = all
    request.withReferences = withRefs
    request.isForced = force
    request.withBackup = !noBackup
    request.isTuning = tune
    request.assume = try assume.map { try arguments.parse([$0], revisions: 1...1).revisions.first } ?? nil
    if let to { try setDestination(to, of: parsed.selection, workspace, in: &request) }
    return request
  }

  /// Slots alone are those of the last snapshot.
  private func head(for parsed: RevisionArguments.Parsed, _ workspace: Workspace) throws -> ObjectID? {
    guard !parsed.selection.isAll else { return nil }
    guard let head = try workspace.head() else { throw OperationError.noSnapshots }
    return head
  }

  /// The slot to send to: of the device of the one that is named, whose name may be left out, or of another device.
  private func setDestination(
    _ text: String, of source: SlotSelection, _ workspace: Workspace, in request: inout RestoreRequest
  ) throws {
    let devices = source.deviceNames ?? []
    let names = try workspace.slotNames(of: try workspace.state(try workspace.head(), devices: devices))
    // Nothing is sent to an imported file.
    let own = SlotNames(names.devices.filter { devices.contains($0.name) && !FolderName.isFile($0.name) })
    guard let part = try (own.isKnown(text) ? own : names).select([text]).parts.first, let kind = part.kind,
      let indices = part.indices, indices.count == 1
    else { throw ArgumentError.notOneSlot(text) }
    request.destination = Slot(kind: kind, index: indices.lowerBound)
    guard let folder = devices.first, let device = part.device else { return }
    guard !FolderName.isFile(device), device == folder || devices.count == 1 else {
      throw OperationError.destinationElsewhere(text, device: folder)
    }
    guard device != folder else { return }
    request.origin = RestoreRequest.Origin(folder: folder, device: device)
  }

  /// Completes interrupted sends, or puts the earlier content back; returns the gravest status.
  private func resume(_ context: CommandContext, _ workspace: Workspace) throws -> ExitStatus {
    if force {
      let gone = try workspace.forgetSendsOfDevicesGone()
      for device in gone {
        context.output.note("removed the record of the send to \(quoted: device): the device is no longer in the rig")
      }
      if try !gone.isEmpty && workspace.journals().isEmpty { return .done }
    }
    var statuses: [ExitStatus] = []
    for var request in try workspace.requests(to: goOn ? .complete : .takeBack) {
      request.isForced = force
      statuses.append(try RestoreFlow(context, workspace).run(request, isSending: !dryRun))
    }
    return statuses.max { $0.code < $1.code } ?? .done
  }
}
