internal import ArgumentParser
internal import Files
internal import MIDI
internal import Operations
internal import Profiles
internal import Presentation
import Transfer

/// `synvc listen`.
struct Listen: SynvcCommand {
  static let configuration = CommandConfiguration(
    "listen", abstract: "Record SysEx messages from a port",
    details: """
      Writes received messages to a file byte for byte, complete or broken, without real-time bytes. '--raw' keeps \
      every byte. Recording ends with Ctrl-C, or earlier with '--messages', '--seconds' or '--quiet-for'. Without '-o' \
      the messages are only shown. Nothing is sent.
      """,
    examples: [
      "synvc listen hw:Loop,0,0 -o dump.syx": "records until Ctrl-C",
      "synvc listen mono -o dump.syx --quiet-for 5": "ends five seconds after the last message",
    ],
    statuses: [
      .partial: "recorded, but messages are broken or bytes were lost", .failed: "no message arrived",
      .refused: "the file exists", .unreachable: "port not reachable",
      .storageFailed: "the file cannot be written",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "The port, or a device of the rig.", completion: .synvc(.ports)) var port: String
  @Option(
    name: .longAndLetter("o"), help: ArgumentHelp("File to write.", valueName: "file"),
    completion: .file())
  var output: String?
  @Flag(help: "Replace an existing file.") var force = false
  @Flag(help: "Keep every received byte.") var raw = false
  @Option(help: ArgumentHelp("Stop after this many messages.", valueName: "number")) var messages: Int?
  @Option(help: ArgumentHelp("Stop after this time.", valueName: "seconds")) var seconds: Double?
  @Option(help: ArgumentHelp("Stop this long after the last message.", valueName: "seconds"))
  var quietFor: Double?

  func validate() throws {
    if let messages, messages < 1 { throw ValidationError("--messages takes 1 or more.") }
    for seconds in [seconds, quietFor].compactMap(\.self) where !(0.1...1_000_000).contains(seconds) {
      throw ValidationError("--seconds and --quiet-for take 0.1 or more.")
    }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let file = try output.map { try ResultFile($0, isReplacing: force, in: context) }
    let port = try context.openPort(named: self.port)
    defer { port.close() }
    context.output.note("listening on \(port.name, .heading); stop with Ctrl-C")
    let recorder = Recorder(port) { context.interrupt.signal() != nil }
    var names = MessageNames(try context.profileRegistry())
    let meter = context.progress("recording", of: messages)
    defer { meter.finish() }
    var count = 0
    let tally: Recorder.Tally
    do {
      tally = try recorder.run(limits, isRaw: raw, keep: { bytes throws(FileError) in try file?.write(bytes) }) {
        piece in
        guard case .message(let message, _, _) = piece else { return }
        count += 1
        let name = names.name(of: message)
        meter.advance(to: count, item: name.plain)
        if output == nil || context.output.rules.json { Self.tell(message, name, context) }
      }
      if keeps(tally) { try file?.finish() } else { file?.giveUp() }
    } catch {
      file?.giveUp()
      throw error
    }
    return try report(tally, context)
  }

  /// Whether anything came that belongs into the file: an old one is not replaced by nothing.
  private func keeps(_ tally: Recorder.Tally) -> Bool {
    let isSysEx = tally.messages + tally.broken.count > 0
    return isSysEx || raw && tally.otherBytes + tally.realTime.total > 0
  }

  private var limits: Recorder.Limits {
    var limits = Recorder.Limits()
    limits.messages = messages
    limits.duration = seconds.map { .seconds($0) }
    limits.quiet = quietFor.map { .seconds($0) }
    return limits
  }

  private static func tell(_ message: SysExMessage, _ name: StyledText, _ context: CommandContext) {
    if context.output.rules.json {
      context.output.record(["message": .string(name.plain), "bytes": JSON(message.bytes.count)])
    } else {
      context.output.line("\(name)  \(Count.bytes(message.bytes.count))")
    }
  }

  private func report(_ tally: Recorder.Tally, _ context: CommandContext) throws -> ExitStatus {
    for (offset, reason) in tally.broken.prefix(5) {
      context.output.warning("the message at byte \(offset) was cut off\(reason.words)")
    }
    if tally.broken.count > 5 { context.output.warning("and \(tally.broken.count - 5) more are broken") }
    if tally.lost > 0 {
      context.output.warning(
        "the system lost at least \(Count.bytes(tally.lost)) of the received data: record it again")
    }
    let json: JSON = .sorted([
      ("file", JSON(output)), ("messages", JSON(tally.messages)), ("bytes", JSON(tally.bytes)),
      ("broken", JSON(tally.broken.count)), ("other-bytes", JSON(tally.otherBytes)), ("lost", JSON(tally.lost)),
      ("real-time", JSON(tally.realTime.total)),
    ])
    if context.output.rules.json { context.output.record(json) }
    let place = keeps(tally) ? output.map { " in \($0)" } ?? "" : ""
    context.output.line("\(Count.messages(tally.messages)), \(Count.bytes(tally.bytes))\(place)\(Self.beside(tally))")
    if case .failed(let error) = tally.end { throw error }
    if tally.messages == 0 { return tally.isWhole ? .failed : .partial }
    return tally.isWhole ? .done : .partial
  }

  private static func beside(_ tally: Recorder.Tally) -> String {
    let parts = [
      tally.otherBytes > 0 ? "\(Count.bytes(tally.otherBytes)) of other traffic" : nil,
      tally.realTime.total > 0 ? "\(tally.realTime.total) real-time bytes" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? "" : "; left out: \(parts.joined(separator: ", "))"
  }
}

/// The names of messages, by the known models.
struct MessageNames {
  private let registry: ProfileRegistry

  init(_ registry: ProfileRegistry) { self.registry = registry }

  /// The model and slot, or the bytes that the message begins with.
  mutating func name(of message: SysExMessage) -> StyledText {
    let replay = try? Replay([message], registry: registry)
    // An unreadable profile does not stop a recording: the message is then named by its bytes.
    guard let line = replay?.lines.first, let profile = line.profile else {
      return "\(HexText.start(of: message.bytes))"
    }
    return "\(profile.name) \(line.slot ?? HexText.start(of: message.bytes))"
  }
}
