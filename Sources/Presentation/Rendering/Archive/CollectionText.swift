package import Maintenance
internal import Objects
package import Operations
import Archive

/// The result of `gc`, or of its dry run, for people and for programs.
package struct CollectionText {
  private let report: CollectionReport
  private let isDryRun: Bool
  private let workspace: Workspace

  package init(_ report: CollectionReport, isDryRun: Bool, _ workspace: Workspace) {
    (self.report, self.isDryRun, self.workspace) = (report, isDryRun, workspace)
  }

  package func show(in output: Output) {
    output.show(json: json) { output in
      output.lines(packed)
      output.lines(kept)
      output.lines(dropped)
      if !report.temporary.isEmpty {
        output.line("\(isDryRun ? "would remove" : "removed") \(Self.count(report.temporary.count, "leftover file"))")
        if isDryRun { output.lines(report.temporary.map { "  \(quoted: $0)" }) }
      }
    }
    if isDryRun { output.note("nothing was changed") }
  }

  private var packed: [StyledText] {
    let sizes =
      report.after.map { "\(Count.bytes(report.before)) before, \(Count.bytes($0)) now" }
      ?? "\(Count.bytes(report.before)) now"
    let objects = Self.count(report.reachable, "object")
    if report.isPacked { return ["\(objects) in one pack already: nothing to pack (\(sizes))"] }
    let files = "\(Self.count(report.packs, "pack")) and \(Self.count(report.loose, "loose file"))"
    return ["\(isDryRun ? "would pack" : "packed") \(objects) out of \(files) into one pack (\(sizes))"]
  }

  private var kept: [StyledText] {
    var lines: [StyledText] = []
    if report.keptPacks > 0 { lines.append("\(Self.count(report.keptPacks, "pack")) marked to be kept: unchanged") }
    if report.young.objects > 0 {
      lines.append("kept although unreachable: \(Self.amount(report.young)), too young to delete")
    }
    return lines
  }

  private var dropped: [StyledText] {
    guard report.dropped.objects > 0 else { return ["nothing to delete"] }
    let snapshots = report.droppedCommits
    let title: StyledText =
      "\(isDryRun ? "would delete" : "deleted") as unreachable: \(Self.amount(report.dropped))"
    let shown = snapshots.prefix(10).map { id -> StyledText in
      "  \(String(id.hex.prefix(7)), .id)" + (subject(id).map { " \(quoted: $0)" } ?? "")
    }
    return [title] + shown + (snapshots.count > 10 ? ["  and \(snapshots.count - 10) more snapshots"] : [])
  }

  /// Of a snapshot that is still there.
  private func subject(_ id: ObjectID) -> String? {
    // Dropped: its id alone is left.
    isDryRun ? (try? workspace.snapshot(id))?.subject : nil
  }

  private static func amount(_ amount: CollectionReport.Amount) -> String {
    "\(count(amount.objects, "object")) (\(Count.bytes(amount.bytes)))"
  }

  private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }

  private var json: JSON {
    [
      "dryRun": .bool(isDryRun), "alreadyPacked": .bool(report.isPacked), "reachable": JSON(report.reachable),
      "packs": JSON(report.packs), "looseFiles": JSON(report.loose), "keptPacks": JSON(report.keptPacks),
      "bytesBefore": JSON(report.before), "bytesAfter": JSON(report.after),
      "young": Self.json(report.young), "dropped": Self.json(report.dropped),
      "droppedSnapshots": .array(report.droppedCommits.map { .string($0.hex) }),
      "leftovers": .array(report.temporary.map { .string($0) }),
    ]
  }

  private static func json(_ amount: CollectionReport.Amount) -> JSON {
    ["objects": JSON(amount.objects), "bytes": JSON(amount.bytes)]
  }
}
