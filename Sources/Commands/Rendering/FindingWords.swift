internal import Files
internal import Objects
internal import Storage

/// The words for a finding of fsck.
struct FindingWords {
  private let finding: Finding
  private let evidence: Finding.Evidence
  private let short: (ObjectID) -> String

  init(_ finding: Finding, short: @escaping (ObjectID) -> String) {
    self.finding = finding
    evidence = finding.evidence
    self.short = short
  }

  var line: StyledText { fileLine ?? objectLine ?? refLine ?? snapshotLine ?? "\(finding.kind.rawValue)" }

  private var file: StyledText { "\(quoted: finding.file ?? "")" }
  private var ref: StyledText { "\(quoted: finding.ref ?? "")" }
  private var object: StyledText { finding.object.map { "object '\(short($0))'" } ?? "an object" }
  private var found: String { evidence.found ?? "" }
  private var expected: String { evidence.expected ?? "" }
  private var namedBy: StyledText { name(evidence.namedBy ?? "") }
  private var place: StyledText { evidence.offset.map { " at byte \($0)" } ?? "" }
  /// ` in 'objects/ab/cd…'`, where a file is known.
  private var inFile: StyledText { finding.file.map { " in \(quoted: $0)" } ?? "" }

  /// An id is said short, anything else whole.
  private func name(_ text: String) -> StyledText {
    for format in ObjectFormat.allCases {
      if let id = ObjectID(format, hex: text) { return "object '\(short(id))'" }
    }
    return "\(quoted: text)"
  }

  private var fileLine: StyledText? {
    switch finding.kind {
    case .fileUnreadable: evidence.error.map { ErrorPrinter.report(for: $0).message } ?? "\(file) cannot be read"
    case .fileMissing: "\(file) is missing"
    case .fileEmpty: "\(file) is empty"
    case .fileMisplaced: "\(file) is nothing that belongs there"
    case .checksum: "the checksum of \(file) is wrong"
    case .temporaryFile: "\(file) was left by a command that was cut off"
    case .lockFile: lock
    case .unsupported: "the archive uses something of git's that synvc does not know: \(found)"
    case .mapDamaged: "\(file), by which old ids are found, is damaged\(place)"
    case .packDamaged: "the pack \(file) is damaged\(found.isEmpty ? place : ": its checksum is wrong")"
    case .packWithoutIndex: "the pack \(file) has no index, so nothing reads it"
    case .indexDamaged: "the index \(file) is damaged\(found.isEmpty ? place : ": its checksum is wrong")"
    case .indexWithoutPack: "the pack of \(file) is not there"
    case .indexWrong: "the index \(file) does not agree with its pack\(indexDetail)"
    case .configDamaged: evidence.name == nil ? "\(file) cannot be read\(place)" : setting
    case .configSetting: setting
    case .notPrepared: "\(file) lacks the settings of synvc, as in a clone made by git: the next command writes them"
    case .attributesFormer: "\(file) is that of an earlier synvc: the next snapshot completes it"
    default: nil
    }
  }

  private var lock: StyledText {
    guard evidence.found != nil else { return "\(file) is the lock of another program" }
    return expected == "dead"
      ? "\(file) is the lock of a process that has ended (\(found))"
      : "\(file) is the lock of a command at work (\(found))"
  }

  private var indexDetail: StyledText {
    switch found {
    case "checksum": " on the checksum of \(object)"
    case "left out": ": it leaves out \(object)\(place)"
    case "pack": ": it is that of another one"
    default: " on where \(object) is"
    }
  }

  private var setting: StyledText {
    guard let name = evidence.name else { return "\(file) does not say \(quoted: expected)" }
    let wanted: StyledText = evidence.expected == nil ? "" : " and should be \(quoted: expected)"
    return evidence.found == nil ? "'\(name)' is not set\(wanted)" : "'\(name)' is \(quoted: found)\(wanted)"
  }

