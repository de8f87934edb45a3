internal import ArgumentParser
internal import Bytes
internal import Objects
internal import Operations
internal import Presentation
internal import Repository
import History
import Archive

/// `synvc log`.
struct Log: SynvcCommand {
  static let configuration = CommandConfiguration(
    "log", abstract: "List snapshots, newest first",
    details: """
      Lists the last snapshot and its ancestors, including merged branches. Every snapshot is listed before its \
      parents. With slots, the list has only snapshots in which one of them differs from every parent, each with its \
      changes. '-p' and '--stat' compare a merge with its first parent. Dates are written as in git: '2026-11-20 \
      18:30', 'yesterday', '2 weeks ago'.
      """,
    examples: [
      "synvc log": "lists all snapshots", "synvc log kit/005": "shows the history of one sound",
      "synvc log -n 5 --oneline main": "lists the last five, one line each",
      "synvc log --graph --oneline": "draws branches and merges",
      "synvc log -p --since yesterday": "shows the changes since then, field by field",
    ],
    statuses: [.unknownName: "no such revision or slot", .noArchive: "no archive here"])
  static let seesTerminator = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Option(name: .longAndLetter("n"), help: ArgumentHelp("List at most this many.", valueName: "count")) var number: Int?
  @Flag(help: "Print one line per snapshot.") var oneline = false
  @Flag(help: "Draw the history as a graph.") var graph = false
  @Flag(name: [.customShort("p"), .long], help: "Show every changed field.") var patch = false
  @Flag(help: "Show one line per changed slot.") var stat = false
  @Option(
    name: [.long, .customLong("after")], help: ArgumentHelp("List only snapshots from this date on.", valueName: "date")
  )
  var since: String?
  @Option(
    name: [.long, .customLong("before")], help: ArgumentHelp("List only snapshots up to this date.", valueName: "date"))
  var until: String?

  func validate() throws {
    if let number, number < 0 { throw ValidationError("--number takes 0 or more.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    let parsed = try RevisionArguments(context, workspace).parse(words, revisions: 0...1)
    guard let start = try parsed.revisions.first ?? workspace.head() else { throw OperationError.noSnapshots }
    let (oldest, newest) = (try date(since, context) ?? Int.min, try date(until, context) ?? Int.max)
    let names = try workspace.decorations()
    var page = LogPage(oneline: oneline, patch: patch, stat: stat, graph: graph ? HistoryGraph() : nil)
    var left = number ?? Int.max
    try context.page(workspace)
    if left > 0 {
      try workspace.walk(from: start, parsed.selection) { step in
        try context.interrupt.check()
        let seconds = step.snapshot.commit.committer.seconds
        guard seconds >= oldest else { return false }
        guard step.isListed, seconds <= newest else {
          context.output.lines(try page.pass(step))
          return true
        }
        let changes = try step.changes ?? (patch || stat ? workspace.changes(step.snapshot) : nil)
        let text = SnapshotText(
          step.snapshot, short: try workspace.short(step.snapshot.id), names: names[step.snapshot.id] ?? [],
          parents: try step.snapshot.shortParents(workspace))
        context.output.lines(try page.lines(step, text, changes, json: context.output.rules.json))
        left -= 1
        return left > 0 && context.output.isOpen
      }
    }
    if context.output.rules.json { context.output.document(["snapshots": .array(page.entries)]) }
    return .done
  }

  private func date(_ text: String?, _ context: CommandContext) throws -> Int? {
    try text.map { text in
      guard let seconds = context.moment.seconds(of: text) else { throw ArgumentError.badDate(text) }
      return seconds
    }
  }
}

extension Workspace {
  /// The changes of a snapshot relative to its first parent.
  fileprivate func changes(_ snapshot: SnapshotCommit) throws -> RigComparison {
    try compare(snapshot.commit.parents.first, snapshot.id)
  }
}

/// The text of a log, snapshot by snapshot.
private struct LogPage {
  let oneline: Bool
  let patch: Bool
  let stat: Bool
  var graph: HistoryGraph<ObjectID>?
  /// The listed snapshots as JSON.
  private(set) var entries: [JSON] = []
  private var isFirst = true

  init(oneline: Bool, patch: Bool, stat: Bool, graph: HistoryGraph<ObjectID>?) {
    (self.oneline, self.patch, self.stat, self.graph) = (oneline, patch, stat, graph)
  }

  /// Lines for a snapshot that is passed on the way.
  mutating func pass(_ step: HistoryStep) throws -> [StyledText] {
    let rows = graph?.pass(step.snapshot.id, parent: step.parents.first) ?? []
    try checkWidth(step)
    return rows.map { "\($0)" }
  }

  /// Each row costs as much as there are ways.
  private func checkWidth(_ step: HistoryStep) throws {
    guard graph?.width ?? 0 <= ReadingBudget.Reader.ways.limit else {
      throw StorageError.tooLarge(step.snapshot.id, .ways)
    }
  }

  /// Lines for a snapshot that is listed; with JSON its entry instead.
  mutating func lines(_ step: HistoryStep, _ text: SnapshotText, _ changes: RigComparison?, json: Bool) throws
    -> [StyledText]
  {
    if json {
      entries.append(Self.json(text, changes))
      return []
    }
    let gap: [StyledText] = oneline || isFirst ? [] : [graph.map { "\($0.rest)" } ?? ""]
    isFirst = false
    let own = (oneline ? [text.oneLine] : text.lines(isWhole: false)) + details(changes)
    guard let rows = graph?.rows(for: step.snapshot.id, parents: step.parents) else { return gap + own }
    try checkWidth(step)
    return gap + Self.beside(rows, own)
  }

  private func details(_ changes: RigComparison?) -> [StyledText] {
    guard let changes, patch || stat || !oneline else { return [] }
    let isBrief = !patch && !stat
    var parts: [[StyledText]] = []
    if stat { parts.append(DifferenceText(changes.differences, detail: .slots).lines) }
    if patch || isBrief { parts.append(DifferenceText(changes.differences, limit: isBrief ? 8 : .max).lines) }
    let filled = parts.filter { !$0.isEmpty }
    return filled.enumerated().flatMap { index, lines in
      (oneline && index == 0 ? [] : [""]) + lines.map { "    " + $0 }
    }
  }

  /// Joins lines and the drawing; rows without a line have the drawing alone.
  private static func beside(_ rows: HistoryGraph<ObjectID>.Rows, _ lines: [StyledText]) -> [StyledText] {
    let drawn = [rows.mark] + rows.links
    return (0..<max(drawn.count, lines.count)).map { index in
      let row = index < drawn.count ? drawn[index] : rows.rest
      guard index < lines.count, !lines[index].isEmpty else { return "\(row)" }
      return "\(row)\(String(repeating: " ", count: rows.width - row.count + 1))" + lines[index]
    }
  }

  private static func json(_ text: SnapshotText, _ changes: RigComparison?) -> JSON {
    guard let changes, case .object(let object) = text.json else { return text.json }
    let members = object.members.map { ($0.name, $0.value) }
    return .sorted(members + [("devices", DifferenceText(changes.differences).json)])
  }
}
