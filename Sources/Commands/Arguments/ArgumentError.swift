package import Presentation

/// The reason why words of a command line are not revisions and slots.
package enum ArgumentError: Error, Hashable, Sendable {
  /// Neither a revision nor a slot.
  case unknown(String, near: [String])
  /// A revision and a slot.
  case both(String)
  case tooManyRevisions(String, limit: Int)
  case revisionAfterSlot(String)
  case missingRevision
  /// Exactly one slot of one snapshot is needed.
  case notOneSlot(String)
  /// The snapshot holds nothing there.
  case emptySlot(String, revision: String)
  /// Not a date.
  case badDate(String)
  /// Two places that cannot be compared with each other.
  case differ(String, String, in: Difference)

  /// The property that two places must share.
  package enum Difference: String, Hashable, Sendable {
    case model
    case kind
  }
}

extension ArgumentError: Reportable {
  package var report: Report {
    switch self {
    case .unknown(let word, let near):
      Report(
        .unknownName, "\(quoted: word) is not a revision, a slot or a snapshot's subject",
        hint: near.isEmpty
          ? "list snapshots with 'synvc log', slots with 'synvc device show NAME'"
          : "did you mean \(StyledText.list(near, last: "or"))?", details: ["near": JSON(near)])
    case .both(let word):
      Report(
        .unknownName, "\(quoted: word) is a revision and a slot",
        hint: "put '--' between the revisions and the slots")
    case .tooManyRevisions(let word, let limit):
      Report(
        .usage, "\(quoted: word) is one revision too many: at most \(limit) \(limit == 1 ? "is" : "are") allowed",
        hint: "write slots like 'kit/005', 'kit/' or 'mono/kit/005'")
    case .revisionAfterSlot(let word):
      Report(.usage, "the revision \(quoted: word) follows a slot", hint: "put revisions first, then slots")
    case .badDate(let text):
      Report(
        .usage, "\(quoted: text) is not a valid date",
        hint: "write '2026-11-20 18:30', 'yesterday' or '6 months ago'")
    case .differ(let one, let other, let what):
      Report(
        .usage, "\(quoted: one) and \(quoted: other) cannot be compared: they differ in \(what.rawValue)",
        hint: "compare both with the snapshot before: \(quoted: "synvc diff -- \(one) \(other)")")
    case .missingRevision:
      Report(.usage, "a revision is needed", hint: "use 'HEAD' for the last snapshot, or list all with 'synvc log'")
    case .notOneSlot(""):
      Report(.unknownName, "no slot was named", hint: "write 'HEAD:kit/005' or 'HEAD:mono/kit/005'")
    case .notOneSlot(let word):
      Report(
        .unknownName, "\(quoted: word) is not one slot of one snapshot",
        hint: "write 'HEAD:kit/005' or 'HEAD:mono/kit/005'")
    case .emptySlot(let slot, let revision):
      Report(
        .unknownName, "\(quoted: revision) holds nothing for \(quoted: slot)",
        hint: "list the snapshots that changed it with \(quoted: "synvc log \(slot)")")
    }
  }
}
