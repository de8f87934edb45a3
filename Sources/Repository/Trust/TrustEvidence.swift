import Files
import Objects

/// The parts of an archive that could run a program: hooks, and settings that are not known to be harmless.
package struct TrustEvidence: Sendable {
  /// A setting, and its file.
  package struct Setting: Hashable, Sendable {
    package let name: String
    /// Nil for a variable without `=`.
    package let value: String?
    package let file: String
    /// The variable as written in the file.
    let bytes: [UInt8]
  }

  /// Something in a folder of hooks.
  package struct Hook: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
      case program([UInt8])
      /// Too long, or one of too many, to be read by every command: it changes with its size and its time.
      case stamp(size: Int, modified: Int)
      /// A link that leads nowhere.
      case deadLink
      /// Neither a file nor a folder.
      case other
    }

    package let path: String
    package let permissions: UInt32
    package let content: Content
  }

  /// Without synvc's own textconv, which runs synvc only.
  package let settings: [Setting]
  package let hooks: [Hook]
  /// Every value of `diff.synvc.textconv`.
  private let textconvs: [String]
  private let textconv: String
  private let config: String

  /// Whether the archive has no hook and no setting that could run a program.
  package var isEmpty: Bool { settings.isEmpty && hooks.isEmpty }

  /// - Parameters:
  ///   - textconv: synvc's own value of `diff.synvc.textconv`.
  ///   - home: the folder that `~` means in the path of another configuration.
  package init(of archive: Repository, textconv: String, home: String) throws(StorageError) {
    var reader = EvidenceReader(files: archive.context.files, home: home)
    let config = Path.join(archive.common, "config")
    try reader.read(try archive.config(), at: config)
    try reader.readFile(Path.join(archive.folder, "config.worktree"), depth: 0)
    try reader.readHooks(Path.join(archive.common, "hooks"))
    let base = Path.name(archive.folder) == ".git" ? Path.parent(archive.folder) : archive.folder
    for setting in reader.settings where setting.name == "core.hookspath" {
      if let folder = reader.path(setting.value ?? "", in: base) { try reader.readHooks(folder) }
    }
    textconvs = reader.settings.filter { Self.isTextconv($0, in: config) }.map { $0.value ?? "" }
    settings = reader.settings.filter { !Self.isTextconv($0, in: config) || $0.value != textconv }
    hooks = reader.hooks
    (self.textconv, self.config) = (textconv, config)
  }

  private static func isTextconv(_ setting: Setting, in config: String) -> Bool {
    setting.name == "diff.synvc.textconv" && setting.file == config
  }

  /// The hash of all evidence but `diff.synvc.textconv`, which differs between two installations of synvc.
  package var digest: String {
    let kept = settings.filter { !Self.isTextconv($0, in: config) }
    return Self.hash(
      kept.flatMap { [Array($0.file.utf8), Array($0.name.utf8), $0.bytes] }
        + hooks.flatMap { [Array($0.path.utf8), Array(String($0.permissions, radix: 8).utf8)] + $0.content.parts })
  }

  /// The hash of `diff.synvc.textconv`; nil where the value is synvc's own.
  package var textconvDigest: String? {
    textconvs.allSatisfy { $0 == textconv } ? nil : writtenTextconvDigest
  }

  /// The same for every textconv: the value of one synvc is foreign to another that is installed elsewhere.
  var writtenTextconvDigest: String { Self.hash(textconvs.map { Array($0.utf8) }) }

  /// SHA-256 of parts, each after its length, so that none can pass for two.
  private static func hash(_ parts: [[UInt8]]) -> String {
    let bytes = parts.flatMap { Array("\($0.count) ".utf8) + $0 }
    return ObjectID(of: StoredObject(.blob, bytes), in: .sha256).hex
  }
}

extension TrustEvidence.Hook.Content {
  fileprivate var parts: [[UInt8]] {
    switch self {
    case .program(let bytes): [Array("program".utf8), bytes]
    case .stamp(let size, let modified): [Array("stamp \(size) \(modified)".utf8)]
    case .deadLink: [Array("dead link".utf8)]
    case .other: [Array("other".utf8)]
    }
  }
}

