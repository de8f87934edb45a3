package import Profiles

/// Two slots side by side, in words.
package struct SlotPairText {
  /// Nil where the profile does not decode one of them: only their bytes were compared.
  package let fields: [FieldChange]?
  package let differs: Bool
  private let old: OneSlot
  private let new: OneSlot
  private let allFields: Bool

  package init(_ old: OneSlot, _ new: OneSlot, allFields: Bool) {
    (self.old, self.new, self.allFields) = (old, new, allFields)
    if let before = old.item, let after = new.item {
      let changes = FieldChange.between(before, after)
      (fields, differs) = (changes, !changes.isEmpty)
    } else {
      (fields, differs) = (nil, old.dump != new.dump)
    }
  }

  /// The fields that differ, or the bytes.
  package var lines: [StyledText] {
    guard let fields else {
      return differs
        ? [
          "  \("- \(DifferenceText.short(old.dump.bytes))", .old)",
          "  \("+ \(DifferenceText.short(new.dump.bytes))", .new)",
        ] : []
    }
    let rows = FieldRows(fields, allFields: allFields)
    return rows.lines(labelWidth: min(36, max(22, rows.rows.map { displayWidth($0.label) }.max() ?? 0)))
  }

  /// `12 fields differ`.
  package var total: StyledText {
    guard differs else { return "nothing differs" }
    guard let count = fields?.count else { return "the bytes differ" }
    return "\(Count.fields(count)) \(count == 1 ? "differs" : "differ")"
  }

  /// The names of both, as they are written on a command line.
  package var names: [StyledText] { [old, new].map { "\($0.path)" } }
}

extension OneSlot {
  /// `mono/kit/005`.
  package var path: String { "\(device)/\(profile.name(slot))" }
}
