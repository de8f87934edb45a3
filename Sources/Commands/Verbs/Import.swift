internal import ArgumentParser
internal import Files
internal import Operations

/// `synvc import`.
struct Import: SynvcCommand {
  static let configuration = CommandConfiguration(
    "import", abstract: "Make a snapshot from files",
    details: """
      Reads SysEx files, Standard MIDI Files, zip files and folders of them, each known by its content. A file that cannot \
      be read keeps no other one out. Without '--device' each file is kept in 'files/NAME', apart from the rig; with it \
      the messages take the place of the device's slots.
      """,
    examples: [
      "synvc import old-bank.syx -m \"bank of 2009\"": "keeps the file as files/old-bank",
      "synvc import kits.syx --device mono": "puts the file's slots over those of 'mono'",
    ],
    statuses: [
      .partial: "stored; something is left out, no whole message, or wrong in itself", .unknownName: "no such profile",
      .badInput: "a file that holds nothing to import",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: ArgumentHelp("Files and folders to import.", valueName: "file"), completion: .file()) var files:
    [String]
  @Option(name: .longAndLetter("m"), help: ArgumentHelp("What the snapshot is of.", valueName: "text")) var message:
    String?
  @Option(help: ArgumentHelp("The device that the files are of.", valueName: "name"), completion: .synvc(.devices))
  var device: String?
  @Flag(help: "The files are the whole state of the device.") var replace = false
  @Option(help: ArgumentHelp("The model; 'none' for bytes alone.", valueName: "id"), completion: .synvc(.profiles))
  var profile: String?
  @Flag(help: "Date the snapshot as the newest of the files.") var dateFromFile = false
  @Flag(help: "Store also what differs only in bytes without meaning.") var exact = false

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
