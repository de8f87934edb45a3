internal import ArgumentParser
internal import Profiles
internal import Simulation

/// The faults of a simulated unit, a flag each.
struct FaultOptions: ParsableArguments {
  @Flag var plain: [PlainFault] = []
  @Option(name: .fault(.dropByte), help: .fault(.dropByte)) var dropByte: [String] = []
  @Option(name: .fault(.dropHostByte), help: .fault(.dropHostByte)) var dropHostByte: [String] = []
  @Option(name: .fault(.insert), help: .fault(.insert)) var insert: [String] = []
  @Option(name: .fault(.stall), help: .fault(.stall)) var stall: [String] = []
  @Option(name: .fault(.delay), help: .fault(.delay)) var delay: [String] = []
  @Option(name: .fault(.wrongSlot), help: .fault(.wrongSlot), completion: .synvc(.slots)) var wrongSlot: [String] = []
  @Option(name: .fault(.short), help: .fault(.short)) var short: [String] = []
  @Option(name: .fault(.cut), help: .fault(.cut)) var cut: [String] = []
  @Option(name: .fault(.overflow), help: .fault(.overflow)) var overflow: [String] = []
  @Option(name: .fault(.needsGap), help: .fault(.needsGap)) var needsGap: [String] = []
  @Option(name: .fault(.slowProgram), help: .fault(.slowProgram)) var slowProgram: [String] = []
  @Option(name: .fault(.unplug), help: .fault(.unplug)) var unplug: [String] = []
  @Option(name: .fault(.storeIn), help: .fault(.storeIn), completion: .synvc(.slots)) var storeIn: [String] = []
  @Option(name: .fault(.normalise), help: .fault(.normalise)) var normalise: [String] = []
  @Option(name: .fault(.absentBank), help: .fault(.absentBank), completion: .synvc(.slots))
  var absentBank: [String] = []
  @Option(name: .customLong("on"), help: "Limit message faults to this slot.", completion: .synvc(.slots))
  var slot: String?
  @Option(name: .customLong("nth"), help: "Limit message faults to the n-th message, from 0.") var ordinal: Int?
  @Option(help: "Repeat message faults this many times.") var times: Int?

  func validate() throws {
    if slot != nil, ordinal != nil { throw ValidationError("--on and --nth exclude each other.") }
    if (ordinal ?? 0) < 0 || (times ?? 0) < 0 { throw ValidationError("--nth and --times take no negative numbers.") }
    let named = Set(given.map(\.0))
    if slot != nil || ordinal != nil || times != nil, !named.contains(where: \.isForMessages) {
      throw ValidationError("--on, --nth and --times need a message fault.")
    }
  }

  /// The faults that were named, each with its value.
  private var given: [(FaultName, String)] {
    let valued: [(FaultName, [String])] = [
      (.dropByte, dropByte), (.dropHostByte, dropHostByte), (.insert, insert), (.stall, stall), (.delay, delay),
      (.wrongSlot, wrongSlot), (.short, short), (.cut, cut), (.overflow, overflow), (.needsGap, needsGap),
      (.unplug, unplug), (.storeIn, storeIn), (.normalise, normalise), (.absentBank, absentBank),
      (.slowProgram, slowProgram),
    ]
    return plain.map { ($0.name, "") } + valued.flatMap { name, values in values.map { (name, $0) } }
  }

  /// - Throws: ``FaultTextError`` for a value without meaning.
  func faults(for profile: any DeviceModel) throws -> [Fault] {
    var aim = FaultAim(times: times)
    if let ordinal { aim.target = .nth(ordinal) }
    if let slot { aim.target = .slot(try profile.knownSlot(slot)) }
    return try given.map { try $0.0.fault($0.1, for: profile, aim: aim) }
  }
}

/// A fault whose name says all.
struct PlainFault: EnumerableFlag {
  let name: FaultName

  static var allCases: [PlainFault] { FaultName.allCases.filter { $0.value == nil }.map(PlainFault.init) }
  static func name(for value: PlainFault) -> NameSpecification { .fault(value.name) }
  static func help(for value: PlainFault) -> ArgumentHelp? { .fault(value.name) }
}

extension NameSpecification {
  fileprivate static func fault(_ name: FaultName) -> NameSpecification { .customLong(name.rawValue) }
}

extension ArgumentHelp {
  fileprivate static func fault(_ name: FaultName) -> ArgumentHelp {
    ArgumentHelp("\(name.summary)", valueName: name.value)
  }
}
