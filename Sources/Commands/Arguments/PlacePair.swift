internal import Objects
internal import Operations
import Archive

/// Two slots, kinds or devices that are meant to be compared with each other: `kit/001 kit/002`,
/// `HEAD~1:mono/kit/001 two/kit/001`, `mono two`.
struct PlacePair {
  /// One of the two.
  struct Place {
    let parsed: RevisionArguments.Parsed
    let part: SlotSelection.Part
    let device: String
    let commit: ObjectID

    /// Whether it is one slot.
    var isSlot: Bool { part.indices?.count == 1 }
    /// Whether it is a range of slots, which is not a single place.
    var isRange: Bool { part.indices != nil && !isSlot }
  }

  let old: Place
  let new: Place

  /// Nil where the words are none: more or less than two, with `--`, not both slots, kinds or devices, or one and the
  /// same of two snapshots, which is an ordinary comparison.
  ///
  /// - Throws: ``ArgumentError`` `.differ` for two that cannot be compared and hardly mean a choice of slots.
  init?(_ words: RevisionWords, _ context: CommandContext, _ workspace: Workspace) throws {
    guard !words.isSplit, words.words.count == 2, let head = try workspace.head() else { return nil }
    let names = try workspace.slotNames(of: try workspace.outline(head))
    let isPlace = { (word: String) in
      names.isKnown(word) || RevisionArguments.split(word).map { names.isKnown($0.slot) } ?? false
    }
    guard words.words.allSatisfy(isPlace) else { return nil }
    let arguments = RevisionArguments(context, workspace)
    let places = try words.words.compactMap { try Self.place($0, arguments, head) }
    guard places.count == 2 else { return nil }
    (old, new) = (places[0], places[1])
    guard !old.isRange, !new.isRange, old.isSlot == new.isSlot, (old.part.kind == nil) == (new.part.kind == nil) else {
      return nil
    }
    if old.device == new.device {
      guard old.isSlot, (old.part.kind, old.part.indices) != (new.part.kind, new.part.indices) else { return nil }
    }
    guard old.part.kind == new.part.kind else {
      guard old.isSlot else { return nil }
      throw ArgumentError.differ(old.part.text, new.part.text, in: .kind)
    }
  }

  private static func place(_ word: String, _ arguments: RevisionArguments, _ head: ObjectID) throws -> Place? {
    let parsed = try arguments.parse([word])
    guard parsed.selection.parts.count == 1, let part = parsed.selection.parts.first, let device = part.device else {
      return nil
    }
    return Place(parsed: parsed, part: part, device: device, commit: parsed.revisions.first ?? head)
  }

  /// That the two are of different models.
  var differ: ArgumentError { .differ(old.part.text, new.part.text, in: .model) }
}
