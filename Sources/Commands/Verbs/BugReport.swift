internal import ArgumentParser
internal import Files
internal import MIDI
internal import Operations

/// `synvc bug-report`.
struct BugReport: SynvcCommand {
  static let configuration = CommandConfiguration(
    "bug-report", abstract: "Gather what helps to find a fault, without names",
    details: """
      Prints one text: versions, system, profiles by id and hash, kinds of ports, counts of the archive, the last commands \
      without their words, a send that was cut off, and with '--wire-log' what passed a port. It holds no name of a user, \
      device, slot, branch or folder, no text of a snapshot, and nothing is sent anywhere. Of each message in the log all \
      texts become 'x', as far as a profile decodes it; one that nothing decodes is left out but for its maker and length. \
      With '--output' the text is shown, then written.
      """,
    examples: [
      "synvc bug-report": "prints the report",
      "synvc --wire-log wire.txt snapshot mono": "writes down what goes wrong",
      "synvc bug-report --wire-log wire.txt -o report.txt": "puts it into a report",
    ],
    statuses: [
      .refused: "not confirmed, or the file is there already", .badInput: "a file that is no wire log",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Option(
    name: .longAndLetter("o"), help: ArgumentHelp("Where to write it.", valueName: "file"), completion: .file())
  var output: String?
  @Flag(help: "Replace a file that is there already.") var force = false
  @Flag(help: "Leave in what nothing decodes: it may hold names.") var withDumps = false

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
