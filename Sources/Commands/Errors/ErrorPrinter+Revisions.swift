internal import Objects
package import Storage

extension RevisionError: Reportable {
  package var report: Report {
    switch self {
    case .unknown(let text, let near):
      Report(
        .unknownName, "\(quoted: text) is no revision and no snapshot's subject",
        hint: near.isEmpty ? "'synvc log' lists the snapshots" : "did you mean \(StyledText.list(near, last: "or"))?",
        details: ["near": JSON(near)])
    case .ambiguous(let text, let candidates): Self.ambiguous(text, candidates)
    case .malformed(let text, let offset):
      Report(
        .unknownName, "\(quoted: text) cannot be read as a revision from character \(offset + 1) on",
        hint: "'git help revisions' tells how they are written", details: ["offset": JSON(offset)])
    case .noParent(let id, let number):
      Report(
        .unknownName, "snapshot \(quoted: id.hex.prefix(7)) has no parent number \(number)",
        hint: "'synvc log' lists the snapshots")
    case .wrongKind(let id, let found, let wanted):
      Report(.unknownName, "\(quoted: id.hex.prefix(7)) is a \(found.rawValue), not a \(wanted.rawValue)")
    default: other
    }
  }

  private var other: Report {
    switch self {
    case .noReflogEntry(let name, let count):
      Report(
        .unknownName,
        "\(quoted: name.short) does not go back so far: its log has \(count) \(count == 1 ? "entry" : "entries")",
        hint: "\(quoted: "synvc reflog \(name.short)") lists them")
    case .noPreviousBranch(let number):
      Report(.unknownName, "there was no \(number == 1 ? "branch" : "\(number) branches") before this one")
    case .noUpstream(let name): Report(.unknownName, "the branch \(quoted: name) has no upstream")
    case .noMatch(let text):
      Report(.unknownName, "no snapshot's text matches \(quoted: text)", hint: "'synvc log' lists the snapshots")
    case .tooLarge(let text):
      Report(
        .unknownName, "the regular expression \(quoted: String(text.prefix(64))) is larger than synvc takes",
        hint: "write it shorter, with fewer repeats: '{3}' counts three times")
    case .storage(let error): error.report
    default: Report(.failed, "\(quoted: "\(self)")")
    }
  }

  private static func ambiguous(_ text: String, _ candidates: [Candidate]) -> Report {
    let list = candidates.prefix(8).map { candidate -> StyledText in
      candidate.cells(zone: 0).filter { !$0.isEmpty }.joined(separator: " ")
    }
    let more = candidates.count > list.count ? ", …" as StyledText : ""
    return Report(
      .unknownName, "\(quoted: text) is the name of \(candidates.count): \(list.joined(separator: ", "))\(more)",
      hint: "use one of the ids", details: ["candidates": JSON(candidates.map(\.id.hex))])
  }
}

extension UndoError: Reportable {
  package var report: Report {
    switch self {
    case .nothingToUndo: Report(.failed, "nothing to undo", hint: "'synvc reflog --operations' lists what was done")
    case .nothingToRedo: Report(.failed, "nothing to redo", hint: "only what was undone last can be done again")
    case .fewer(let count, let isUndo):
      Report(
        .failed, "no more than \(count) can be \(isUndo ? "undone" : "done again"): nothing was changed",
        hint: "'synvc reflog --operations' lists what was done", details: ["possible": JSON(count)])
    case .movedSince(let operation, let ref):
      Report(
        .failed,
        "\(quoted: operation.arguments.joined(separator: " ")) cannot be taken back or done again: \(quoted: ref.short) was moved since by git",
        hint: "\(quoted: "synvc reflog \(ref.short)") shows what it led to; 'synvc branch --force NAME REV' moves it",
        details: ["ref": .string(ref.text)])
    case .overtaken(let other, let done, let isUndo):
      Report(
        .locked,
        "another command came in between: \(quoted: (["synvc"] + other.arguments).joined(separator: " ")); "
          + (done == 0
            ? "nothing was \(isUndo ? "undone" : "done again")"
            : "\(done) \(done == 1 ? "command was" : "commands were") \(isUndo ? "undone" : "done again") before it"),
        hint: "look at 'synvc reflog --operations', then call the command again",
        details: ["operation": JSON(other.number), "done": JSON(done)])
    case .wouldLeaveNothing(let operation):
      Report(
        .refused,
        "\(quoted: operation.arguments.joined(separator: " ")) made the first snapshot: without it there is none",
        hint: "'synvc init' makes another archive")
    }
  }
}
