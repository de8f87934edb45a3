/// The kind of a finding. The raw value is part of the `--json` output, and does not change.
package enum FindingKind: String, Hashable, Sendable, CaseIterable {
  // Files
  case fileUnreadable = "file-unreadable"
  case fileMissing = "file-missing"
  case fileEmpty = "file-empty"
  case fileMisplaced = "file-misplaced"
  case checksum = "checksum-wrong"
  case temporaryFile = "temporary-file"
  case lockFile = "lock-file"
  case unsupported = "unsupported"
  /// Of ids that objects had before a conversion.
  case mapDamaged = "id-map-damaged"

  // Objects
  case objectDamaged = "object-damaged"
  case objectMissing = "object-missing"
  case objectKind = "object-wrong-kind"
  case objectMalformed = "object-malformed"
  case objectUnusual = "object-unusual"
  case danglingMissing = "unreachable-incomplete"
  case treeOrder = "tree-order"
  case treeDuplicate = "tree-duplicate"
  case treeName = "tree-name"
  case treeMode = "tree-mode"
  case commitDate = "commit-date"

  // Packs
  case packDamaged = "pack-damaged"
  case packWithoutIndex = "pack-without-index"
  case indexDamaged = "index-damaged"
  case indexWithoutPack = "index-without-pack"
  case indexWrong = "index-wrong"

  // Refs
  case refDamaged = "ref-damaged"
  case refUntidy = "ref-untidy"
  case refMissing = "ref-missing"
  case refKind = "ref-wrong-kind"
  case refMoved = "ref-moved"
  case refMovedByGit = "ref-moved-by-git"
  case refName = "ref-name"
  case refUnknown = "ref-unknown"
  case headUnborn = "head-unborn"
  case headDetached = "head-detached"
  case packedRefs = "packed-refs-damaged"

  // Logs
  case reflogDamaged = "reflog-damaged"
  case reflogIncomplete = "reflog-incomplete"
  case reflogAlone = "reflog-without-ref"
  case logDamaged = "operations-damaged"
  case logGap = "operations-gap"
  case logCut = "operations-cut"
  case logUnfinished = "operation-unfinished"
  case pending = "operation-pending"

  // Configuration
  case configDamaged = "config-damaged"
  case configSetting = "config-setting"
  /// As git leaves it in a clone.
  case notPrepared = "config-not-prepared"
  /// The attributes of an earlier synvc, without later additions.
  case attributesFormer = "attributes-former"

  // Snapshots
  case tooLarge = "snapshot-too-large"
  case order = "order-wrong"
  case count = "message-count"
  case snapshotFile = "snapshot-file"
  case framing = "message-framing"
  case badMessage = "message-bad"
  /// Lines of two versions in one file, as git merges text.
  case mergedAsText = "merged-as-text"
  case journalDamaged = "journal-damaged"

  /// The default severity; a check with more evidence may override it.
  package var severity: Finding.Severity {
    switch self {
    case .temporaryFile, .lockFile, .refMovedByGit, .logUnfinished, .pending, .danglingMissing, .notPrepared,
      .attributesFormer:
      .notice
    case .fileMisplaced, .commitDate, .refUntidy, .headDetached, .reflogIncomplete, .configSetting, .packWithoutIndex,
      .refName, .refUnknown, .count, .tooLarge, .framing, .objectUnusual, .unsupported, .mergedAsText:
      .suspicious
    case .badMessage: .message
    default: .damage
    }
  }
}
