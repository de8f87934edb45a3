internal import ArgumentParser
internal import Ports
internal import Simulation
internal import Presentation

/// `synvc simulate run`.
struct SimulateRun: SynvcCommand {
  static let configuration = CommandConfiguration(
    "run", abstract: "Put a simulated unit on a port",
    details: """
      The unit answers according to its profile until Ctrl-C ends it. It reads from the first pipe of a pair and \
      writes to the second. The program at the other end names them in reverse order. The line 'dump' at the terminal, \
      or SIGUSR1, sends all slots, like SEND at a front panel. 'dump SLOT' sends one slot, 'restart' switches the unit \
      off and on, 'quit' ends it. Faults can be combined.
      """,
    examples: [
      "synvc simulate run elektron-monomachine --port to-unit,from-unit": "serves two named pipes",
      "synvc simulate run elektron-monomachine --port a,b --drop-zeros --on kit/005": "with a bad USB interface",
    ],
    statuses: [
      .unknownName: "no such profile or slot", .storageFailed: "the memory of the unit cannot be stored",
      .unreachable: "port not reachable",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "The model.", completion: .synvc(.profiles)) var profile: String
  @Option(help: "The port to serve.", completion: .synvc(.ports)) var port: String
  @Option(
    help: ArgumentHelp("Memory: a unit 'sim:NAME' or a file. (default: 'sim:' and the profile)", valueName: "unit"),
    completion: .synvc(.ports))
  var memory: String?
  @Option(
    help: ArgumentHelp("Speed of the cable in bits per second; 0 for the full speed of the port.", valueName: "n"))
  var baud = 31_250
  @Option(help: ArgumentHelp("Send MIDI clock at this tempo in beats per minute.", valueName: "bpm")) var clock: Int?
  @Flag(help: "Send active sensing.") var sensing = false
  @Option(help: ArgumentHelp("MIDI channel for selecting programs.", valueName: "n")) var channel = 1
  @Option(help: ArgumentHelp("Stop after this time.", valueName: "seconds")) var seconds: Double?
  @Flag(name: .shortAndLong, help: "Print a line for every message.") var verbose = false
  @OptionGroup(title: "Faults") var faults: FaultOptions

  func validate() throws {
    if !(0...PortName.bauds.upperBound).contains(baud) {
      throw ValidationError("--baud takes 0 to \(PortName.bauds.upperBound).")
    }
    if !(1...16).contains(channel) { throw ValidationError("--channel takes 1 to 16.") }
    if let clock, !(1...999).contains(clock) { throw ValidationError("--clock takes 1 to 999.") }
    if let seconds, !(0...1e6).contains(seconds) { throw ValidationError("--seconds takes 0 to 1000000.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let model = try context.model(profile)
    let faults = try faults.faults(for: model)
    let port = try context.portName(port)
    if case .simulated = port { throw OpeningError.alreadySimulated(self.port) }
    context.interrupt.bePatient()
    let memory = try SimulatedMemory(meant: memory ?? "sim:\(profile)", in: context)
    var unit = try memory.load(model).prepared(for: faults)
    unit.channel = UInt8(channel - 1)
    var pace = Pace(baud: baud)
    (pace.clockTempo, pace.isSensing) = (clock, sensing)
    let panel = FrontPanel(context, model, lasting: seconds.map { .seconds($0) })
    let bench = UnitBench(
      context, model, memory, isKept: !faults.contains(.otherProject), isVerbose: verbose || context.output.rules.json)
    var served = try ServedUnit(
      SimulatedEndpoint(unit, pace: pace, faults: faults),
      on: ServerDelegate(
        open: { try context.logged(try port.open(timeout: .seconds(1))) }, order: panel.order, reload: bench.reload,
        stored: bench.store, report: bench.show))
    bench.begin(on: port)
    served.run()
    try bench.finish(served)
    return .done
  }
}
