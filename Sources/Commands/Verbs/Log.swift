internal import ArgumentParser
internal import Objects
internal import Operations

/// `synvc log`.
struct Log: SynvcCommand {
  static let configuration = CommandConfiguration(
    "log", abstract: "List snapshots, the newest first",
    details: "With slots only the snapshots in which one of them changed are listed, each with what changed.",
    examples: [
      "synvc log": "lists all snapshots", "synvc log kit/005": "shows the history of one sound",
      "synvc log -n 5 --oneline main": "the last five, a line each",
    ],
    statuses: [.unknownName: "no such revision or slot", .noArchive: "no archive here"])
  static let seesTerminator = true
  static let opensArchive = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @OptionGroup var words: RevisionWords
  @Option(name: .longAndLetter("n"), help: ArgumentHelp("List at most so many.", valueName: "count")) var number: Int?
  @Flag(help: "Print a line a snapshot.") var oneline = false

  func validate() throws {
    if let number, number < 0 { throw ValidationError("--number counts snapshots: it cannot be negative.") }
  }

  func run(in session: Session) throws -> ExitStatus {
    let studio = try session.studio()
    let parsed = try RevisionArguments(session, studio).parse(words, revisions: 0...1)
    guard let start = try parsed.revisions.first ?? studio.head() else { throw OperationError.noSnapshots }
    let names = try studio.decorations()
    var entries: [JSON] = []
    var left = number ?? Int.max
    try session.page(studio)
    guard left > 0 else { return .done }
    try studio.walk(from: start, parsed.selection) { snapshot, changes in
      try session.interrupt.check()
      let text = SnapshotText(snapshot, short: try studio.short(snapshot.id), names: names[snapshot.id] ?? [])
      if session.output.rules.json { entries.append(Self.json(text, changes)) }
      show(text, changes, isFirst: left == number ?? Int.max, session.output)
      left -= 1
      return left > 0 && session.output.isOpen
    }
    if session.output.rules.json { session.output.document(["snapshots": .array(entries)]) }
    return .done
  }

  private func show(_ text: SnapshotText, _ changes: RigComparison?, isFirst: Bool, _ output: Output) {
    if oneline {
      output.line(text.oneLine)
      return
    }
    if !isFirst { output.line() }
    output.lines(text.lines(isWhole: false))
    guard let changes else { return }
    output.line()
    output.lines(DifferenceText(changes.differences, limit: 8).lines.map { "    " + $0 })
  }

  private static func json(_ text: SnapshotText, _ changes: RigComparison?) -> JSON {
    guard let changes, case .object(let object) = text.json else { return text.json }
    let members = object.members.map { ($0.name, $0.value) }
    return .sorted(members + [("devices", DifferenceText(changes.differences).json)])
  }
}
