internal import ArgumentParser
internal import Operations
internal import Ports
internal import Profiles
internal import Presentation
import Transfer
import Archive

/// `synvc setup`.
struct Setup: SynvcCommand {
  static let configuration = CommandConfiguration(
    "setup", abstract: "Find the instruments, name them, and take the first snapshot",
    details: """
      Scans every port for instruments, and lists the models that cannot identify themselves. Proposes a name for each \
      new instrument, and lists data that its snapshots cannot contain. Takes a first snapshot, which is read twice \
      and compared. Instruments stay unchanged, except for the selected program where reading requires it. That change \
      is confirmed first.
      """,
    examples: [
      "synvc setup": "asks for a name for each instrument found",
      "synvc setup --yes": "accepts the proposed names",
    ],
    statuses: [
      .failed: "no instrument answered", .partial: "some data could not be read",
      .refused: "refused: needs a terminal or '--yes'",
      .unreachable: "port not reachable", .noAnswer: "no answer or a broken one",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Flag(help: "Only name the instruments.") var noSnapshot = false
  @Argument(help: "Ports to scan, instead of all.", completion: .synvc(.ports)) var ports: [String] = []

  func run(in context: CommandContext) throws -> ExitStatus {
    guard context.globals.yes || context.canAsk else { throw Failure.cannotAsk(question: "name the instruments") }
    let survey = try PortScan(context)
    let results = try survey.run(ports.isEmpty ? try survey.candidates() : try ports.map(survey.named))
    for line in SurveyText(results, rig: survey.rig).lines { context.output.note(line) }
    if results.isEmpty {
      context.output.note(
        "this computer has no MIDI port: plug in a MIDI interface or an instrument with USB; 'synvc ports' lists the ports"
      )
      context.output.note(
        "'synvc device add mono --profile elektron-monomachine --port sim:mono' adds a simulated unit for practice")
    }
    let workspace = try context.workspace(making: true)
    let names = try name(results, survey, workspace, context)
    if let hint = UnaskableModels(survey, results).hint { context.output.note(hint) }
    guard !names.isEmpty else {
      context.output.show(json: ["devices": JSON(names)]) { $0.line("no instrument was added to the rig") }
      return results.contains(where: \.hasAnswer) ? .done : .failed
    }
    if noSnapshot {
      context.output.show(json: ["devices": JSON(names)]) { $0.line("added: \(names.joined(separator: ", "))") }
      return .done
    }
    // Parses the command that users type, so that the first snapshot is like every other.
    let snapshot = try Snapshot.parse(["--verify", "-m", "first snapshot of \(names.joined(separator: ", "))"] + names)
    return try snapshot.run(in: context)
  }

  /// Adds the identified devices; returns the names.
  private func name(
    _ results: [PortScan.Result], _ survey: PortScan, _ workspace: Workspace, _ context: CommandContext
  ) throws -> [String] {
    var names: [String] = []
    for result in results where survey.rig[result.candidate.port.description] == nil {
      guard case .found(let finding) = result.outcome else { continue }
      for voice in finding.voices {
        guard let fit = try choose(voice.fits, context) else { continue }
        let choice = try NameChoice(fit, workspace)
        guard let name = try ask(choice, result.candidate.port, context) else { continue }
        // The clone's rig settings of the device stay.
        let channel = try workspace.rig().device(name)?.channel
        let kept = context.kept(result.candidate.port)
        try workspace.addDevice(
          Device(name: name, profile: fit.profile, channel: channel), port: kept.port.description,
          usb: kept.usb?.description)
        context.allowPort(kept.port.description, of: name, in: workspace.repository)
        names.append(name)
        tell(try workspace.profile(fit.profile), name, context)
      }
    }
    return names
  }

  private func choose(_ fits: [PortFinding.ProfileMatch], _ context: CommandContext) throws -> PortFinding.ProfileMatch?
  {
    guard fits.count > 1 else { return fits.first }
    let list = fits.map(\.profile).joined(separator: ", ")
    guard context.canAsk, !context.globals.yes else {
      context.output.warning(
        "several models give this answer: \(list); the instrument was skipped, because nobody chose a model")
      return nil
    }
    let answer = try context.ask("several models give this answer: \(list). Which model is it? ")
    return fits.first { $0.profile == answer }
  }

  /// The name that the user wants, asked for until it can be one; nil: it is left out.
  private func ask(_ choice: NameChoice, _ port: PortName, _ context: CommandContext) throws -> String? {
    if context.globals.yes { return choice.proposed }
    while true {
      let answer = try context.ask("name of the \(choice.model) on \(port), '-' to skip it [\(choice.proposed)] ")
      if answer == "-" { return nil }
      let name = answer.isEmpty ? choice.proposed : answer
      guard let problem = choice.problem(of: name) else { return name }
      context.output.warning(problem)
    }
  }

  private func tell(_ profile: any DeviceModel, _ name: String, _ context: CommandContext) {
    context.output.note("\(name, .heading)  \(profile.name)")
    for part in profile.notIncluded { context.output.note("  not in snapshots: \(part)") }
  }
}

/// The models that cannot identify themselves, and the ports that their devices may be on.
private struct UnaskableModels {
  private let models: [any DeviceModel]
  /// Ports that can be used, are none of the rig's and gave no answer.
  private let silent: [PortName]
  private let isNothingFound: Bool

  init(_ survey: PortScan, _ results: [PortScan.Result]) {
    models = survey.unaskable
    silent = results.filter { $0.isOpened && !$0.hasAnswer }.map(\.candidate.port)
      .filter { survey.rig[$0.description] == nil }
    isNothingFound = !results.contains(where: \.hasAnswer)
  }

  /// The command that names one of them; nil where every device has answered.
  var hint: StyledText? {
    guard !models.isEmpty, isNothingFound || !silent.isEmpty else { return nil }
    let names = models.map(\.name).joined(separator: ", ")
    let id = models.count == 1 ? models[0].id : "ID"
    let port = silent.count == 1 ? silent[0].description : "PORT"
    let command = "synvc device add NAME --profile \(id) --port \(port.contains(" ") ? "\"\(port)\"" : port)"
    return "these models cannot identify themselves: \(names); add one with \(quoted: command)"
  }
}

/// The possible names of a found instrument.
private struct NameChoice {
  let model: String
  let proposed: String
  /// Names of devices that are elsewhere, or of another model.
  private let taken: [String]

  init(_ fit: PortFinding.ProfileMatch, _ workspace: Workspace) throws {
    model = fit.name
    let devices = try workspace.rig().devices
    // A device without a port here, as in a clone, is most likely this one.
    let waiting = try devices.filter { try $0.profile == fit.profile && workspace.port(of: $0.name) == nil }.map(\.name)
    let taken = devices.map(\.name).filter { !waiting.contains($0) }
    self.taken = taken
    proposed = waiting.first ?? Self.proposal(fit.profile, devices.map(\.name))
  }

  /// The last words of the profile's id, with a number where that name is taken.
  private static func proposal(_ profile: String, _ taken: [String]) -> String {
    let word = profile.split(separator: "-").dropFirst().joined(separator: "-")
    let base = String((word.isEmpty ? profile : word).prefix(28))
    guard taken.contains(base) else { return base }
    return (2...).lazy.map { "\(base)-\($0)" }.first { !taken.contains($0) } ?? base
  }

  /// Why it cannot have a name; nil where it can.
  func problem(of name: String) -> StyledText? {
    if taken.contains(name) { return "\(quoted: name) is already in the rig" }
    guard !Device.isNewName(name) else { return nil }
    return ErrorPrinter.report(for: OperationError.badDeviceName(name)).message
  }
}
