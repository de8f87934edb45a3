internal import Maintenance
internal import Objects

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

  // One switch over all kinds: the compiler demands words for every new one.
  var line: StyledText {
    switch finding.kind {
    case .fileUnreadable: evidence.error.map { ErrorPrinter.report(for: $0).message } ?? "\(file) cannot be read"
    case .fileMissing: "\(file) is missing"
    case .fileEmpty: "\(file) is empty"
    case .fileMisplaced: "\(file) does not belong in its folder"
    case .checksum: "the checksum of \(file) is wrong"
    case .temporaryFile: "\(file) was left by an interrupted command"
    case .lockFile: lock
    case .unsupported: "the archive uses a feature of git that synvc does not support: \(found)"
    case .mapDamaged: "the map of old ids \(file) is damaged\(place)"
    case .packDamaged: "the pack \(file) is damaged\(found.isEmpty ? place : ": its checksum is wrong")"
    case .packWithoutIndex: "the pack \(file) has no index, and is not read"
    case .indexDamaged: "the index \(file) is damaged\(found.isEmpty ? place : ": its checksum is wrong")"
    case .indexWithoutPack: "the pack of \(file) is missing"
    case .indexWrong: "the index \(file) does not agree with its pack\(indexDetail)"
    case .configDamaged: evidence.name == nil ? "\(file) cannot be read\(place)" : setting
    case .configSetting: setting
    case .notPrepared: "\(file) lacks the settings of synvc, as in a clone made by git: the next command writes them"
    case .attributesFormer: "\(file) was written by an earlier synvc: the next snapshot completes it"
    case .objectDamaged: "\(object) is damaged\(inFile)\(place)\(evidence.damage.map { ": " + $0.words } ?? "")"
    case .objectMissing: "\(object) is missing, but \(namedBy) names it"
    case .objectKind: "\(object) is a \(found) where \(namedBy) needs a \(expected)"
    case .objectMalformed:
      "\(object) breaks the format of its kind\(evidence.damage.map { ": " + $0.words } ?? place)"
    case .objectUnusual: "\(object) is unusual: \(found)"
    case .danglingMissing: "\(object) is missing, and only the unreachable \(namedBy) names it"
    case .treeOrder: "the tree \(object) has \(quoted: evidence.name ?? "") out of order"
    case .treeDuplicate: "the tree \(object) has \(quoted: evidence.name ?? "") twice"
    case .treeName: "the tree \(object) has a name that is not allowed on every system: \(quoted: evidence.name ?? "")"
    case .treeMode: "the tree \(object) has \(quoted: evidence.name ?? "") with the mode \(found)"
    case .commitDate: "the snapshot \(object) is dated before its parent, \(namedBy)"
    case .refDamaged: "\(ref) has the invalid content \(quoted: found)"
    case .refUntidy: "\(ref) is not in the usual form: \(quoted: found)"
    case .refMissing:
      evidence.expected == nil
        ? "\(ref) is missing, but \(namedBy) names it"
        : "\(ref) is missing; according to \(namedBy) it held \(name(expected))"
    case .refKind: "\(ref) names a \(found) where a \(expected) is needed"
    case .refMoved: "\(ref) holds \(name(found)); according to \(namedBy) it should hold \(name(expected))"
    case .refMovedByGit: "\(ref) was moved by another program, to \(name(found))"
    case .refUnknown: "\(ref) is missing from the logs, unlike all other refs"
    case .refName: "\(ref) is not a valid ref name"
    case .headUnborn: "HEAD names \(quoted: found), which does not exist"
    case .headDetached: "HEAD names \(name(found)) instead of a branch"
    case .packedRefs: "\(file) is damaged\(place): \(quoted: found)"
    case .reflogDamaged: "the reflog \(file) is damaged\(place)"
    case .reflogIncomplete: "the reflog \(file) lacks \(expected) of its entries, the first from \(namedBy)"
    case .reflogAlone:
      "the reflog \(file) has no ref\(found.isEmpty ? "" : "; it ends at ")\(found.isEmpty ? "" : name(found))"
    case .logDamaged: "a line of the operations log is damaged\(place)"
    case .logGap: "the operations log continues with \(found) instead of \(expected)\(place)"
    case .logCut: "the operations log lacks the entry that moved \(ref): \(quoted: found)"
    case .pending: "\(namedBy) was interrupted between two refs; the next command restores them"
    case .logUnfinished: "\(namedBy) was interrupted before it moved \(ref), or \(ref) was set back"
    case .order where !found.isEmpty: "\(quoted: evidence.name ?? "") names \(quoted: found), which is missing"
    case .order where !expected.isEmpty: "\(quoted: evidence.name ?? "") lacks \(quoted: expected)"
    case .order: "\(quoted: evidence.name ?? "") is truncated"
    case .tooLarge: "\(quoted: evidence.name ?? "") holds more than synvc reads: at most \(expected)"
    case .count: "\(object) has \(found) messages of \(quoted: evidence.name ?? "") and says \(expected)"
    case .journalDamaged: "the send journal \(file) is damaged"
    case .mergedAsText:
      "the merge \(object) holds \(found == "1" ? "a file" : "\(found) files") that git merged as text"
    case .snapshotFile: "\(quoted: evidence.name ?? "") cannot be read"
    case .framing:
      "\(quoted: evidence.name ?? "") is not a SysEx message\(evidence.damage.map { ": " + $0.words } ?? "")"
    case .badMessage:
      "\(quoted: evidence.name ?? "") is stored as the device sent it, with a wrong \(evidence.namedBy ?? ""): \(found) instead of \(expected)"
    }
  }

  private var lock: StyledText {
    guard evidence.found != nil else { return "\(file) is the lock of another program" }
    return expected == "dead"
      ? "\(file) is the lock of a process that has ended (\(found))"
      : "\(file) is the lock of a running command (\(found))"
  }

  private var indexDetail: StyledText {
    switch found {
    case "checksum": " on the checksum of \(object)"
    case "left out": ": the index lacks \(object)\(place)"
    case "pack": ": the index belongs to another pack"
    default: " on the position of \(object)"
    }
  }

  private var setting: StyledText {
    guard let name = evidence.name else { return "\(file) lacks the line \(quoted: expected)" }
    let wanted: StyledText = evidence.expected == nil ? "" : " and should be \(quoted: expected)"
    return evidence.found == nil ? "'\(name)' is not set\(wanted)" : "'\(name)' is \(quoted: found)\(wanted)"
  }
}
