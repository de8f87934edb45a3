internal import Ports
internal import Profiles
internal import Simulation
internal import Presentation

/// Stores a served unit's memory and prints its messages.
///
/// A class, because it counts messages and tracks the stored state.
final class UnitBench {
  private let context: CommandContext
  private let profile: any DeviceModel
  private let memory: SimulatedMemory
  /// Whether the memory file is the unit's own; false while another project is loaded.
  private let isKept: Bool
  private let isVerbose: Bool
  private var known: [UInt8]?
  private var failure: (any Error)?
  private var counts: [String: Int] = [:]

  init(_ context: CommandContext, _ profile: any DeviceModel, _ memory: SimulatedMemory, isKept: Bool, isVerbose: Bool)
  {
    self.context = context
    self.profile = profile
    self.memory = memory
    self.isKept = isKept
    self.isVerbose = isVerbose
    known = memory.bytes()
  }

  /// Says that the unit is there to be asked.
  func begin(on port: PortName) {
    guard context.output.rules.json else {
      return context.output.note(
        "\(profile.name, .heading) on \(port.description), its memory in \(memory.path); stop with Ctrl-C")
    }
    context.output.record([
      "event": "start", "profile": .string(profile.id), "port": .string(port.description),
      "memory": .string(memory.path),
    ])
    context.output.flush()
  }

  /// The unit, where `simulate edit` or another program has changed its memory.
  func reload() -> SimulatedUnit? {
    guard isKept, let bytes = memory.bytes(), bytes != known else { return nil }
    known = bytes
    return SimulatedUnit(profile: profile, file: bytes)
  }

  func store(_ unit: SimulatedUnit) {
    guard isKept else { return }
    let base = known.map { SimulatedUnit(profile: profile, file: $0, loadedText: unit.loadedText) }
    do { try memory.store(unit, since: base) } catch {
      failure = failure ?? error
      context.output.warning("the memory of the unit was not stored: \(ErrorPrinter.report(for: error).message)")
    }
    // Where another program changed other slots, the file holds more: ``reload()`` sees it.
    known = unit.fileBytes
  }

  func show(_ event: UnitEvent) {
    let row = UnitEventText(event, profile)
    counts[row.word, default: 0] += 1
    guard isVerbose else { return }
    context.output.rules.json ? context.output.record(row.json) : context.output.line(row.line)
    context.output.flush()
  }

  /// Prints the totals.
  ///
  /// - Throws: the error that prevented storing the memory.
  func finish(_ served: ServedUnit) throws {
    if let failure { throw failure }
    let statistics = served.end.statistics
    var words = ["asked", "answered", "stored", "not stored", "passed over", "dumped"]
      .compactMap { word in counts[word].map { "\(word) \($0)" } }
    if words.isEmpty { words = ["no requests"] }
    let (received, sent) = (statistics.bytesToUnit, statistics.bytesFromUnit)
    let realTime = statistics.realTimeBytesFromUnit
    if context.output.rules.json {
      context.output.record([
        "event": "end", "counts": .sorted(counts.map { ($0.key, JSON($0.value)) }), "bytesReceived": JSON(received),
        "bytesSent": JSON(sent), "realTimeBytesSent": JSON(realTime), "bytesLost": JSON(served.bytesLost),
        "seconds": .double(served.now.exactSeconds),
      ])
    } else {
      let lost = served.bytesLost > 0 ? ", \(served.bytesLost) that no program read" : ""
      context.output.line(
        "\(words.joined(separator: ", ")); \(received) bytes received, \(sent) sent, \(realTime) of clock\(lost)")
    }
  }
}
