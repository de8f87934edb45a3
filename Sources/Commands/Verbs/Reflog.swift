internal import Bytes
internal import ArgumentParser
internal import Objects
internal import Operations
internal import Presentation
internal import Repository

/// `synvc reflog`.
struct Reflog: SynvcCommand {
  static let configuration = CommandConfiguration(
    "reflog", abstract: "Show the history of a branch or ref",
    details: """
      Earlier snapshots stay stored: 'HEAD@{3}' and the listed ids are revisions. '--operations' lists every command \
      that moved a branch or tag, and marks undone commands. 'saved' marks the state of the devices before a send, \
      which is on no branch. 'synvc checkout ID --send' restores it.
      """,
    examples: [
      "synvc reflog": "lists the earlier snapshots of HEAD",
      "synvc reflog live": "lists the earlier snapshots of the branch 'live'",
      "synvc reflog --operations": "lists the commands that 'synvc undo' can undo",
    ],
    statuses: [.unknownName: "no such branch or tag", .noArchive: "no archive here"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: ArgumentHelp("A branch, a tag or HEAD.", valueName: "name"), completion: .synvc(.revisions))
  var name = "HEAD"

  @Flag(help: "List the commands that moved branches and tags.") var operations = false

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(withProfiles: false)
    if operations { return try showOperations(workspace, context) }
    let ref = try ref(workspace)
    let entries = try Array(workspace.repository.reflog(ref).reversed())
    let rows = try entries.enumerated().map { index, entry in try Row(entry, mark: "\(name)@{\(index)}", workspace) }
    let saved = try ref == .head ? self.saved(workspace) : []
    var table = Table()
    for row in Self.merged(rows, saved) { row.add(to: &table) }
    let document: JSON = [
      "entries": .array(rows.map { $0.json(named: "revision", $0.mark) }),
      "saved": .array(saved.map { $0.json(named: "id", $0.entry.new.hex) }),
    ]
    try context.output.show(json: document) {
      try context.page(workspace)
      $0.lines(table.lines)
    }
    return .done
  }

  private func showOperations(_ workspace: Workspace, _ context: CommandContext) throws -> ExitStatus {
    let text = OperationsText(try workspace.repository.operationHistory())
    try context.output.show(json: text.json) {
      try context.page(workspace)
      $0.lines(text.lines)
    }
    // The existing operations were listed; a damaged line has no copy.
    try workspace.repository.checkOperations()
    return .done
  }

  /// Snapshots saved before a send that are on no branch, the newest first.
  private func saved(_ workspace: Workspace) throws -> [Row] {
    let refs = try workspace.repository.refs.list(RefName.safety).map(\.name)
    return try refs.flatMap { ref in
      try workspace.repository.reflog(ref).filter { !$0.new.isZero }.map { try Row($0, mark: "saved", workspace) }
    }.sorted { $0.entry.who.seconds > $1.entry.who.seconds }
  }

  /// Both by time; a saved snapshot precedes the operation of the same time.
  private static func merged(_ rows: [Row], _ saved: [Row]) -> [Row] {
    var all: [Row] = []
    var left = saved[...]
    for row in rows {
      while let first = left.first, first.entry.who.seconds > row.entry.who.seconds { all.append(left.removeFirst()) }
      all.append(row)
    }
    return all + left
  }

  private func ref(_ workspace: Workspace) throws -> RefName {
    let candidates = [RefName(name), RefName(branch: name), RefName(tag: name)].compactMap(\.self)
    for candidate in candidates { try workspace.repository.checkRefConsistency(of: candidate) }
    for candidate in candidates where try workspace.repository.refs.value(candidate) != nil { return candidate }
    let known = try workspace.repository.refs.list("refs/heads/").map(\.name.short)
    throw NameError.unknown(name, isTag: false, near: EditDistance.nearest(to: name, among: known))
  }
}

/// One line of a reflog.
private struct Row {
  let entry: ReflogEntry
  /// The row's name, or its kind.
  let mark: String
  private let short: String

  init(_ entry: ReflogEntry, mark: String, _ workspace: Workspace) throws {
    self.entry = entry
    self.mark = mark
    short = entry.new.isZero ? "deleted" : try workspace.repository.objects.abbreviation(of: entry.new)
  }

  func add(to table: inout Table) {
    let date = DateText.minutes(entry.who.seconds, zone: entry.who.zoneMinutes)
    table.row("\(short, .id)", "\(mark)", "\(date)", "\(entry.message)")
  }

  func json(named name: String, _ value: String) -> JSON {
    [
      name: .string(value), "old": .string(entry.old.hex), "new": .string(entry.new.hex),
      "seconds": JSON(entry.who.seconds), "message": .string(entry.message),
    ]
  }
}
