internal import ArgumentParser
internal import Presentation

/// `synvc devices`.
struct Devices: SynvcCommand {
  static let configuration = CommandConfiguration(
    "devices", abstract: "Scan the MIDI ports for instruments",
    details: """
      Sends the universal identity request and the requests of the known models to every free port, or to the named \
      ports. Shows the answers, and the reason for each skipped port. The requests change nothing on an instrument.
      """,
    examples: [
      "synvc devices": "scans every port",
      "synvc devices hw:Loop,0,0": "scans one port",
    ],
    statuses: [.failed: "no instrument answered", .unreachable: "none of the named ports can be opened"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Ports, or devices of the rig.", completion: .synvc(.ports)) var ports: [String] = []

  func run(in context: CommandContext) throws -> ExitStatus {
    let survey = try PortScan(context)
    let results = try survey.run(ports.isEmpty ? try survey.candidates() : try ports.map(survey.named))
    let text = SurveyText(results, rig: survey.rig)
    context.output.show(json: text.json) { $0.lines(text.lines) }
    if results.isEmpty { context.output.note("no MIDI port found; is the interface plugged in?") }
    if results.contains(where: \.hasAnswer) { return .done }
    return !ports.isEmpty && results.allSatisfy { !$0.isOpened } ? .unreachable : .failed
  }
}
