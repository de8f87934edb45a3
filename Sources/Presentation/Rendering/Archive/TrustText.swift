package import Repository

/// The programs that an archive can run, shown to the user before trusting it.
package struct TrustText {
  private let archive: Repository
  private let evidence: TrustEvidence
  package let ports: [(device: String, port: String)]

  /// Lines of a hook that are shown.
  private static let mostLines = 40

  package init(_ archive: Repository, _ evidence: TrustEvidence, ports: [(device: String, port: String)]) {
    self.archive = archive
    self.evidence = evidence
    self.ports = ports
  }

  package var lines: [StyledText] {
    var lines: [StyledText] = ["archive \(archive.folder, .heading)"]
    for hook in evidence.hooks { lines += self.lines(of: hook) }
    lines += evidence.settings.map { setting in
      let place: StyledText = setting.file == config ? "" : "  (in \(setting.file))"
      return "setting \(setting.name, .heading) = \(setting.value ?? "true")" + place
    }
    lines += ports.map { "port of \($0.device, .heading) = \($0.port)" }
    if evidence.isEmpty { lines.append("no hooks, and no settings that name a program") }
    return lines
  }

  private var config: String { archive.common + "/config" }

  private func lines(of hook: TrustEvidence.Hook) -> [StyledText] {
    var lines: [StyledText] = ["hook \(hook.path, .heading), \(Self.words(hook))"]
    guard case .program(let bytes) = hook.content else { return lines }
    guard !bytes.contains(0) else { return lines + ["  | not text"] }
    let text = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let shown = bytes.last == 0x0A ? text.dropLast() : text[...]
    lines += shown.prefix(Self.mostLines).map { "  | \(bytes: $0)" }
    if shown.count > Self.mostLines { lines.append("  | and \(shown.count - Self.mostLines) more lines") }
    return lines
  }

  private static func words(_ hook: TrustEvidence.Hook) -> String {
    let mode = String(hook.permissions, radix: 8)
    return switch hook.content {
    case .program(let bytes): "mode \(mode), \(bytes.count) bytes"
    case .stamp(let size, _): "mode \(mode), \(size) bytes"
    case .deadLink: "a dangling link"
    case .other: "neither a file nor a folder"
    }
  }

  package func json(isTrusted: Bool) -> JSON {
    let hooks = evidence.hooks.map { hook -> JSON in
      ["path": .string(hook.path), "what": .string(Self.words(hook)), "permissions": JSON(Int(hook.permissions))]
    }
    let settings = evidence.settings.map { setting -> JSON in
      ["name": .string(setting.name), "value": JSON(setting.value), "file": .string(setting.file)]
    }
    return [
      "archive": .string(archive.folder), "trusted": .bool(isTrusted), "hooks": .array(hooks),
      "settings": .array(settings),
      "ports": .array(ports.map { ["device": .string($0.device), "port": .string($0.port)] }),
    ]
  }
}
