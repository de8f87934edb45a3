internal import ArgumentParser
internal import Objects
internal import Operations
internal import Storage

/// `synvc reflog`.
struct Reflog: SynvcCommand {
  static let configuration = CommandConfiguration(
    "reflog", abstract: "List what a branch led to, the newest first",
    details: """
      Nothing that was ever stored is lost: 'HEAD@{3}' and the ids here are revisions. With '--operations' every command is \
      listed that moved a branch or tag, and whether it was undone since. 'saved' marks what was on the devices before a \
      send and stands on no branch: 'synvc checkout ID --send' brings it back.
      """,
    examples: [
      "synvc reflog": "lists where HEAD was", "synvc reflog live": "where the branch 'live' was",
      "synvc reflog --operations": "lists the commands that 'synvc undo' would take back",
    ],
    statuses: [.unknownName: "no such branch or tag", .noArchive: "no archive here"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: ArgumentHelp("A branch, a tag or HEAD.", valueName: "name"), completion: .synvc(.revisions))
  var name = "HEAD"

  @Flag(help: "List the commands that moved branches and tags.") var operations = false

  func run(in session: Session) throws -> ExitStatus {
    let studio = try session.studio(withProfiles: false)
    if operations { return try OperationsList(studio, session).show() }
    let ref = try ref(studio)
    let entries = try Array(studio.archive.reflog(ref).reversed())
    let rows = try entries.enumerated().map { index, entry in try Row(entry, mark: "\(name)@{\(index)}", studio) }
    let saved = try ref == .head ? self.saved(studio) : []
    var table = Table()
    for row in Self.merged(rows, saved) { row.add(to: &table) }
    let document: JSON = [
      "entries": .array(rows.map { $0.json(named: "revision", $0.mark) }),
      "saved": .array(saved.map { $0.json(named: "id", $0.entry.new.hex) }),
    ]
    try session.output.show(json: document) {
      try session.page(studio)
      $0.lines(table.lines)
    }
    return .done
  }

  /// What was saved before a send and stands on no branch, the newest first.
  private func saved(_ studio: Studio) throws -> [Row] {
    let refs = try studio.archive.refs.list(RefName.safety).map(\.name)
    return try refs.flatMap { ref in
      try studio.archive.reflog(ref).filter { !$0.new.isZero }.map { try Row($0, mark: "saved", studio) }
    }.sorted { $0.entry.who.seconds > $1.entry.who.seconds }
  }

  /// Both by time; what was saved comes before what was done then.
  private static func merged(_ rows: [Row], _ saved: [Row]) -> [Row] {
    var all: [Row] = []
    var left = saved[...]
    for row in rows {
      while let first = left.first, first.entry.who.seconds > row.entry.who.seconds { all.append(left.removeFirst()) }
      all.append(row)
    }
    return all + left
  }

  private func ref(_ studio: Studio) throws -> RefName {
    let candidates = [RefName(name), RefName(branch: name), RefName(tag: name)].compactMap(\.self)
    for candidate in candidates { try studio.archive.checkStanding(of: candidate) }
    for candidate in candidates where try studio.archive.refs.value(candidate) != nil { return candidate }
    let known = try studio.archive.refs.list("refs/heads/").map(\.name.short)
    throw NameError.unknown(name, isTag: false, near: nearMatches(to: name, among: known))
  }
}

/// One line of a reflog.
private struct Row {
  let entry: ReflogEntry
  /// What it may be called, or what it is.
  let mark: String
  private let short: String

  init(_ entry: ReflogEntry, mark: String, _ studio: Studio) throws {
    self.entry = entry
    self.mark = mark
    short = entry.new.isZero ? "deleted" : try studio.archive.objects.abbreviation(of: entry.new)
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
