import Bytes
import Files
import Objects

extension Fsck {
  /// Holds the configuration against what synvc writes, and names what synvc does not know.
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
      _ = try Archive(opening: place.folder, ArchiveContext(files: files, party: party, report: { _ in }))
    } catch {
      // Other errors are found where they belong.
      if case .unsupported(let what, let path) = error {
        report(Finding(.unsupported, file: below(path)) { $0.found = "\(what)" })
      }
    }
    if config["diff.synvc.textconv"] != nil, config.bool("core.bare") == true { checkAttributes() }
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
    for (name, value) in Archive.prescribedConfig(textconv: "") {
      let found = config[name]
      let isGood = name == "diff.synvc.textconv" ? found?.isEmpty == false : found == value
      if !isGood {
        setting(name, found: found, expected: name == "diff.synvc.textconv" ? nil : value)
      }
    }
    if config.bool("core.bare") == nil { setting("core.bare", found: config["core.bare"], expected: "true") }
    let version = config["core.repositoryformatversion"]
    let isExtended = config.all.contains { $0.name.hasPrefix("extensions.") }
    // Git looks at extensions in version 1 only; version 1 without any is nothing that synvc writes.
    if version == nil || (version == "1") != isExtended {
      setting("core.repositoryformatversion", found: version, expected: isExtended ? "1" : "0")
    }
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

  private mutating func checkAttributes() {
    let file = "info/attributes"
    let line = "*.syx -text diff=synvc"
    let bytes = content(file) ?? []
    if !bytes.split(separator: 0x0A).contains(where: { $0.elementsEqual(line.utf8) }) || bytes.last != 0x0A {
      report(
        Finding(.configSetting, file: file) {
          $0.found = Fsck.excerpt(bytes)
          $0.expected = line
        })
    }
  }
}
