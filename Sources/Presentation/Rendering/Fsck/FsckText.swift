package import Maintenance
internal import Objects
import Archive

/// The findings of fsck, for people and for programs.
package struct FsckText {
  private let report: FsckReport
  private let repair: RepairText?

  /// - Parameter repair: the repairs made before the check, or planned.
  package init(_ report: FsckReport, _ repair: RepairText? = nil) {
    self.report = report
    self.repair = repair
  }

  package func show(in output: Output) {
    output.show(json: repair.map { .sorted(members + $0.members) } ?? .sorted(members)) { output in
      if let repair, repair.isDone { output.lines(repair.lines) }
      for severity in [Finding.Severity.damage, .suspicious, .message, .notice] {
        let findings = report.findings.filter { $0.severity == severity }
        for finding in findings { output.lines(lines(finding)) }
      }
      if let repair, !repair.isDone { output.lines(repair.lines) }
      output.lines(summary)
    }
  }

  private func lines(_ finding: Finding) -> [StyledText] {
    let word: StyledText =
      switch finding.severity {
      case .damage: "\("damage:", .error)"
      case .suspicious: "\("suspicious:", .warning)"
      case .message: "\("as received:", .heading)"
      case .notice: "\("note:", .dim)"
      }
    let affectedPaths = finding.affectedPaths.prefix(8).map { "  " + affectedPath($0) }
    let rest = finding.affectedPaths.count - affectedPaths.count
    return [word + " " + FindingWords(finding, short: short).line] + affectedPaths
      + (rest > 0 ? ["  and \(rest) more"] : [])
  }

  /// `mono kit/012 "ACID" in 3 snapshots, the newest 7f3c2a9 "before gig"`.
  private func affectedPath(_ affectedPath: AffectedPath) -> StyledText {
    var line = place(affectedPath)
    if let name = affectedPath.name { line = line + " \("\"\(name)\"", .heading)" }
    guard let newest = affectedPath.commits.first else { return line }
    let count = affectedPath.commits.count
    return line + (count == 1 ? " in the snapshot " : " in \(count) snapshots, the newest ") + snapshot(newest)
  }

  private func place(_ affectedPath: AffectedPath) -> StyledText {
    if affectedPath.path.isEmpty { return "everything" }
    guard let slash = affectedPath.path.firstIndex(of: "/") else { return "\(affectedPath.path, .heading)" }
    let device = affectedPath.path[..<slash]
    var rest = affectedPath.path[affectedPath.path.index(after: slash)...]
    if rest.isEmpty { return "all of \(device, .heading)" }
    if rest.hasSuffix(".syx") { rest = rest.dropLast(4) }
    return "\("\(device) \(rest)", .heading)"
  }

  /// `7f3c2a9 "before gig"`.
  private func snapshot(_ id: ObjectID) -> StyledText {
    let line: StyledText = "\(short(id), .id)"
    guard let commit = report.table.commit(id) else { return line }
    return line + " \"\(SnapshotCommit(id, commit).subject)\""
  }

  private func short(_ id: ObjectID) -> String { String(id.hex.prefix(7)) }

  private var summary: [StyledText] {
    let objects = report.table.entries.count
    var lines: [StyledText] = [
      "checked \(objects) objects in \(report.table.copies) copies, \(report.commits.count) snapshots: \(verdict)"
    ]
    if let good = report.newestGood {
      lines.append("the newest good snapshot is " + snapshot(good))
    } else if !report.commits.isEmpty {
      lines.append("no snapshot has an undamaged history")
    }
    if let whole = report.newestWhole, whole != report.newestGood {
      lines.append("the newest undamaged snapshot with damage in its history is " + snapshot(whole))
    }
    return lines
  }

  private var verdict: String {
    let count = { (severity: Finding.Severity) in report.findings.count { $0.severity == severity } }
    let parts = [
      (count(.damage), "damaged"), (count(.suspicious), "suspicious"), (count(.message), "wrong as received"),
    ].filter { $0.0 > 0 }
    return parts.isEmpty ? "no problems found" : parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private var members: [(String, JSON)] {
    [
      ("archive", .string(report.place.folder)), ("objectFormat", .string(report.place.format.rawValue)),
      ("objects", JSON(report.table.entries.count)), ("copies", JSON(report.table.copies)),
      ("packs", JSON(report.packs)),
      ("snapshots", JSON(report.commits.count)), ("severity", JSON(report.severity?.rawValue)),
      ("newestGood", JSON(report.newestGood?.hex)), ("newestWhole", JSON(report.newestWhole?.hex)),
      ("findings", .array(report.findings.map { json($0) })),
    ]
  }

  private func json(_ finding: Finding) -> JSON {
    [
      "kind": .string(finding.kind.rawValue), "severity": .string(finding.severity.rawValue),
      "message": .string(FindingWords(finding, short: short).line.plain), "file": JSON(finding.file),
      "object": JSON(finding.object?.hex), "ref": JSON(finding.ref), "offset": JSON(finding.evidence.offset),
      "found": JSON(finding.evidence.found), "expected": JSON(finding.evidence.expected),
      "name": JSON(finding.evidence.name), "namedBy": JSON(finding.evidence.namedBy),
      "hurts": .array(
        finding.affectedPaths.map { affectedPath in
          [
            "path": .string(affectedPath.path), "name": JSON(affectedPath.name),
            "snapshots": JSON(affectedPath.commits.map(\.hex)),
          ]
        }),
    ]
  }
}
