internal import Archive
internal import History
internal import ArgumentParser
internal import Objects
internal import Operations
internal import Presentation

/// `synvc status`.
struct Status: SynvcCommand {
  static let configuration = CommandConfiguration(
    "status", abstract: "Compare the devices with the last snapshot",
    details: """
      Reads every device of the rig, or only the named devices and slots. Shows the differences from the last \
      snapshot, and stores nothing. If reading selects programs on a device, unsaved edits are lost; synvc asks first.
      """,
    examples: [
      "synvc status": "reads all devices and lists the differing slots",
      "synvc status kit/005 pattern/A01-A16": "reads only these slots",
    ],
    statuses: [
      .failed: "with '--exit-code': something differs", .unknownName: "no such device or slot",
      .refused: "refused: reading selects programs, which needs a terminal or '--yes'",
      .unreachable: "port not reachable", .noAnswer: "no answer or a broken one",
      .otherDevice: "another model answered",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: ArgumentHelp("Devices or slots.", valueName: "slot"), completion: .synvc(.slots))
  var slots: [String] = []
  @Flag(help: "Exit with status 1 when something differs.") var exitCode = false

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    guard let head = try workspace.head() else {
      // Reading takes a minute, so a missing base of comparison is reported at once.
      throw try workspace.rig().devices.isEmpty ? OperationError.emptyRig : .noSnapshots
    }
    let cut = try sayCutSends(workspace, context)
    var names = try workspace.slotNames(of: try workspace.state(head, devices: []))
    names.sounds = SoundNames(workspace.archive, in: [head])
    let selection = try names.select(slots)
    let meter = TransferMeter(context)
    let live = try context.live(workspace, with: head, selection, meter)
    context.output.show(
      json: ["head": .string(head.hex), "devices": .array(live.map(Self.json)), "cut": JSON(cut)]
    ) { output in
      for part in live { output.lines(Self.lines(part)) }
    }
    return exitCode && live.contains { !$0.difference.isEmpty } ? .failed : .done
  }

  /// Says which sends were cut and can be completed or taken back; gives their devices.
  private func sayCutSends(_ workspace: Workspace, _ context: CommandContext) throws -> [String] {
    let open = try workspace.journals()
    if let text = CutSendText(open) { context.output.warning(text.line) }
    return open.map(\.device)
  }

  private static func lines(_ part: LiveComparison) -> [StyledText] {
    let changes = part.difference.comparison.changes.count
    let head: StyledText = "\(part.device.name, .heading)  \(part.profileName), \(part.port)"
    guard changes > 0 else {
      return [head, "  equal to the last snapshot (\(Count.slots(part.slotCount)) read)"]
    }
    let text = DifferenceText([part.difference], detail: .slots)
    return [head] + text.lines.map { "  " + $0 }
      + ["  \(changes) of \(Count.slots(part.slotCount)) \(changes == 1 ? "differs" : "differ") from the last snapshot"]
  }

  private static func json(_ part: LiveComparison) -> JSON {
    [
      "device": .string(part.device.name), "model": .string(part.profileName), "port": .string(part.port),
      "slots": JSON(part.slotCount), "clean": .bool(part.difference.isEmpty),
      "differences": DifferenceText([part.difference]).json,
    ]
  }
}

extension CommandContext {
  /// Reads devices and compares them with a snapshot.
  func live(
    _ workspace: Workspace, with commit: ObjectID?, _ selection: SlotSelection, _ meter: TransferMeter
  ) throws -> [LiveComparison] {
    defer { meter.finish() }
    let live = try workspace.compareLive(with: commit, selection, on: delegate(for: workspace, meter: meter))
    meter.finish()
    let compared = Set(live.map(\.device.name))
    for device in try workspace.rig().devices where selection.mentions(device.name) && !compared.contains(device.name) {
      guard try workspace.port(of: device.name) != nil else { continue }
      output.note(
        "\(device.name, .heading)  answers no requests: 'synvc snapshot \(device.name) --by-hand' compares a dump from its front panel"
      )
    }
    return live
  }
}
