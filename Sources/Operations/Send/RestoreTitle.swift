import Objects
import Repository
import Archive

/// The name of a restore: the snapshot that a person named, however many restores lie between.
struct RestoreTitle: Hashable {
  /// Its subject.
  let subject: String
  /// Whether the state is the one that was saved before that snapshot was restored.
  let isBefore: Bool

  /// `restore "gig"`, or `restore what was there before "gig"`.
  func ofRestore(isWhole: Bool) -> String {
    let verb = isWhole ? "restore" : "partly restore"
    return isBefore ? "\(verb) what was there before \"\(subject)\"" : "\(verb) \"\(subject)\""
  }

  /// The title of the snapshot saved before the send.
  var ofSafety: String {
    isBefore ? "before restore of what was there before \"\(subject)\"" : "before restore \"\(subject)\""
  }

  /// The subject within the title of a restore or of a safety snapshot. Earlier versions nested such titles: then the
  /// innermost subject.
  static func inner(_ title: String) -> String {
    for start in Self.starts where title.hasPrefix(start) && title.hasSuffix("\"") && title.count > start.count {
      return inner(String(title.dropFirst(start.count).dropLast()))
    }
    return title
  }

  private static let starts = [
    "before restore of what was there before \"", "before restore \"", "partly restore what was there before \"",
    "restore what was there before \"", "partly restore \"", "restore \"",
  ]
}

extension Workspace {
  /// The subject in the title of a snapshot's restore.
  func title(ofRestoring target: SnapshotCommit) throws(OperationError) -> RestoreTitle {
    var target = target
    // A chain of restores of restores ends; one that a stranger wrote is not followed for ever.
    for _ in 0..<32 {
      if target.isSafety { return RestoreTitle(subject: RestoreTitle.inner(target.subject), isBefore: true) }
      guard let text = target.values("Synvc-Restores").last else {
        return RestoreTitle(subject: target.subject, isBefore: false)
      }
      // One that is gone is known by the title alone.
      guard let id = ObjectID(repository.format, hex: text), let next = try? snapshot(id) else { break }
      target = next
    }
    let isBefore = target.subject.contains("restore what was there before \"")
    return RestoreTitle(subject: RestoreTitle.inner(target.subject), isBefore: isBefore)
  }
}
