internal import ArgumentParser
internal import MIDI
internal import Operations
internal import Profiles
package import Presentation
import Transfer
import Importers

/// `synvc send`.
struct SendCommand: SynvcCommand {
  static let configuration = CommandConfiguration(
    "send", abstract: "Send the messages of a file to a port unchanged",
    details: """
      Replays the SysEx messages of a file in order and byte for byte, at the speed of a DIN cable at most. A pause \
      follows each message. Tracks of a MIDI file are merged by time, and its pauses are kept, up to a minute each. \
      The messages are shown and must be confirmed first. The device is neither saved before nor read back: 'checkout \
      --send' does both. Messages with a wrong checksum or length need '--force'. So do messages that a known model's \
      profile does not list, and all messages of unknown models. They may be system updates or commands.
      """,
    examples: [
      "synvc send dump.syx --port hw:Loop,0,0": "sends a file",
      "synvc send dump.syx --port mono --dry-run": "shows what would be sent to a device of the rig",
      "synvc send bank.syx --port hw:Loop,0,0 --force": "sends a dump of an unknown model",
    ],
    statuses: [
      .partial: "all bytes were sent, but reception was not verified",
      .refused: "refused: needs '--force' or '--yes'", .unreachable: "port not reachable",
      .badInput: "a file without messages",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "The file: .syx, .mid or .zip, or a folder.", completion: .file()) var file: String
  @Option(help: "The port, or a device of the rig.", completion: .synvc(.ports)) var port: String
  @Option(help: ArgumentHelp("Pause after every message.", valueName: "milliseconds")) var gap: Double?
  @Flag(name: .shortAndLong, help: "Show what would be sent and stop.") var dryRun = false
  @Flag(help: "Send despite a refusal.") var force = false
  @OptionGroup var hooks: HookOptions

  func validate() throws {
    if let gap, !(0...60_000).contains(gap) { throw ValidationError("--gap takes 0 to 60000 milliseconds.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let (replay, reading) = try read(context)
    let gap = gap.map { Duration.milliseconds($0) } ?? max(replay.pacing.gap, .milliseconds(60))
    show(replay, gap, context)
    if dryRun {
      context.output.show(json: json(replay, reading, sent: 0)) { $0.line("nothing was sent") }
      return .done
    }
    if !force, let refusal = refusal(replay) { throw refusal }
    try context.confirm("send \(Count.messages(replay.lines.count)) to \(quoted: port)")
    try context.askToReplay(replay, on: port, hooks)
    let port = try context.openPort(named: port)
    defer { port.close() }
    try send(replay, gap, port, context)
    context.output.show(json: json(replay, reading, sent: replay.lines.count)) {
      $0.line("\(Count.messages(replay.lines.count)), \(Count.bytes(replay.byteCount)), sent, not verified")
    }
    return .partial
  }

  private func read(_ context: CommandContext) throws -> (Replay, InputReading) {
    let reading = try NamedFiles([file], in: context).checked()
    let replay = try Replay(reading.files, registry: try context.profileRegistry())
    let wrong = reading.files.count == 1 ? InputText.warnings(replay.faults, of: reading.files[0]) : []
    let lines = reading.files.flatMap { InputText.warnings($0, fate: "its bytes are not sent") }
    for line in InputText.warnings(reading) + lines + wrong { context.output.warning(line) }
    return (replay, reading)
  }

  private func show(_ replay: Replay, _ gap: Duration, _ context: CommandContext) {
    let models = Dictionary(grouping: replay.lines) { $0.profile?.name }
    for (model, lines) in models.sorted(by: { ($0.key ?? "~") < ($1.key ?? "~") }) {
      let slots = lines.compactMap(\.slot)
      let names = slots.prefix(8).joined(separator: ", ") + (slots.count > 8 ? " and \(slots.count - 8) more" : "")
      context.output.note(
        "\(model ?? "unknown model", .heading)  \(Count.messages(lines.count))\(slots.isEmpty ? "" : ": \(names)")")
    }
    let pauses = replay.pauses(gap: gap)
    if pauses > .zero {
      context.output.note(
        "the file's pauses are kept, \(Count.seconds(pauses)) in all; the longest is a minute at most")
    }
    let time = Count.seconds(replay.expectedDuration(gap: gap))
    context.output.note(
      "\(Count.bytes(replay.byteCount)), about \(time); the current content of these slots will be lost")
  }

  private func refusal(_ replay: Replay) -> ReplayRefusal? {
    if replay.strangers > 0 { return .strangers(replay.strangers, file: file) }
    if replay.unknown > 0 { return .unknown(replay.unknown, file: file) }
    return replay.wrong > 0 ? .wrong(replay.wrong, file: file) : nil
  }

  private func send(_ replay: Replay, _ gap: Duration, _ port: any Port, _ context: CommandContext) throws {
    let progress = context.progress(
      "sending", of: replay.lines.count, expected: replay.expectedDuration(gap: gap))
    defer { progress.finish() }
    var pacing = replay.pacing
    pacing.gap = gap
    let conversation = Conversation(port, pacing: pacing)
    var begin = port.now
    for (index, line) in replay.lines.enumerated() {
      try pause(until: begin + line.lead, port, context)
      begin = port.now
      progress.advance(to: index, item: line.slot ?? "\(index + 1)")
      do { try conversation.send(line.message.bytes) } catch {
        throw CutReplay(cause: error, file: file, sent: index, total: replay.lines.count)
      }
    }
    conversation.settle()
  }

  /// Waits as the file does, in steps that a signal can end.
  private func pause(until time: Duration, _ port: any Port, _ context: CommandContext) throws {
    try context.interrupt.check()
    while case let left = time - port.now, left > .zero {
      port.pause(min(left, .milliseconds(100)))
      try context.interrupt.check()
    }
  }

  private func json(_ replay: Replay, _ reading: InputReading, sent: Int) -> JSON {
    let damage = reading.files.reduce(0) { $0 + $1.damage.count + $1.trackDamage.count }
    let members: [(String, JSON)] = [
      ("file", .string(file)), ("port", .string(port)), ("messages", JSON(replay.lines.count)),
      ("bytes", JSON(replay.byteCount)), ("sent", JSON(sent)), ("verified", false),
      ("slots", JSON(replay.lines.compactMap(\.slot))), ("damageCount", JSON(damage)),
    ]
    return .sorted(members + InputText.json(reading))
  }
}

/// The reason why a file is sent only after an explicit confirmation.
package enum ReplayRefusal: Error, Hashable, Sendable {
  /// Messages of a known model that its profile does not list.
  case strangers(Int, file: String)
  /// Messages of models that no profile knows.
  case unknown(Int, file: String)
  /// Messages with a wrong checksum or length.
  case wrong(Int, file: String)
}

extension ReplayRefusal: Reportable {
  private static func some(_ count: Int, _ file: String) -> StyledText { "\(Count.messages(count)) of \(quoted: file)" }

  package var report: Report {
    switch self {
    case .strangers(let count, let file):
      Report(
        .refused, "\(Self.some(count, file)) \(count == 1 ? "is" : "are") not listed in the model's profile",
        hint: "use '--force' to send them; they may include a system update or a command",
        details: ["file": .string(file), "messages": JSON(count)])
    case .unknown(let count, let file):
      Report(
        .refused, "\(Self.some(count, file)) \(count == 1 ? "is" : "are") of an unknown model",
        hint: "use '--force' to send them; they may include a system update or a command",
        details: ["file": .string(file), "messages": JSON(count)])
    case .wrong(let count, let file):
      Report(
        .refused, "\(Self.some(count, file)) \(count == 1 ? "has" : "have") a wrong checksum or length",
        hint: "use '--force' to send them; the instrument may refuse or misread them",
        details: ["file": .string(file), "messages": JSON(count)])
    }
  }
}

/// A file that was sent in part: the port failed.
struct CutReplay: Error, Reportable {
  let cause: TransferError
  let file: String
  /// Messages that had left whole.
  let sent: Int
  let total: Int

  var report: Report {
    var report = cause.report
    report.message =
      report.message
      + (sent == 0
        ? "; none of the \(Count.messages(total)) of \(quoted: file) was sent completely"
        : "; the last message sent completely is \(sent) of \(total) of \(quoted: file)")
    report.details += [.init(name: "sent", value: JSON(sent)), .init(name: "messages", value: JSON(total))]
    return report
  }
}
