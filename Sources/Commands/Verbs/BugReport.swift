internal import ArgumentParser
internal import Files
internal import MIDI
internal import Presentation

/// `synvc bug-report`.
struct BugReport: SynvcCommand {
  static let configuration = CommandConfiguration(
    "bug-report", abstract: "Collect data for a bug report, without names",
    details: """
      Prints one text with versions, system, profiles by id and hash, kinds of ports, and counts of the archive. It \
      lists the last commands without their arguments, and an interrupted send. With '--wire-log' it adds recorded \
      MIDI messages. The report contains no name of a user, device, slot, branch or folder, and no text of a snapshot. \
      It stays on this computer. Every text in a logged message becomes 'x' if a profile decodes it. Messages that no \
      profile decodes are reduced to maker and length. With '--output' the text is shown, confirmed, and then written.
      """,
    examples: [
      "synvc bug-report": "prints the report",
      "synvc --wire-log wire.txt snapshot mono": "records the messages of a failing command",
      "synvc bug-report --wire-log wire.txt -o report.txt": "adds the recording to a report",
    ],
    statuses: [
      .refused: "not confirmed, or the file exists", .badInput: "not a wire log",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Option(
    name: .longAndLetter("o"), help: ArgumentHelp("File to write the report to.", valueName: "file"),
    completion: .file())
  var output: String?
  @Flag(help: "Replace an existing file.") var force = false
  @Flag(help: "Keep messages that no profile decodes; they may contain names.") var withDumps = false

  func run(in context: CommandContext) throws -> ExitStatus {
    if let output { _ = try context.placeForFile(output, isReplacing: force) }
    let report = try text(context)
    context.output.show(json: ["report": .string(report)]) { $0.bytes(report.utf8) }
    guard let output else { return .done }
    context.output.flush()
    try context.confirm("write this to \(quoted: output)")
    let file = try ResultFile(output, isReplacing: force, permissions: 0o600, in: context)
    try file.write(Array(report.utf8))
    try file.finish()
    context.output.note("written to \(quoted: output)")
    return .done
  }

  private func text(_ context: CommandContext) throws -> String {
    let log = try context.globals.wireLog.map { try Self.recording($0, context) }
    let source = ReportSource(context)
    var sections = [source.program, source.system, source.profiles, source.ports] + source.archive
    if let log { sections.append(source.wire(log, withDumps: withDumps)) }
    return sections.map(\.text).joined(separator: "\n")
  }

  /// Longer logs are of many instruments.
  private static let limit = 64 << 20

  private static func recording(_ name: String, _ context: CommandContext) throws -> WireRecording {
    do {
      let bytes = try RealFileSystem().read(context.process.absolute(name), limit: limit)
      let text = String(decoding: bytes, as: UTF8.self)
      do { return try WireRecording(text) } catch {
        // A program that died may have left its last line unfinished.
        guard let end = text.lastIndex(of: "\n"), text[end...].count > 1 else { throw error }
        return try WireRecording(String(text[...end]))
      }
    } catch {
      throw BadInput(file: name, cause: error)
    }
  }
}
