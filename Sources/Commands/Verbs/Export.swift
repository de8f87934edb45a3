internal import ArgumentParser
internal import Operations
internal import Presentation

/// `synvc export`.
struct Export: SynvcCommand {
  static let configuration = CommandConfiguration(
    "export", abstract: "Write the messages of a snapshot to one file",
    details: """
      Writes the messages of a snapshot, by default HEAD, in replay order and byte for byte. The result is a .syx file \
      that every other program can read. '--raw' writes an imported file unchanged, stray bytes included.
      """,
    examples: [
      "synvc export -o backup.syx": "writes all messages of HEAD",
      "synvc export \"before gig\" mono/kit/ -o kits.syx": "writes the kits of one device",
    ],
    statuses: [
      .unknownName: "no such revision or slot", .refused: "the file exists",
      .storageFailed: "the file cannot be written",
    ])
  static let seesTerminator = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Option(
    name: .longAndLetter("o"), help: ArgumentHelp("File to write; '-' for standard output.", valueName: "file"),
    completion: .file())
  var output: String
  @Flag(help: "Replace an existing file.") var force = false
  @Flag(help: "Include the stray bytes of an imported file.") var raw = false

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    let parsed = try RevisionArguments(context, workspace).parse(words, revisions: 0...1)
    guard let commit = try parsed.revisions.first ?? workspace.head() else { throw OperationError.noSnapshots }
    let (bytes, count) = try workspace.export(commit, parsed.selection, raw: raw)
    if output == "-" {
      context.output.bytes(bytes)
      return .done
    }
    let file = try ResultFile(output, isReplacing: force, in: context)
    try file.write(bytes)
    try file.finish()
    context.output.show(json: ["file": .string(output), "messages": JSON(count), "bytes": JSON(bytes.count)]) {
      $0.line("\(Count.messages(count)), \(Count.bytes(bytes.count)), in \(output)")
    }
    return .done
  }
}
