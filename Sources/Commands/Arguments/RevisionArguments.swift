internal import Bytes
package import Objects
package import Operations
internal import Repository
package import Archive
import History

/// Sorts the words of a command line into revisions and slots.
///
/// A revision is tried as a git revision, then as `REV:SLOT`, then as the exact subject of a snapshot, then as the
/// name of a sound. Ambiguous words are refused: a git revision that names a slot too, or a subject that is also the
/// name of a sound. A slot is preferred to the subject of a snapshot.
package struct RevisionArguments {
  let workspace: Workspace
  private let finder: RevisionFinder

  package init(_ context: CommandContext, _ workspace: Workspace) {
    self.workspace = workspace
    finder = RevisionFinder(context, workspace)
  }

  /// The meaning of the words of a command line.
  package struct Parsed {
    package var revisions: [ObjectID] = []
    /// As they were typed.
    package var texts: [String] = []
    package var selection = SlotSelection.all
  }

  /// Sorts the words of a command.
  ///
  /// - Parameter revisions: how many there may be.
  /// - Throws: ``ArgumentError``, ``RevisionError``, ``OperationError`` for slots.
  package func parse(_ words: RevisionWords, revisions limits: ClosedRange<Int>) throws -> Parsed {
    try parse(words.first, slots: words.slots, isSplit: words.isSplit, limits)
  }

  /// Sorts words that came without `--`.
  package func parse(
    _ words: [String], revisions limits: ClosedRange<Int>
  ) throws -> (revisions: [ObjectID], selection: SlotSelection) {
    let parsed = try parse(words, slots: [], isSplit: false, limits)
    return (parsed.revisions, parsed.selection)
  }

  /// Sorts one word, which is a revision, a slot, or both.
  func parse(_ words: [String]) throws -> Parsed { try parse(words, slots: [], isSplit: false, 0...1) }

  private func parse(
    _ words: [String], slots: [String], isSplit: Bool, _ limits: ClosedRange<Int>
  ) throws -> Parsed {
    var parsed = Parsed()
    var names = SlotNaming(workspace)
    var slotTexts: [String] = []
    for word in words.flatMap(Self.withoutRange) {
      switch isSplit ? try onlyRevision(word) : try meaning(of: word, after: slotTexts, names) {
      case .slot: slotTexts.append(word)
      case .revision(let id, let slot):
        guard slotTexts.isEmpty || slot == slotTexts.first else { throw ArgumentError.revisionAfterSlot(word) }
        guard parsed.revisions.count < limits.upperBound else {
          throw ArgumentError.tooManyRevisions(word, limit: limits.upperBound)
        }
        parsed.revisions.append(id)
        parsed.texts.append(word)
        names.add(id)
        if let slot { slotTexts = [slot] }
      }
    }
    guard parsed.revisions.count >= limits.lowerBound else { throw ArgumentError.missingRevision }
    let all = slotTexts + slots
    if !all.isEmpty { parsed.selection = try names.names().select(all) }
    return parsed
  }

  private enum Meaning {
    case slot
    case revision(ObjectID, slot: String?)
  }

  private func onlyRevision(_ word: String) throws -> Meaning { .revision(try finder.commit(word), slot: nil) }

  private func meaning(of word: String, after slots: [String], _ names: SlotNaming) throws -> Meaning {
    let known = try names.names()
    if known.isKnown(word) {
      guard slots.isEmpty, try finder.isGitRevision(word) else { return .slot }
      throw ArgumentError.both(word)
    }
    if let id = try finder.ifGitRevision(word) { return .revision(id, slot: nil) }
    if let (base, slot) = Self.split(word), known.isKnown(slot), let id = try finder.ifCommit(base) {
      return .revision(id, slot: slot)
    }
    if let (base, name) = Self.split(word), let id = try finder.ifCommit(base),
      try !SoundNames(workspace.archive, in: [id]).slots(named: name).isEmpty
    {
      return .revision(id, slot: name)
    }
    return try subjectOrSound(word, known)
  }

  /// The snapshot with a subject, or the slots whose sounds have a name.
  private func subjectOrSound(_ word: String, _ known: SlotNames) throws -> Meaning {
    let isSound = try known.sounds?.slots(named: word).isEmpty == false
    let id: ObjectID
    do { id = try finder.titled(word) } catch RevisionError.unknown(_, let near) {
      guard !isSound else { return .slot }
      throw ArgumentError.unknown(word, near: try near + self.near(word, known))
    }
    guard !isSound else { throw ArgumentError.both(word) }
    return .revision(id, slot: nil)
  }

  /// Other readings of the word: HEAD, or slots; for `REV:SLOT` only the slot where REV is known.
  private func near(_ word: String, _ known: SlotNames) throws -> [String] {
    if let (base, slot) = Self.split(word), (try? finder.isGitRevision(base)) == true {
      return EditDistance.nearest(to: slot, among: known.everyName).map { "\(base):\($0)" }
    }
    let sounds = try known.sounds?.all() ?? []
    return EditDistance.nearest(to: word, among: known.everyName + sounds + ["HEAD"])
  }

  /// `REV:SLOT` at its last colon.
  static func split(_ word: String) -> (revision: String, slot: String)? {
    guard let colon = word.lastIndex(of: ":"), colon != word.startIndex else { return nil }
    let slot = word[word.index(after: colon)...]
    return slot.isEmpty ? nil : (String(word[..<colon]), String(slot))
  }

  /// `A..B` as two words.
  private static func withoutRange(_ word: String) -> [String] {
    let parts = word.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !word.contains("..."), !word.contains("{"), !word.contains(" "), !word.contains("/../")
    else { return [word] }
    return parts.map { $0.isEmpty ? "HEAD" : $0 }
  }
}

/// The names of slots, of the rig and of the snapshots named before.
private struct SlotNaming {
  private let workspace: Workspace
  private var commits: [ObjectID] = []

  init(_ workspace: Workspace) { self.workspace = workspace }

  mutating func add(_ id: ObjectID) { commits.append(id) }

  func names() throws -> SlotNames {
    var all = RigState()
    let commits = try commits.reversed() + [workspace.head()].compactMap { $0 }
    for id in commits {
      for device in try workspace.outline(id).devices where all.device(device.name) == nil { all.put(device) }
    }
    var names = try workspace.slotNames(of: all)
    names.sounds = SoundNames(workspace.archive, in: commits)
    return names
  }
}
