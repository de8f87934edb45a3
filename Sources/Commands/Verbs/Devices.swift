internal import ArgumentParser
internal import MIDI
internal import Operations
internal import Ports

/// `synvc devices`.
struct Devices: SynvcCommand {
  static let configuration = CommandConfiguration(
    "devices", abstract: "Ask who is on the MIDI ports",
    details: """
      Sends the universal identity request and the questions of the known models to every port that is free, or to those \
      named, and shows what answers, and why a port was passed over. The questions change nothing on an instrument.
      """,
    examples: [
      "synvc devices": "asks on every port",
      "synvc devices hw:Loop,0,0": "asks on one",
    ],
    statuses: [.failed: "nothing answered", .unreachable: "none of the ports named can be opened"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Ports, or devices of the rig.", completion: .synvc(.ports)) var ports: [String] = []

  func run(in context: CommandContext) throws -> ExitStatus {
    let survey = try PortScan(context)
    let results = try survey.run(ports.isEmpty ? try survey.candidates() : try ports.map(survey.named))
    let text = SurveyText(results, rig: survey.rig)
    context.output.show(json: text.json) { $0.lines(text.lines) }
    if results.isEmpty { context.output.note("no MIDI port is there; is the interface plugged in?") }
    if results.contains(where: \.hasAnswer) { return .done }
    return !ports.isEmpty && results.allSatisfy { !$0.isOpened } ? .unreachable : .failed
  }
}
