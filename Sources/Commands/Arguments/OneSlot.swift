internal import Diffing
package import Objects
package import Operations
package import Profiles

/// The content of one slot of one snapshot.
package struct OneSlot {
  package let commit: ObjectID
  package let device: String
  package let profile: any DeviceModel
  package let slot: Slot
  package let dump: SlotDump

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
    (self.commit, device, self.profile, self.slot, self.dump) = (commit, name, profile, slot, dump)
  }

  /// The item; nil for a dump that the profile does not decode.
  package var item: Item? { profile.decode(slot, in: dump)?.item }

  /// `mono kit/005 "ACIDKIT"  Elektron Monomachine`.
  package var heading: StyledText {
    let name = item?.name.map { " \"\($0)\"" } ?? (item?.isEmpty == true ? "  empty" : "")
    return "\(device, .heading) \(profile.name(slot), .heading)\(name, .heading)  \(profile.name)"
  }
}
