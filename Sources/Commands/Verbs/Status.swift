internal import Diffing
internal import ArgumentParser
internal import Objects
internal import Operations

/// `synvc status`.
struct Status: SynvcCommand {
  static let configuration = CommandConfiguration(
    "status", abstract: "Compare the devices with the last snapshot",
    details: """
      Reads every device of the rig, or only what is named, and shows what differs from the last snapshot. Nothing is \
      stored. A device on which programs have to be selected to read it loses unsaved edits: that is asked first.
      """,
    examples: [
      "synvc status": "reads all and lists the slots that differ",
      "synvc status kit/005 pattern/A01-A16": "reads only these",
    ],
    statuses: [
      .failed: "with '--exit-code': something differs", .unknownName: "no such device or slot",
      .refused: "refused: programs are selected to read, which needs a terminal or '--yes'",
      .unreachable: "port not reachable", .noAnswer: "no answer or a broken one",
      .otherDevice: "another model answered",
    ])

  static let opensArchive = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: ArgumentHelp("Devices or slots.", valueName: "slot"), completion: .synvc(.slots))
  var slots: [String] = []
  @Flag(help: "End with 1 when something differs.") var exitCode = false

  func run(in session: Session) throws -> ExitStatus {
    let studio = try session.studio()
    guard let head = try studio.head() else {
      // Reading takes a minute: what nothing is known to compare with is said at once.
      throw try studio.rig().devices.isEmpty ? OperationError.emptyRig : .noSnapshots
    }
    let cut = try sayCutSends(studio, session)
    var names = try studio.slotNames(of: try studio.state(head, devices: []))
    names.sounds = SoundNames(studio, in: [head])
    let selection = try names.select(slots)
    let meter = TransferMeter(session)
    let live = try session.live(studio, with: head, selection, meter)
    session.output.show(
      json: ["head": .string(head.hex), "devices": .array(live.map(Self.json)), "cut": JSON(cut)]
    ) { output in
      for part in live { output.lines(Self.lines(part)) }
    }
    return exitCode && live.contains { !$0.difference.isEmpty } ? .failed : .done
  }

  /// Says which sends were cut and can be completed or taken back; gives their devices.
  private func sayCutSends(_ studio: Studio, _ session: Session) throws -> [String] {
    let open = try studio.journals()
    if let text = CutSendText(open) { session.output.warning(text.line) }
    return open.map(\.device)
  }

  private static func lines(_ part: LiveComparison) -> [Line] {
    let changes = part.difference.comparison.changes.count
    let head: Line = "\(part.device.name, .heading)  \(part.profileName), \(part.port)"
    guard changes > 0 else {
      return [head, "  holds what the last snapshot holds (\(Count.slots(part.slotCount)) read)"]
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

extension Session {
  /// Reads devices and compares them with a snapshot.
  func live(
    _ studio: Studio, with commit: ObjectID?, _ selection: SlotSelection, _ meter: TransferMeter
  ) throws -> [LiveComparison] {
    defer { meter.finish() }
    let live = try studio.compareLive(with: commit, selection, on: surface(for: studio, meter: meter))
    meter.finish()
    let compared = Set(live.map(\.device.name))
    for device in try studio.rig().devices where selection.mentions(device.name) && !compared.contains(device.name) {
      guard try studio.port(of: device.name) != nil else { continue }
      output.note(
        "\(device.name, .heading)  cannot be asked: 'synvc snapshot \(device.name) --by-hand' compares a dump from its front panel"
      )
    }
    return live
  }
}
