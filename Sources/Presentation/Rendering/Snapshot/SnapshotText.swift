internal import Objects
package import Operations
package import Archive

/// A snapshot's own facts, in words.
package struct SnapshotText {
  let snapshot: SnapshotCommit
  let short: String
  /// The refs that point to the snapshot.
  let names: [String]
  /// Ids of the merged parents; empty for other snapshots.
  let parents: [String]

  package init(_ snapshot: SnapshotCommit, short: String, names: [String], parents: [String] = []) {
    self.snapshot = snapshot
    self.short = short
    self.names = names
    self.parents = parents
  }

  /// `7f3c2a9  2026-11-21 14:03  before gig  (main)`.
  package var oneLine: StyledText {
    let line: StyledText = "\(short, .id)  \(date)  \(snapshot.subject)"
    return names.isEmpty ? line : line + "  (\(names.joined(separator: ", "), .new))"
  }

  /// As git's log: id, names, author, date, the text, the facts.
  ///
  /// - Parameter isWhole: includes the usual facts: the content that such snapshots never contain, and the
  ///   verification.
  package func lines(isWhole: Bool) -> [StyledText] {
    let author = snapshot.commit.author
    var lines: [StyledText] = [
      "\("snapshot \(short)", .id)" + (names.isEmpty ? "" : " (\(names.joined(separator: ", "), .new))")
    ]
    if !parents.isEmpty { lines.append("Merge:  \(parents.joined(separator: " "), .id)") }
    lines.append("Author: \(author.name) <\(author.email)>")
    lines.append("Date:   \(DateText.full(author.seconds, zone: author.zoneMinutes))")
    lines.append("")
    lines += Self.lines(of: snapshot.message.text).map { $0.isEmpty ? "" : "    \($0)" }
    let facts = self.facts + (isWhole ? circumstances : [])
    return lines + (facts.isEmpty ? [] : [""]) + facts.map { "    \($0, .dim)" }
  }

  /// The notable facts about the creation of the snapshot.
  var facts: [String] {
    let values = { (key: String) in snapshot.values(key) }
    var facts: [String] = values("Synvc-Restores").map { "restores \($0.prefix(7))" }
    facts += values("Synvc-Imported").map { "imported: \($0)" }
    facts += Self.listed("not received", values("Synvc-Partial"))
    facts += Self.listed("unconfirmed, equal to the slot before", values("Synvc-Unconfirmed"))
    facts += Self.listed("carried over, not read", values("Synvc-Carried"))
    facts += Self.listed("invalid as received", values("Synvc-Damaged"))
    if !values("Synvc-Automatic").isEmpty { facts.append("made by 'synvc auto'") }
    return facts + (snapshot.isSafety ? ["saved before a send"] : [])
  }

  /// The facts that are the same for most snapshots of a device.
  private var circumstances: [String] {
    let excluded = snapshot.values("Synvc-Not-Included").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
    var devices: [String] = []
    for words in excluded where words.count == 2 && !devices.contains(words[0]) { devices.append(words[0]) }
    let lists = devices.map { device in
      "not included of \(device): \(excluded.filter { $0[0] == device }.map { $0[1] }.joined(separator: ", "))"
    }
    return lists + Self.listed("removed", snapshot.values("Synvc-Removed"))
      + Self.listed("verified", snapshot.values("Synvc-Verified"))
  }

  /// `docs/formats/json.md`, "snapshot".
  package var json: JSON {
    let author = snapshot.commit.author
    return .sorted([
      ("id", .string(snapshot.id.hex)), ("parents", JSON(snapshot.commit.parents.map(\.hex))),
      ("subject", .string(snapshot.subject)), ("text", .string(snapshot.message.text)),
      ("author", .sorted([("name", .string(author.name)), ("email", .string(author.email))])),
      ("seconds", JSON(author.seconds)), ("date", .string(DateText.full(author.seconds, zone: author.zoneMinutes))),
      ("names", JSON(names)), ("safety", .bool(snapshot.isSafety)),
      (
        "facts",
        .array(snapshot.message.facts.map { .sorted([("key", .string($0.key)), ("value", .string($0.value))]) })
      ),
    ])
  }

  private var date: String {
    DateText.minutes(snapshot.commit.author.seconds, zone: snapshot.commit.author.zoneMinutes)
  }

  private static func listed(_ title: String, _ values: [String]) -> [String] {
    values.isEmpty ? [] : ["\(title): \(values.joined(separator: ", "))"]
  }

  private static func lines(of text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}

extension SnapshotCommit {
  /// The ids of the parents of a merge; empty for other snapshots.
  package func shortParents(_ workspace: Workspace) throws -> [String] {
    commit.parents.count > 1 ? try commit.parents.map { try workspace.short($0) } : []
  }
}
