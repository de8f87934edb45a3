import Files

extension Repository {
  /// Refuses git features that synvc would misread; names the first one found.
  func refuseUnsupported(_ config: Config) throws(StorageError) {
    let version = config["core.repositoryformatversion"] ?? "0"
    guard version == "0" || version == "1" else { throw .unsupported(.formatVersion(version), path: common) }
    for (name, value) in config.all {
      if let problem = Repository.problem(name, value ?? "true") { throw .unsupported(problem, path: common) }
    }
    for (name, problem) in Repository.refusedFiles where try isPresent(name) {
      throw .unsupported(problem, path: Path.join(common, name))
    }
    if let replaced = try refs.list("refs/replace/").first {
      throw .unsupported(.replaceRefs, path: Path.join(common, replaced.name.text))
    }
  }

  /// Extensions that do not affect the files synvc reads.
  private static let harmless = [
    "objectformat", "noop", "noop-v1", "preciousobjects", "worktreeconfig", "relativeworktrees",
  ]

  private static let refusedFiles: [(String, Unsupported)] = [
    ("objects/info/alternates", .alternates),
    ("objects/info/http-alternates", .alternates),
    ("shallow", .shallow),
    ("info/grafts", .replaceRefs),
  ]

  private static func problem(_ name: String, _ value: String) -> Unsupported? {
    if name.hasPrefix("remote.") {
      let isPartial = name.hasSuffix(".partialclonefilter") || name.hasSuffix(".promisor") && value != "false"
      return isPartial ? .partialClone : nil
    }
    guard name.hasPrefix("extensions.") else { return nil }
    switch name.dropFirst("extensions.".count) {
    case "partialclone": return .partialClone
    case "refstorage": return value == "files" ? nil : .refStorage(value)
    case let other where harmless.contains(String(other)): return nil
    case let other: return .extensionNamed(String(other))
    }
  }

  private func isPresent(_ name: String) throws(StorageError) -> Bool {
    try filing { () throws(FileError) in (try context.files.status(of: Path.join(common, name))?.size ?? 0) > 0 }
  }
}
