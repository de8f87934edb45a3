internal import Bytes
import History
internal import MIDI
package import Profiles

extension DifferenceText {
  /// The differences as programs read them: `docs/formats/json.md`, "diff".
  package var json: JSON { .array(differences.map(device)) }

  private func device(_ difference: DeviceDifference) -> JSON {
    let presence =
      switch difference.presence {
      case .added: "added"
      case .removed: "removed"
      case .both: "both"
      }
    let facts = difference.facts.map { fact -> JSON in
      ["what": .string(fact.what), "old": JSON(fact.old), "new": JSON(fact.new)]
    }
    return [
      "device": .string(difference.device), "presence": .string(presence), "profile": JSON(difference.profile?.id),
      "facts": .array(facts), "slotCount": JSON(difference.comparison.slotCount),
      "slots": .array(
        difference.isWhole ? [] : difference.comparison.changes.map { slot(ChangedSlot($0, difference)) }),
      "unknownAdded": .array(difference.comparison.unknownAdded.map { .string(Hex.spaced($0.bytes)) }),
      "unknownRemoved": .array(difference.comparison.unknownRemoved.map { .string(Hex.spaced($0.bytes)) }),
    ]
  }

  private func slot(_ slot: ChangedSlot) -> JSON {
    var members: [(String, JSON)] = [
      ("slot", .string(slot.slot)), ("name", JSON(slot.title)), ("wasEmpty", .bool(slot.wasEmpty)),
      ("isEmpty", .bool(slot.isEmpty)), ("sentTwice", .bool(slot.isSentTwice)),
    ]
    if let source = slot.source { members.append(("from", .string(source))) }
    switch slot.change.kind {
    case .added: members.append(("change", "added"))
    case .removed: members.append(("change", "removed"))
    case .moved: members.append(("change", "moved"))
    case .copied: members.append(("change", "copied"))
    case .changed(let fields):
      members += [("change", "changed"), ("fields", .array(fields.map(Self.field)))]
    }
    return .sorted(members)
  }

  package static func field(_ change: FieldChange) -> JSON {
    [
      "path": .string(change.path.description), "old": JSON(change.old?.text), "new": JSON(change.new?.text),
      "unit": JSON((change.new ?? change.old)?.unit),
    ]
  }
}
