internal import Objects
package import Repository

extension RevisionError: Reportable {
  // One switch over all cases: the compiler demands words for every new one.
  package var report: Report {
    switch self {
    case .unknown(let text, let near):
      Report(
        .unknownName, "\(quoted: text) is not a revision or a snapshot's subject",
        hint: near.isEmpty
          ? "list the snapshots with 'synvc log'" : "did you mean \(StyledText.list(near, last: "or"))?",
        details: ["near": JSON(near)])
    case .ambiguous(let text, let candidates): Self.ambiguous(text, candidates)
    case .malformed(let text, let offset):
      Report(
        .unknownName, "\(quoted: text) is not a valid revision: error at character \(offset + 1)",
        hint: "see 'git help revisions' for the syntax", details: ["offset": JSON(offset)])
    case .noParent(let id, let number):
      Report(
        .unknownName, "snapshot \(quoted: id.hex.prefix(7)) has no parent number \(number)",
        hint: "list the snapshots with 'synvc log'")
    case .wrongKind(let id, let found, let wanted):
      Report(.unknownName, "\(quoted: id.hex.prefix(7)) is a \(found.rawValue), not a \(wanted.rawValue)")
    case .noReflogEntry(let name, let count):
      Report(
        .unknownName,
        "the reflog of \(quoted: name.short) has only \(count) \(count == 1 ? "entry" : "entries")",
        hint: "list them with \(quoted: "synvc reflog \(name.short)")")
    case .noPreviousBranch(let number):
      Report(.unknownName, "the reflog has no \(number == 1 ? "earlier branch" : "\(number) earlier branches")")
    case .noUpstream(let name): Report(.unknownName, "the branch \(quoted: name) has no upstream")
    case .noMatch(let text):
      Report(.unknownName, "no snapshot's text matches \(quoted: text)", hint: "list the snapshots with 'synvc log'")
    case .tooLarge(let text):
      Report(
        .unknownName, "the regular expression \(quoted: String(text.prefix(64))) is too large",
        hint: "write it shorter, with fewer repeats: '{3}' counts three times")
    case .storage(let error): error.report
    }
  }

  private static func ambiguous(_ text: String, _ candidates: [Candidate]) -> Report {
    let list = candidates.prefix(8).map { candidate -> StyledText in
      candidate.cells(zone: 0).filter { !$0.isEmpty }.joined(separator: " ")
    }
    let more = candidates.count > list.count ? ", …" as StyledText : ""
    return Report(
      .unknownName,
      "\(quoted: text) is ambiguous, with \(candidates.count) matches: \(list.joined(separator: ", "))\(more)",
      hint: "use one of the ids", details: ["candidates": JSON(candidates.map(\.id.hex))])
  }
}

extension UndoError: Reportable {
  package var report: Report {
    switch self {
    case .nothingToUndo:
      Report(.failed, "nothing to undo", hint: "list the operations with 'synvc reflog --operations'")
    case .nothingToRedo:
      Report(
        .failed, "nothing to redo", hint: "undo a command first: 'synvc redo' repeats only what the last undo reverted")
    case .fewer(let count, let isUndo):
      Report(
        .failed, "no more than \(count) can be \(isUndo ? "undone" : "redone"): nothing was changed",
        hint: "list the operations with 'synvc reflog --operations'", details: ["possible": JSON(count)])
    case .movedSince(let operation, let ref):
      Report(
        .failed,
        "\(quoted: operation.arguments.joined(separator: " ")) cannot be undone or redone: git has moved \(quoted: ref.short) since",
        hint:
          "list its values with \(quoted: "synvc reflog \(ref.short)"), and move it with 'synvc branch --force NAME REV'",
        details: ["ref": .string(ref.text)])
    case .overtaken(let other, let done, let isUndo):
      Report(
        .locked,
        "another command came in between: \(quoted: (["synvc"] + other.arguments).joined(separator: " ")); "
          + (done == 0
            ? "nothing was \(isUndo ? "undone" : "redone")"
            : "\(done) \(done == 1 ? "command was" : "commands were") \(isUndo ? "undone" : "redone") before it"),
        hint: "look at 'synvc reflog --operations', then call the command again",
        details: ["operation": JSON(other.number), "done": JSON(done)])
    case .wouldLeaveNothing(let operation):
      Report(
        .refused,
        "\(quoted: operation.arguments.joined(separator: " ")) cannot be undone: it made the first snapshot",
        hint: "make another archive with 'synvc init'")
    }
  }
}

extension RevisionError.Candidate {
  /// Id, date and subject, or the kind of an object that is not a snapshot.
  package func cells(zone: Int) -> [StyledText] {
    [
      "\(id.hex.prefix(7), .id)", seconds.map { "\(DateText.minutes($0, zone: zone))" } ?? "\(kind.rawValue)",
      "\(subject ?? "")",
    ]
  }
}
