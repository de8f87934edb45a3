internal import Bytes
internal import ArgumentParser
internal import Operations
internal import Profiles
package import Presentation
import Archive

/// `synvc snapshot`.
struct Snapshot: SynvcCommand {
  static let configuration = CommandConfiguration(
    "snapshot", abstract: "Read devices and store their state",
    details: """
      Reads all devices of the rig, or the named ones, and stores their state. Reading does not change stored data on \
      a device. If reading selects programs on a device, unsaved edits are lost; synvc asks first. An unchanged state \
      is not stored again. Unread data is carried over from the last snapshot and listed.
      """,
    examples: [
      "synvc snapshot -m \"before gig\"": "reads every device of the rig",
      "synvc snapshot mono --with waveform": "reads one device and an optional kind",
      "synvc snapshot dx --by-hand": "waits for a complete dump from the front panel",
    ],
    statuses: [
      .unknownName: "no such device in the rig",
      .partial: "some data could not be read and was carried over, or the state was stored on a branch 'suspect/…'",
      .refused: "refused: reading selects programs, which needs a terminal or '--yes'",
      .unreachable: "port not reachable", .noAnswer: "no answer or a broken one",
      .otherDevice: "another model answered",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: ArgumentHelp("Devices to read.", valueName: "device"), completion: .synvc(.devices))
  var devices: [String] = []
  @Option(name: .longAndLetter("m"), help: ArgumentHelp("Message of the snapshot.", valueName: "text"))
  var message: String?
  @Option(name: .customLong("with"), help: ArgumentHelp("Also read this optional kind.", valueName: "kind"))
  var with: [String] = []
  @Flag(inversion: .prefixedNo, help: "Read twice and compare. (default: over a new port)")
  var verify: Bool?
  @Flag(help: "Store the received slots even if others are missing.") var allowPartial = false
  @Flag(help: "Also store differences in bytes without meaning.") var exact = false

  @Flag(help: "Wait for dumps from the front panel.") var byHand = false
  @OptionGroup var hooks: HookOptions

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(making: true, hooks: hooks)
    let rig = try workspace.rig()
    if rig.devices.isEmpty, devices.isEmpty, try wantsSetup(context) { return try setUp(context) }
    let chosen = try workspace.chosen(devices, in: rig)
    try checkKinds(of: chosen, workspace)
    var request = SnapshotRequest(text: try text(chosen.map(\.name), context))
    request.devices = devices
    request.optionalKinds = Set(with)
    request.verify = verify
    request.allowPartial = allowPartial
    request.exact = exact
    request.byHand = byHand
    let known = Set(try workspace.outline(try workspace.head()).devices.map(\.name))
    let meter = TransferMeter(context)
    let result = try taking(request, workspace, meter, context)
    let text = SnapshotResultText(
      result, subject: request.text, short: try result.commit.map(workspace.short), known: known)
    context.output.show(json: text.json) { $0.lines(text.lines) }
    for part in result.parts where part.failure != nil { warn(part, context) }
    return result.exitStatus
  }

  /// The first snapshot of all finds the instruments itself, where a user can name them.
  private func wantsSetup(_ context: CommandContext) throws -> Bool {
    guard context.canAsk, !context.globals.yes else { return false }
    let answer = try context.ask("the rig is empty: scan the MIDI ports for instruments? [Y/n] ").lowercased()
    return ["", "y", "yes"].contains(answer)
  }

  /// Has the instruments named, then reads them as the user said.
  private func setUp(_ context: CommandContext) throws -> ExitStatus {
    let status = try Setup.parse(["--no-snapshot"]).run(in: context)
    let names = try context.workspace(making: true, hooks: hooks).rig().devices.map(\.name)
    return names.isEmpty ? status : try first(of: names).run(in: context)
  }

  /// The same command with a default message, so that it does not ask for one.
  func first(of names: [String]) -> Snapshot {
    var snapshot = self
    snapshot.message = message ?? "first snapshot of \(names.joined(separator: ", "))"
    return snapshot
  }

  private func taking(
    _ request: SnapshotRequest, _ workspace: Workspace, _ meter: TransferMeter, _ context: CommandContext
  ) throws -> SnapshotResult {
    defer { meter.finish() }
    let delegate = context.delegate(for: workspace, meter: meter, byHand: byHand) { device, port in
      context.output.note("\(device.name, .heading)  \(Self.model(device, workspace)), \(port)")
    }
    return try workspace.takeSnapshot(request, on: delegate)
  }

  private static func model(_ device: Device, _ workspace: Workspace) -> String {
    device.profile.flatMap { id in workspace.registry.entries.first { $0.id == id }?.name } ?? "unknown model"
  }

  /// A kind that no device has is a slip of the finger.
  private func checkKinds(of devices: [Device], _ workspace: Workspace) throws {
    var known: Set<String> = []
    for device in devices {
      if let id = device.profile { known.formUnion(try workspace.profile(id).slotKinds.map(\.id)) }
    }
    for kind in with where !known.contains(kind) {
      throw SnapshotOptionError.unknownKind(kind, near: EditDistance.nearest(to: kind, among: known))
    }
  }

  private func text(_ names: [String], _ context: CommandContext) throws -> String {
    if let message { return message }
    let usual = "snapshot of \(names.joined(separator: ", "))"
    guard context.canAsk, !context.globals.yes else { return usual }
    let answer = try context.ask("message of the snapshot [\(usual)] ")
    return answer.isEmpty ? usual : answer
  }

  private func warn(_ part: SnapshotResult.Part, _ context: CommandContext) {
    guard let failure = part.failure else { return }
    context.output.warning("\(part.device.name) was not read: \(ErrorPrinter.report(for: failure).message)")
  }
}

/// Why options of a snapshot make no sense.
package enum SnapshotOptionError: Error, Hashable, Sendable {
  case unknownKind(String, near: [String])
}

extension SnapshotOptionError: Reportable {
  package var report: Report {
    switch self {
    case .unknownKind(let kind, let near):
      Report(
        .unknownName, "none of the devices has slots of kind \(quoted: kind)",
        hint: near.isEmpty
          ? "list the kinds with 'synvc device show NAME'" : "did you mean \(StyledText.list(near, last: "or"))?",
        details: ["near": JSON(near)])
    }
  }
}
