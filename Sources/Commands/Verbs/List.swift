internal import ArgumentParser
internal import Operations
internal import Presentation
import Archive

/// `synvc ls`.
struct List: SynvcCommand {
  static let configuration = CommandConfiguration(
    "ls", abstract: "List the slots of a snapshot by name",
    details: """
      Lists the slots of the rig's devices, by default in HEAD, and the imported files. Empty slots are counted; \
      '--all' lists them too. When the output is not a terminal, each slot is one line.
      """,
    examples: [
      "synvc ls": "lists everything in the last snapshot", "synvc ls kit/": "lists the kits",
      "synvc ls \"before gig\":mono": "lists one device in another snapshot",
      "synvc ls files/": "lists the slots of every imported file",
    ],
    statuses: [.unknownName: "no such revision, device or slot", .noArchive: "no archive here"])
  static let seesTerminator = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Flag(help: "Also list empty slots.") var all = false

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    let parsed = try RevisionArguments(context, workspace).parse(words, revisions: 0...1)
    guard let commit = try parsed.revisions.first ?? workspace.head() else { throw OperationError.noSnapshots }
    let text = ListingText(
      try workspace.list(commit, parsed.selection), isWhole: parsed.selection.isAll, showsEmpty: all)
    try context.output.show(json: text.json(commit)) {
      try context.page(workspace)
      let lines = $0.rules.results.isTerminal ? text.table(columns: context.columns) : text.paths
      $0.lines(lines)
      if lines.isEmpty { $0.note(text.emptyNote) }
    }
    return .done
  }
}
