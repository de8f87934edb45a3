internal import ArgumentParser
internal import Files
internal import Operations
internal import Presentation
import Importers

/// `synvc import`.
struct Import: SynvcCommand {
  static let configuration = CommandConfiguration(
    "import", abstract: "Create a snapshot from files",
    details: """
      Reads SysEx files, Standard MIDI Files, zip files and folders of them, and detects the type from the content. \
      Unreadable files are skipped. Without '--device' each file is stored in 'files/NAME', apart from the rig. With \
      '--device' the messages replace the same slots of the device.
      """,
    examples: [
      "synvc import old-bank.syx -m \"bank of 2009\"": "stores the file as files/old-bank",
      "synvc import kits.syx --device mono": "replaces the same slots of 'mono'",
    ],
    statuses: [
      .partial: "stored, but some files were skipped, or some messages are incomplete or invalid",
      .unknownName: "no such profile",
      .badInput: "a file without data to import",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: ArgumentHelp("Files and folders to import.", valueName: "file"), completion: .file()) var files:
    [String]
  @Option(name: .longAndLetter("m"), help: ArgumentHelp("Message of the snapshot.", valueName: "text")) var message:
    String?
  @Option(help: ArgumentHelp("Device that the files belong to.", valueName: "name"), completion: .synvc(.devices))
  var device: String?
  @Flag(help: "Treat the files as the whole state of the device.") var replace = false
  @Option(help: ArgumentHelp("Model; 'none' stores only bytes.", valueName: "id"), completion: .synvc(.profiles))
  var profile: String?
  @Flag(help: "Give the snapshot the date of the newest file.") var dateFromFile = false
  @Flag(help: "Also store differences in bytes without meaning.") var exact = false

  @OptionGroup var hooks: HookOptions

  func validate() throws {
    if replace, device == nil { throw ValidationError("--replace needs --device.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let named = try NamedFiles(files, in: context)
    let reading = try named.checked()
    var workspace = try context.workspace(making: true, hooks: hooks)
    if dateFromFile, let newest = named.newest {
      workspace = workspace.dated(newest)
    }
    var request = ImportRequest(text: message ?? "import \(files.map(Path.name).joined(separator: ", "))")
    request.device = device
    request.replace = replace
    request.profile = profile
    request.exact = exact
    let result = try workspace.importFiles(reading.files, request)
    let text = ImportText(result, of: reading, subject: request.text, short: try result.commit.map(workspace.short))
    context.output.show(json: text.json) { $0.lines(text.lines) }
    for warning in text.warnings { context.output.warning(warning) }
    return text.warnings.isEmpty ? .done : .partial
  }
}
