import Objects
import Repository

extension Fsck {
  /// Compares the configuration with the one that synvc writes, and names settings that synvc does not know.
  mutating func checkConfig() {
    let file = "config"
    guard let bytes = content(file) else {
      if inventory[file] == nil { report(Finding(.fileMissing, file: file)) }
      return
    }
    if bytes.isEmpty { return report(Finding(.fileEmpty, file: file)) }
    let config: Config
    do {
      config = try Config(bytes)
    } catch {
      return report(
        Finding(.configDamaged, file: file) {
          if case .syntax(let line) = error { $0.offset = Fsck.start(ofLine: line, in: bytes) }
        })
    }
    checkSettings(config)
    checkFormat(config)
    do {
      _ = try Repository(
        opening: place.folder, RepositoryContext(files: files, lockContext: lockContext, report: { _ in }))
    } catch {
      // Other errors are found where they belong.
      if case .unsupported(let what, let path) = error {
        report(Finding(.unsupported, file: below(path)) { $0.found = "\(what)" })
      }
    }
    if config["diff.synvc.textconv"] != nil { checkAttributes(isBare: config.bool("core.bare") ?? true) }
  }

  private static func start(ofLine line: Int, in bytes: [UInt8]) -> Int {
    var left = line - 1
    for (offset, byte) in bytes.enumerated() {
      if left <= 0 { return offset }
      if byte == 0x0A { left -= 1 }
    }
    return bytes.count
  }

  private func below(_ path: String) -> String {
    path.hasPrefix(place.common + "/") ? String(path.dropFirst(place.common.count + 1)) : "config"
  }

  private mutating func checkSettings(_ config: Config) {
    // The first command in a clone writes the settings: where an operation is logged, settings are lost.
    let isUnprepared = ArchiveLayout.isUnprepared(config) && !hasOperations()
    if isUnprepared { report(Finding(.notPrepared, file: "config")) }
    for (name, value) in Repository.prescribedConfig(textconv: "") where !isUnprepared {
      let found = config[name]
      let isGood = name == "diff.synvc.textconv" ? found?.isEmpty == false : found == value
      if !isGood {
        setting(name, found: found, expected: name == "diff.synvc.textconv" ? nil : value)
      }
    }
    if config.bool("core.bare") == nil { setting("core.bare", found: config["core.bare"], expected: "true") }
    let version = config["core.repositoryformatversion"]
    let extensions = config.all.map(\.name).filter { $0.hasPrefix("extensions.") }
    // Git reads extensions in version 1 only, except this one; synvc never writes version 1 without extensions.
    let isExtended = extensions.contains { $0 != "extensions.worktreeconfig" }
    if version == nil || version == "1" && extensions.isEmpty || version != "1" && isExtended {
      setting("core.repositoryformatversion", found: version, expected: isExtended ? "1" : "0")
    }
  }

  private mutating func hasOperations() -> Bool {
    guard let log = content(Fsck.logFile) else { return false }
    return !log.elementsEqual("\(OperationsLog.firstLine)\n".utf8)
  }

  private mutating func setting(_ name: String, found: String?, expected: String?) {
    report(
      Finding(.configSetting, file: "config") {
        $0.name = name
        $0.found = found
        $0.expected = expected
      })
  }

  private mutating func checkFormat(_ config: Config) {
    let named = config["extensions.objectformat"] ?? ObjectFormat.sha1.rawValue
    if named != place.format.rawValue {
      report(
        Finding(.configDamaged, file: "config") {
          $0.name = "extensions.objectformat"
          $0.found = named
          $0.expected = place.format.rawValue
        })
    }
  }

  /// The next snapshot completes attributes of an earlier synvc; a work tree may have them in its own file as well.
  private mutating func checkAttributes(isBare: Bool) {
    let bytes = content(GitAttributes.file) ?? []
    if GitAttributes.isWhole(bytes) { return }
    if GitAttributes.isFormer(bytes) || bytes.isEmpty && !isBare {
      return report(Finding(.attributesFormer, file: GitAttributes.file))
    }
    report(
      Finding(.configSetting, file: GitAttributes.file) {
        $0.found = Fsck.excerpt(bytes)
        $0.expected = GitAttributes.lines.first
      })
  }
}