/// Gathers evidence; foreign files are read within bounds.
private struct EvidenceReader {
  let files: any FileSystem
  let home: String
  private(set) var settings: [TrustEvidence.Setting] = []
  private(set) var hooks: [TrustEvidence.Hook] = []
  private var fileCount = 0

  private static let longestFile = 4 << 20
  private static let mostFiles = 200
  /// As many as git follows.
  private static let mostLevels = 10

  init(files: any FileSystem, home: String) {
    self.files = files
    self.home = home
  }

  mutating func read(_ config: Config, at file: String, depth: Int = 0) throws(StorageError) {
    for entry in config.entries where !HarmlessSettings.contains(entry.key.text, entry.value) {
      settings.append(
        TrustEvidence.Setting(
          name: entry.key.text, value: entry.value, file: file, bytes: Array(config.bytes[entry.range])))
      let isInclude = entry.key.name == "path" && ["include", "includeif"].contains(entry.key.section)
      if isInclude, let path = path(entry.value ?? "", in: Path.parent(file)) { try readFile(path, depth: depth + 1) }
    }
  }

  /// Reads a configuration file, where there is one; a file that does not parse counts with its raw bytes.
  mutating func readFile(_ path: String, depth: Int) throws(StorageError) {
    guard depth <= Self.mostLevels else { return }
    let bytes: [UInt8]
    switch try content(path) {
    case nil: return
    case .program(let content): bytes = content
    case .some(let other): return settings.append(whole(path, other.parts.flatMap { $0 }))
    }
    let config: Config
    do { config = try Config(bytes) } catch { return settings.append(whole(path, bytes)) }
    try read(config, at: path, depth: depth)
  }

  private func whole(_ path: String, _ bytes: [UInt8]) -> TrustEvidence.Setting {
    TrustEvidence.Setting(name: "config", value: nil, file: path, bytes: bytes)
  }

  /// Reads a folder of hooks and the hooks in it; git does not run samples.
  mutating func readHooks(_ folder: String, depth: Int = 0) throws(StorageError) {
    guard let status = try self.status(folder) else { return }
    guard status.kind == .folder, depth <= Self.mostLevels else {
      return hooks.append(TrustEvidence.Hook(path: folder, permissions: status.permissions, content: .other))
    }
    let names = try filing { () throws(FileError) in try files.listIfPresent(folder) }
    for name in names where !name.hasSuffix(".sample") {
      let path = Path.join(folder, name)
      let status = try self.status(path)
      if status?.kind == .folder {
        try readHooks(path, depth: depth + 1)
        continue
      }
      hooks.append(
        TrustEvidence.Hook(
          path: path, permissions: status?.permissions ?? 0, content: try content(path) ?? .deadLink))
    }
  }

  /// A path as git reads one in a setting; nil for one in another user's home.
  func path(_ value: String, in folder: String) -> String? {
    if value.isEmpty { return nil }
    if value.hasPrefix("~/") { return Path.normal(Path.join(home, String(value.dropFirst(2)))) }
    return value.hasPrefix("~") ? nil : Path.normal(Path.join(folder, value))
  }

  private func status(_ path: String) throws(StorageError) -> FileStatus? {
    try filing { () throws(FileError) in try files.status(of: path) }
  }

  /// The content of a path; nil for nothing.
  private mutating func content(_ path: String) throws(StorageError) -> TrustEvidence.Hook.Content? {
    guard let status = try self.status(path) else { return nil }
    guard status.kind == .file else { return .other }
    fileCount += 1
    let stamp = TrustEvidence.Hook.Content.stamp(size: status.size, modified: status.modified)
    guard fileCount <= Self.mostFiles, status.size <= Self.longestFile else { return stamp }
    return try filing { () throws(FileError) in try files.readIfPresent(path, limit: Self.longestFile) }
      .map { .program($0) }
  }
}
