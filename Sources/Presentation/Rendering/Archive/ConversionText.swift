internal import Maintenance
internal import Objects
package import Operations

/// The result of a conversion, or of its dry run.
package struct ConversionText {
  private let result: ConversionResult
  private let isRehearsal: Bool

  package init(_ result: ConversionResult, isRehearsal: Bool) {
    self.result = result
    self.isRehearsal = isRehearsal
  }

  private var report: ConversionReport { result.report }
  private var total: Int { report.counts.values.reduce(0, +) }

  package var lines: [StyledText] {
    let verb = isRehearsal ? "would convert" : "converted"
    let counts = ObjectKind.allCases.compactMap { kind in
      report.counts[kind].map { "\($0) \(kind.rawValue)\($0 == 1 ? "" : "s")" }
    }
    var lines: [StyledText] = [
      "\(verb) \(total) objects from \(report.old.rawValue) to \(report.new.rawValue): \(counts.joined(separator: ", "))",
      "  \(report.refs) refs, \(report.reflogEntries) reflog entries, \(report.operations) operations",
    ]
    if isRehearsal { return lines + ["nothing was written; the new archive would be \(quoted: report.folder)"] }
    lines.append("  every object was read back and compared")
    if let old = result.replaced {
      lines.append("the new archive replaced \(quoted: result.folder); the old one is kept as \(quoted: old)")
    } else {
      lines.append("the new archive is \(quoted: result.folder); the old one is unchanged")
    }
    return lines
  }

  /// Further notes for the user.
  package var notes: [StyledText] {
    var notes: [StyledText] = []
    if !report.unreachable.isEmpty {
      notes.append("\(report.unreachable.count) unreachable objects stay in the old archive only")
    }
    if !report.signed.isEmpty {
      notes.append("\(report.signed.count) signatures are kept, but no longer verify: they sign the old ids")
    }
    if !report.standIns.isEmpty {
      notes.append("\(report.standIns.count) ids in logs name missing objects, and were replaced by placeholders")
    }
    if !report.leftOut.isEmpty {
      notes.append("not copied, because synvc does not manage it: \(report.leftOut.joined(separator: ", "))")
    }
    if !report.remotes.isEmpty {
      notes.append(
        "\(report.remotes.joined(separator: ", ")) still has the old ids, and cannot take a push from the new archive")
    }
    return notes
  }

  package var json: JSON {
    [
      "old": .string(report.old.rawValue), "new": .string(report.new.rawValue), "archive": .string(result.folder),
      "replaced": JSON(result.replaced), "dryRun": .bool(isRehearsal),
      "objects": .sorted(ObjectKind.allCases.map { ($0.rawValue, JSON(report.counts[$0] ?? 0)) }),
      "refs": JSON(report.refs), "reflogEntries": JSON(report.reflogEntries), "operations": JSON(report.operations),
      "unreachable": .array(report.unreachable.map { .string($0.hex) }),
      "signed": .array(report.signed.map { .string($0.hex) }), "gone": .array(report.standIns.map { .string($0.hex) }),
      "leftOut": JSON(report.leftOut), "remotes": JSON(report.remotes),
    ]
  }
}
