package import Maintenance
internal import Objects

/// The result of a repair, or of its dry run, for people and for programs.
package struct RepairText {
  private let repair: Repair
  /// Whether it was done.
  let isDone: Bool

  package init(_ repair: Repair, isDone: Bool) {
    self.repair = repair
    self.isDone = isDone
  }

  var lines: [StyledText] {
    let failed = Set(repair.failures.map(\.step))
    let word: StyledText = isDone ? "\("repaired:", .new) " : "\("repair:", .heading) "
    let made = repair.steps.filter { !failed.contains($0) }.map { word + words($0) }
    let rest = repair.failures.map { failure -> StyledText in
      "\("not repaired:", .error) \(words(failure.step)): \(ErrorPrinter.report(for: failure.error).message)"
    }
    if repair.steps.isEmpty { return [isDone ? "nothing was repaired" : "nothing can be repaired"] }
    return made + rest
  }

  private func words(_ step: RepairStep) -> StyledText {
    switch step {
    case .writeObjects(let ids, let pack):
      "\(ids.count) \(ids.count == 1 ? "object" : "objects") into \(quoted: pack)\(origin)"
    case .writeIndex(let file): "the index \(quoted: file) rebuilt"
    case .setAside(let file): "\(quoted: file) moved to \(quoted: place)"
    case .writeRef(let name, let value, .operationsLog):
      "\(quoted: name) set to \(quoted: value), from the operations log"
    case .writeRef(let name, let value, .reflog): "\(quoted: name) set to \(quoted: value), from its reflog"
    case .rewrite(let file): "\(quoted: file) rewritten, the old file kept in \(quoted: place)"
    }
  }

  private var place: String { repair.folder.isEmpty ? "lost+found" : repair.folder }

  private var origin: StyledText {
    let count = repair.fromOther.count
    return count == 0 ? "" : ", \(count) of them from the other archive"
  }

  var members: [(String, JSON)] {
    let failed = repair.failures.map { failure -> JSON in
      [
        "step": json(failure.step), "message": .string(ErrorPrinter.report(for: failure.error).message.plain),
      ]
    }
    return [
      ("repaired", JSON(isDone)), ("repairs", .array(repair.steps.map { json($0) })), ("failures", .array(failed)),
      ("lostAndFound", repair.folder.isEmpty ? .null : .string(repair.folder)),
    ]
  }

  private func json(_ step: RepairStep) -> JSON {
    switch step {
    case .writeObjects(let ids, let pack):
      ["step": "write-objects", "file": .string(pack), "objects": JSON(ids.map(\.hex))]
    case .writeIndex(let file): ["step": "write-index", "file": .string(file)]
    case .setAside(let file): ["step": "set-aside", "file": .string(file)]
    case .writeRef(let name, let value, let source):
      [
        "step": "write-ref", "ref": .string(name), "value": .string(value),
        "by": source == .reflog ? "reflog" : "operations-log",
      ]
    case .rewrite(let file): ["step": "rewrite", "file": .string(file)]
    }
  }
}
