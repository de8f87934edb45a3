package import Archive

extension ArchiveError: Reportable {
  // One switch over all cases: the compiler demands words for every new one.
  package var report: Report {
    switch self {
    case .storage(let error): error.report
    case .profile(let error, let id): .prefixed("the profile \(quoted: id) cannot be used", error.report)
    case .damagedFile(let path, let reason): Self.damaged(path, reason)
    case .unknownProfile(let id, let near):
      .unknown("profile", id, near, else: "list the models with 'synvc profiles'")
    case .unknownSlot(let name, let near):
      .unknown("slot", name, near, else: "list the kinds of slots with 'synvc device show NAME'")
    case .ambiguousName(let name, let slots):
      Report(
        .unknownName, "\(Count.slots(slots.count)) hold a sound called \(quoted: name)",
        hint: "write one of \(StyledText.list(Array(slots.prefix(10)), last: "or"))\(slots.count > 10 ? " …" : "")",
        details: ["slots": JSON(slots)])
    case .ambiguousSlot(let name, let devices):
      Report(
        .unknownName, "\(quoted: name) is a slot of several devices",
        hint: "write \(StyledText.list(devices.map { "\($0)/\(name)" }, last: "or"))",
        details: ["devices": JSON(devices)])
    }
  }

  private static func damaged(_ path: String, _ reason: FileProblem) -> Report {
    switch reason {
    case .laterVersion(let version):
      Report(
        .failed, "\(quoted: path) in the snapshot has the version \(quoted: version); this synvc reads version 1",
        hint: "use the later synvc that wrote it; nothing was changed",
        details: ["path": .string(path), "field": "version", "version": .string(version)])
    case .notAJournal:
      Report(
        .damaged, "\(quoted: path) is damaged: \(reason.words)",
        hint: "compare the device with 'synvc status', then remove the file: that send cannot be continued",
        details: ["path": .string(path)])
    case .notYAML, .tooLarge, .notKeysAndValues, .badName, .missing, .notAMessage:
      Report(
        .damaged, "\(quoted: path) in the snapshot is damaged: \(reason.words)",
        hint: "list the damage with 'synvc fsck'; an older snapshot may still be readable",
        details: ["path": .string(path)])
    }
  }
}

extension Report {
  /// The report of a cause, with its subject in front.
  static func prefixed(_ subject: StyledText, _ cause: Report, _ detail: Report.Detail? = nil) -> Report {
    var report = cause
    report.message = "\(subject): \(cause.message)"
    if let detail { report.details.append(detail) }
    return report
  }

  /// A name that is not known, with those that are near.
  static func unknown(_ what: String, _ name: String, _ near: [String], else hint: StyledText) -> Report {
    Report(
      .unknownName, "there is no \(what) \(quoted: name)",
      hint: near.isEmpty ? hint : "did you mean \(StyledText.list(near, last: "or"))?", details: ["near": JSON(near)])
  }
}

extension ArchiveError.FileProblem {
  var words: StyledText {
    switch self {
    case .notYAML: "it is not valid YAML"
    case .tooLarge(let reader): reader.words
    case .notKeysAndValues: "it does not consist of keys and values"
    case .badName(let name): "\(quoted: name) is not a valid device name"
    case .laterVersion(let version): "its version \(quoted: version) was written by a later synvc"
    case .missing(let path): "it names \(quoted: path), which is missing"
    case .notAJournal: "it is not a valid journal of a send"
    case .notAMessage(let path, let offset): "\(quoted: path) is not a valid message from byte \(offset) on"
    }
  }
}
