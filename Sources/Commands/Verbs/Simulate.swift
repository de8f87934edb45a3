internal import Bytes
internal import ArgumentParser
internal import Operations
internal import Profiles
internal import Simulation
internal import Presentation
import Archive

/// `synvc simulate`.
struct SimulateGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    "simulate", abstract: "Run a simulated unit, or change its fields",
    details: """
      A simulated unit is an instrument on the port 'sim:NAME'; 'run' puts it on any other port. The unit keeps its \
      memory between commands.
      """,
    examples: ["synvc simulate edit sim:mono kit/005 track.2.filter.base=72": "changes one parameter of a kit"],
    statuses: [:], subcommands: [SimulateRun.self, SimulateEdit.self])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
}

/// `synvc simulate edit`.
struct SimulateEdit: SynvcCommand {
  static let configuration = CommandConfiguration(
    "edit", abstract: "Change fields of a simulated unit's slot",
    details: """
      FIELD is a path as printed by 'cat', with dots or blanks between its words. VALUE is a value in the terms of the \
      instrument. Without a value the field is removed, such as a note or a lock.
      """,
    examples: [
      "synvc simulate edit sim:mono kit/005 track.2.filter.base=72": "changes a value, like turning the knob",
      "synvc simulate edit sim:mono pattern/A03 \"track.1.step.7.note=D#3\"": "puts a note on a step",
    ],
    statuses: [.unknownName: "no such slot or field", .unreachable: "no such simulated unit"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Unit: 'sim:NAME', or its memory file.", completion: .synvc(.ports)) var port: String
  @Argument(help: "The slot.", completion: .synvc(.slots)) var slot: String
  @Argument(help: ArgumentHelp("Fields to change.", valueName: "field=value")) var changes: [String]
  @Option(
    help: ArgumentHelp("Model, if no device of the rig is on the port.", valueName: "id"), completion: .synvc(.profiles)
  )
  var profile: String?

  func run(in context: CommandContext) throws -> ExitStatus {
    let memory = try SimulatedMemory(meant: port, in: context)
    let model = try model(context)
    let before = try memory.load(model)
    var unit = before
    let slot = try model.knownSlot(slot)
    for change in changes {
      let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count == 2 && !parts[1].isEmpty ? String(parts[1]) : nil
      do { try unit.edit(slot, FieldPath(String(parts[0])), to: value) } catch {
        throw SimulationFailure(slot: model.name(slot), cause: error)
      }
    }
    try memory.store(unit, since: before)
    context.output.show(json: ["slot": .string(model.name(slot)), "changes": JSON(changes)]) {
      $0.line("\(port, .heading) \(model.name(slot)): \(changes.joined(separator: ", "))")
    }
    return .done
  }

  /// The profile that was named, or that of the device on this port.
  private func model(_ context: CommandContext) throws -> any DeviceModel {
    if let profile { return try context.model(profile) }
    let workspace = try context.workspace()
    for device in try workspace.rig().devices {
      let own = try workspace.port(of: device.name) ?? ""
      if own == port || own.hasPrefix(port + ","), let id = device.profile { return try workspace.profile(id) }
    }
    throw SimulationFailure(slot: port, cause: nil)
  }
}

extension CommandContext {
  /// The profile of an id.
  func model(_ id: String) throws -> any DeviceModel {
    let registry = try profileRegistry()
    if let found = try registry.model(id) { return found }
    throw OperationError.unknownProfile(id, near: EditDistance.nearest(to: id, among: registry.entries.map(\.id)))
  }
}

extension DeviceModel {
  /// The slot that a user wrote.
  func knownSlot(_ text: String) throws(OperationError) -> Slot {
    if let slot = slot(text) { return slot }
    let names = slotKinds.flatMap(\.allSlots).map { name($0) }
    throw .unknownSlot(text, near: EditDistance.nearest(to: text, among: names))
  }
}

/// Why a simulated unit was not changed.
struct SimulationFailure: Error, Reportable {
  let slot: String
  /// Nil: no device of the rig is on the port.
  let cause: EditError?

  var report: Report {
    switch cause {
    case nil:
      Report(
        .unreachable, "no device of the rig is on \(quoted: slot)",
        hint: "add one with 'synvc device add NAME --profile ID --port \(slot)', or name the model with '--profile'")
    case .unknownSlot: Report(.unknownName, "there is no slot \(quoted: slot)")
    case .emptySlot: Report(.failed, "\(quoted: slot) is empty: there is nothing to change")
    case .illegal(let error): ErrorPrinter.report(for: OperationError.encode(error, slot: slot))
    }
  }
}
