internal import Objects
internal import Operations
internal import Storage

/// What a conversion did, or would do.
struct ConversionText {
  private let result: ConversionResult
  private let isRehearsal: Bool

  init(_ result: ConversionResult, isRehearsal: Bool) {
    self.result = result
    self.isRehearsal = isRehearsal
  }

  private var report: ConversionReport { result.report }
  private var total: Int { report.counts.values.reduce(0, +) }

  var lines: [StyledText] {
    let verb = isRehearsal ? "would convert" : "converted"
    let counts = ObjectKind.allCases.compactMap { kind in
      report.counts[kind].map { "\($0) \(kind.rawValue)\($0 == 1 ? "" : "s")" }
    }
    var lines: [StyledText] = [
      "\(verb) \(total) objects from \(report.old.rawValue) to \(report.new.rawValue): \(counts.joined(separator: ", "))",
      "  \(report.refs) refs, \(report.reflogEntries) entries of reflogs, \(report.operations) operations",
    ]
    if isRehearsal { return lines + ["nothing was written; the new archive would be \(quoted: report.folder)"] }
    lines.append("  every object was read back and compared")
    if let old = result.replaced {
      lines.append("the archive is \(quoted: result.folder) as before; the old one is kept as \(quoted: old)")
    } else {
      lines.append("the new archive is \(quoted: result.folder); the old one is as it was")
    }
    return lines
  }

  /// What the user should know besides.
  var notes: [StyledText] {
    var notes: [StyledText] = []
    if !report.unreachable.isEmpty {
      notes.append("\(report.unreachable.count) objects that nothing leads to stay behind in the old archive")
    }
    if !report.signed.isEmpty {
      notes.append("\(report.signed.count) signatures are kept and no longer verify: they are of the old ids")
    }
    if !report.standIns.isEmpty {
      notes.append("\(report.standIns.count) ids in logs lead to objects that are gone: others stand for them")
    }
    if !report.leftOut.isEmpty {
      notes.append("left behind, as it is none of synvc's: \(report.leftOut.joined(separator: ", "))")
    }
    if !report.remotes.isEmpty {
      notes.append(
        "\(report.remotes.joined(separator: ", ")) still has the old ids: it takes no push from the new archive")
    }
    return notes
  }

  var json: JSON {
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
