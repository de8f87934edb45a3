package import Operations
package import Presentation
internal import Profiles
internal import Archive

extension OneSlot {
  /// Resolves `REV:SLOT`, `REV SLOT` or `SLOT`.
  ///
  /// - Throws: ``ArgumentError`` where the words do not name one slot, or the slot is empty.
  package init(_ parsed: RevisionArguments.Parsed, _ workspace: Workspace) throws {
    guard let part = parsed.selection.parts.first, parsed.selection.parts.count == 1, let name = part.device,
      let kind = part.kind, let index = part.indices?.lowerBound, part.indices?.count == 1
    else { throw ArgumentError.notOneSlot(parsed.selection.parts.first?.text ?? parsed.texts.first ?? "") }
    guard let commit = try parsed.revisions.first ?? workspace.head() else { throw OperationError.noSnapshots }
    guard let state = try workspace.state(commit, devices: [name]).device(name),
      let profile = try workspace.profile(for: state)
    else { throw ArgumentError.emptySlot(part.text, revision: parsed.texts.first ?? "HEAD") }
    let slot = Slot(kind: kind, index: index)
    guard let dump = state.content(profile).values[slot] else {
      throw ArgumentError.emptySlot("\(name)/\(profile.name(slot))", revision: parsed.texts.first ?? "HEAD")
    }
    self.init(commit: commit, device: name, profile: profile, slot: slot, dump: dump)
  }
}
