internal import ArgumentParser
internal import Objects
internal import Operations
internal import Presentation
internal import Repository
import Archive

/// `synvc branch`.
struct Branch: SynvcCommand {
  static let configuration = CommandConfiguration(
    "branch", abstract: "List, create, rename or delete branches",
    details: "A deleted branch is kept as 'refs/synvc/deleted/heads/NAME/TIME'.",
    examples: [
      "synvc branch": "lists the branches", "synvc branch live \"before gig\"": "creates a branch at an older snapshot",
      "synvc branch --delete old": "deletes a branch",
    ],
    statuses: [
      .failed: "the name is taken", .unknownName: "no such branch or revision", .noArchive: "no archive here",
      .refused: "the current branch cannot be deleted",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(
    help: ArgumentHelp("Name of the new branch, then its first snapshot.", valueName: "name|rev"),
    completion: .synvc(.revisions))
  var words: [String] = []
  @Flag(name: .shortAndLong, help: "Delete the named branches.") var delete = false
  @Flag(name: [.customShort("m"), .long], help: "Rename a branch, by default the current one: '[OLD] NEW'.")
  var rename = false
  @Flag(name: .shortAndLong, help: "Move an existing branch other than the current one.") var force = false

  func validate() throws {
    if delete && rename { throw ValidationError("--delete and --rename cannot be used together.") }
    if delete && words.isEmpty { throw ValidationError("--delete needs the name of a branch.") }
    if rename && !(1...2).contains(words.count) {
      throw ValidationError("--rename needs one name, or the old and the new.")
    }
    if !delete && words.count > 2 { throw ValidationError("Unexpected argument '\(words[2])'.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(withProfiles: false)
    if delete {
      try NameLists.remove(words, isTag: false, workspace, context.output)
    } else if rename {
      let old = try words.count == 2 ? words[0] : workspace.branchName()
      let new = words[words.count - 1]
      try workspace.renameBranch(old, to: new)
      context.output.show(json: ["old": .string(old), "new": .string(new)]) { $0.line("\(old) is now \(new)") }
    } else if let name = words.first {
      let id = try RevisionFinder(context, workspace).start(words.dropFirst().first)
      try workspace.makeBranch(name, at: id, force: force)
      NameLists.made(name, id, try workspace.short(id), context.output)
    } else {
      try NameLists.show(tags: false, workspace, context)
    }
    return .done
  }
}

/// `synvc tag`.
struct TagCommand: SynvcCommand {
  static let configuration = CommandConfiguration(
    "tag", abstract: "List, create or delete tags",
    details: """
      With '-m' the tag records its author, date and message. A deleted tag is kept as \
      'refs/synvc/deleted/tags/NAME/TIME'.
      """,
    examples: ["synvc tag": "lists the tags", "synvc tag gig-2026 HEAD~2 -m \"as played\"": "marks an older snapshot"],
    statuses: [
      .failed: "the name is taken", .unknownName: "no such tag or revision", .noArchive: "no archive here",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(
    help: ArgumentHelp("Name of the new tag, then its snapshot.", valueName: "name|rev"), completion: .synvc(.revisions)
  )
  var words: [String] = []
  @Option(name: .longAndLetter("m"), help: ArgumentHelp("Message of the tag.", valueName: "text")) var message: String?
  @Flag(name: .shortAndLong, help: "Delete the named tags.") var delete = false
  @Flag(name: .shortAndLong, help: "Replace an existing tag.") var force = false

  func validate() throws {
    if delete && words.isEmpty { throw ValidationError("--delete needs the name of a tag.") }
    if !delete && words.count > 2 { throw ValidationError("Unexpected argument '\(words[2])'.") }
    if message != nil, words.isEmpty || delete { throw ValidationError("--message needs the name of a new tag.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(withProfiles: false)
    if delete {
      try NameLists.remove(words, isTag: true, workspace, context.output)
    } else if let name = words.first {
      let id = try RevisionFinder(context, workspace).start(words.dropFirst().first)
      try workspace.makeTag(name, at: id, text: message, force: force)
      NameLists.made(name, id, try workspace.short(id), context.output)
    } else {
      try NameLists.show(tags: true, workspace, context)
    }
    return .done
  }
}

/// The common parts of `branch` and `tag`.
private enum NameLists {
  static func show(tags: Bool, _ workspace: Workspace, _ context: CommandContext) throws {
    let names = try workspace.names(tags: tags)
    var table = Table()
    for entry in names {
      let mark: StyledText = entry.isCurrent ? "* \(entry.name.short, .new)" : "  \(entry.name.short)"
      let text = entry.text?.split(separator: "\n").first.map(String.init) ?? entry.snapshot?.subject ?? ""
      table.row(mark, "\(try workspace.short(entry.id), .id)", "\(text)")
    }
    context.output.show(json: [tags ? "tags" : "branches": .array(names.map(json))]) { $0.lines(table.lines) }
  }

  private static func json(_ entry: NamedSnapshot) -> JSON {
    [
      "name": .string(entry.name.short), "id": .string(entry.id.hex), "subject": JSON(entry.snapshot?.subject),
      "current": .bool(entry.isCurrent), "text": JSON(entry.text),
    ]
  }

  static func made(_ name: String, _ id: ObjectID, _ short: String, _ output: Output) {
    output.show(json: ["name": .string(name), "id": .string(id.hex)]) { $0.line("\(name) points to \(short, .id)") }
  }

  static func remove(_ names: [String], isTag: Bool, _ workspace: Workspace, _ output: Output) throws {
    var removed: [JSON] = []
    for name in names {
      let id = try workspace.removeName(name, isTag: isTag)
      removed.append(["name": .string(name), "id": .string(id.hex)])
      let short = try workspace.short(id)
      if !output.rules.json { output.line("deleted \(name) (was \(short, .id))") }
    }
    if output.rules.json { output.document(["deleted": .array(removed)]) }
  }
}

extension RevisionFinder {
  /// The snapshot at which something new starts: the one named, else HEAD.
  func start(_ text: String?) throws -> ObjectID { try commit(text ?? "HEAD") }
}
