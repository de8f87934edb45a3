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
      listed that moved a branch or tag, and whether it was undone since.
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
    let rows = try entries.enumerated().map { index, entry in
      (
        entry, mark: "\(name)@{\(index)}",
        short: entry.new.isZero ? "deleted" : try studio.archive.objects.abbreviation(of: entry.new)
      )
    }
    var table = Table()
    for row in rows {
      let date = DateText.minutes(row.0.who.seconds, zone: row.0.who.zoneMinutes)
      table.row("\(row.short, .id)", "\(row.mark)", "\(date)", "\(row.0.message)")
    }
    let json = rows.map { row -> JSON in
      [
        "revision": .string(row.mark), "old": .string(row.0.old.hex), "new": .string(row.0.new.hex),
        "seconds": JSON(row.0.who.seconds), "message": .string(row.0.message),
      ]
    }
    try session.output.show(json: ["entries": .array(json)]) {
      try session.page(studio)
      $0.lines(table.lines)
    }
    return .done
  }

  private func ref(_ studio: Studio) throws -> RefName {
    let candidates = [RefName(name), RefName(branch: name), RefName(tag: name)].compactMap(\.self)
    for candidate in candidates { try studio.archive.checkStanding(of: candidate) }
    for candidate in candidates where try studio.archive.refs.value(candidate) != nil { return candidate }
    let known = try studio.archive.refs.list("refs/heads/").map(\.name.short)
    throw NameError.unknown(name, isTag: false, near: nearMatches(to: name, among: known))
  }
}