  private var objectLine: StyledText? {
    switch finding.kind {
    case .objectDamaged: "\(object) is damaged\(inFile)\(place)\(evidence.damage.map { ": " + $0.words } ?? "")"
    case .objectMissing: "\(object) is missing, which \(namedBy) names"
    case .objectKind: "\(object) is a \(found) where \(namedBy) needs a \(expected)"
    case .objectMalformed:
      "\(object) is not what its kind prescribes\(evidence.damage.map { ": " + $0.words } ?? place)"
    case .objectUnusual: "\(object) is unusual: \(found)"
    case .danglingMissing: "\(object) is missing, which \(namedBy) names, and nothing needs either"
    case .treeOrder: "the tree \(object) has \(quoted: evidence.name ?? "") out of order"
    case .treeDuplicate: "the tree \(object) has \(quoted: evidence.name ?? "") twice"
    case .treeName: "the tree \(object) has a name that cannot be everywhere: \(quoted: evidence.name ?? "")"
    case .treeMode: "the tree \(object) has \(quoted: evidence.name ?? "") with the mode \(found)"
    case .commitDate: "the snapshot \(object) is dated before the one that it came from, \(namedBy)"
    default: nil
    }
  }

  private var refLine: StyledText? {
    switch finding.kind {
    case .refDamaged: "\(ref) says \(quoted: found), which is nothing that it can say"
    case .refUntidy: "\(ref) is not spelled as it was written: \(quoted: found)"
    case .refMissing:
      evidence.expected == nil
        ? "\(ref) is not there, which \(namedBy) names" : "\(ref) is gone; by \(namedBy) it held \(name(expected))"
    case .refKind: "\(ref) names a \(found) where a \(expected) is needed"
    case .refMoved: "\(ref) says \(name(found)); by \(namedBy) it should say \(name(expected))"
    case .refMovedByGit: "\(ref) was moved by another program, to \(name(found))"
    case .refUnknown: "\(ref) is in no log, as all other refs are"
    case .refName: "\(ref) is no name that a ref should have"
    case .headUnborn: "HEAD names \(quoted: found), which does not exist"
    case .headDetached: "HEAD names \(name(found)) and no branch"
    case .packedRefs: "\(file) is damaged\(place): \(quoted: found)"
    case .reflogDamaged: "the reflog \(file) is damaged\(place)"
    case .reflogIncomplete: "the reflog \(file) lacks \(expected) of its entries, the first that of \(namedBy)"
    case .reflogAlone:
      "the reflog \(file) has no ref\(found.isEmpty ? "" : "; it ends at ")\(found.isEmpty ? "" : name(found))"
    case .logDamaged: "a line of the operations log is damaged\(place)"
    case .logGap: "the operations log goes on with \(found) where \(expected) should stand\(place)"
    case .logCut: "the operations log lacks what moved \(ref): \(quoted: found)"
    case .pending: "\(namedBy) was cut off between two refs; the next command puts them back"
    case .logUnfinished: "\(namedBy) was cut off before it moved \(ref), or \(ref) was set back"
    default: nil
    }
  }

  private var snapshotLine: StyledText? {
    switch finding.kind {
    case .order where !found.isEmpty: "\(quoted: evidence.name ?? "") names \(quoted: found), which is not there"
    case .order where !expected.isEmpty: "\(quoted: evidence.name ?? "") leaves out \(quoted: expected)"
    case .order: "\(quoted: evidence.name ?? "") is cut off"
    case .tooLarge: "\(quoted: evidence.name ?? "") holds more than synvc reads: at most \(expected)"
    case .count: "\(object) has \(found) messages of \(quoted: evidence.name ?? "") and says \(expected)"
    case .journalDamaged: "\(file), which tells of a send under way, is damaged"
    case .mergedAsText:
      "the merge \(object) holds \(found == "1" ? "a file" : "\(found) files") that git made of two versions, as if it were text"
    case .snapshotFile: "\(quoted: evidence.name ?? "") cannot be read"
    case .framing:
      "\(quoted: evidence.name ?? "") is no SysEx message\(evidence.damage.map { ": " + $0.words } ?? "")"
    case .badMessage:
      "\(quoted: evidence.name ?? "") is stored as the device sent it, with a wrong \(evidence.namedBy ?? ""): \(found) instead of \(expected)"
    default: nil
    }
  }
}
