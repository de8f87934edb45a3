import Files
import Objects
import Repository

extension ArchiveConverter {
  /// Makes the folders of the new archive, empty; removes the remains of an earlier try.
  func prepare() throws(StorageError) {
    try filing { () throws(FileError) in
      try files.makeFolderDurably(folder, report: archive.context.note)
      for name in try files.list(folder) where name.hasPrefix(".tmp_") { try files.remove(Path.join(folder, name)) }
      let text = Array("a conversion of \(archive.folder) is under way; without HEAD this is no archive\n".utf8)
      try files.writeDurably(
        [DurableFile(Path.join(folder, Self.marker), text, permissions: 0o644)], report: archive.context.note)
      for name in try files.list(folder) where name != Self.marker { try removeAll(Path.join(folder, name)) }
      try files.makeFoldersDurably(Repository.folders.map { Path.join(folder, $0) }, report: archive.context.note)
    }
  }

  /// Removes the new archive, as long as the marker shows that synvc is making it.
  func clear() throws(FileError) {
    guard try files.status(of: Path.join(folder, Self.marker)) != nil else { return }
    // Remove HEAD first: without it no program takes the folder for an archive. Remove the marker last: it permits
    // removal.
    let names = try files.list(folder).filter { $0 != Self.marker }.sorted { one, _ in one == "HEAD" }
    try removeAll(names.map { Path.join(folder, $0) })
    try removeAll(Path.join(folder, Self.marker))
  }

  /// Goes on after an error, so that as little as can be stays; throws the first one.
  private func removeAll(_ paths: [String]) throws(FileError) {
    var first: FileError?
    for path in paths {
      do throws(FileError) { try removeAll(path) } catch { first = first ?? error }
    }
    if let first { throw first }
  }

  private func removeAll(_ path: String) throws(FileError) {
    switch try files.status(of: path)?.kind {
    case .folder:
      try removeAll(try files.list(path).map { Path.join(path, $0) })
      try files.removeFolder(path)
    case nil: return
    default: try files.remove(path)
    }
  }

  /// Marks the new archive as complete: from now on synvc removes none of its files.
  func finish() throws(StorageError) {
    try filing { () throws(FileError) in
      try files.remove(Path.join(folder, Self.marker))
      try files.syncNames(in: folder, report: archive.context.note)
    }
  }

  /// Writes everything besides objects, HEAD last.
  func writeFiles(_ source: ConversionSource, _ conversion: Conversion) throws(StorageError) {
    var contents = try plainFiles()
    contents += try source.logs.map { log throws(StorageError) in
      DurableFile(Path.join(folder, log.path), try translated(log, conversion.map), permissions: 0o644)
    }
    contents += try refFiles(source, conversion.map)
    contents += maps(source, conversion.map).map { map in
      DurableFile(Path.join(folder, "\(IDMap.folder)/\(map.old.rawValue)"), map.encoded)
    }
    contents.append(
      DurableFile(
        Path.join(folder, "operations/log"), try translatedOperations(source, conversion.map), permissions: 0o644))
    let head = DurableFile(
      Path.join(folder, "HEAD"), try text(source.head ?? .id(archive.format.zero), conversion.map), permissions: 0o644)
    let all = contents
    try filing { () throws(FileError) in
      try files.writeDurably(all, report: archive.context.note)
      try files.writeDurably([head], report: archive.context.note)
    }
  }

  /// Configuration, attributes and hooks.
  private func plainFiles() throws(StorageError) -> [DurableFile] {
    var contents = [DurableFile(Path.join(folder, "config"), try config().bytes, permissions: 0o644)]
    let (from, files) = (archive.common, files)
    contents += try filing { () throws(FileError) in
      let hooks = try files.listIfPresent(Path.join(from, "hooks")).map { "hooks/\($0)" }
      var copies: [DurableFile] = []
      for name in ["info/attributes", "info/exclude", "description"] + hooks {
        guard let status = try files.status(of: Path.join(from, name)), status.kind == .file else { continue }
        let bytes = try files.read(Path.join(from, name))
        copies.append(DurableFile(Path.join(folder, name), bytes, permissions: status.permissions))
      }
      return copies
    }
    return contents
  }

  private func config() throws(StorageError) -> Config {
    var config = try archive.config()
    do throws(ConfigError) {
      if format == .sha1 {
        try config.unset("extensions.objectformat")
        let hasOthers = config.all.contains { $0.name.hasPrefix("extensions.") }
        try config.set("core.repositoryformatversion", to: hasOthers ? "1" : "0")
      } else {
        try config.set("core.repositoryformatversion", to: "1")
        try config.set("extensions.objectformat", to: format.rawValue)
      }
    } catch {
      throw .config(error)
    }
    return config
  }

  private func refFiles(_ source: ConversionSource, _ map: IDMap) throws(StorageError) -> [DurableFile] {
    try source.refs.map { ref throws(StorageError) in
      DurableFile(Path.join(folder, ref.name.text), try text(ref.value, map), permissions: 0o644)
    }
  }

  private func text(_ value: RefValue, _ map: IDMap) throws(StorageError) -> [UInt8] {
    switch value {
    case .symbolic: return value.encoded
    case .id(let id):
      guard let new = map[id] else { throw .missingObject(id) }
      return RefValue.id(new).encoded
    }
  }

  private func translated(_ log: ConversionSource.Log, _ map: IDMap) throws(StorageError) -> [UInt8] {
    var bytes: [UInt8] = []
    for line in log.lines {
      if let (old, new) = ConversionSource.ids(of: line, map.old), let one = map[old], let other = map[new] {
        bytes += Array("\(one) \(other)".utf8) + line[(map.old.digits * 2 + 1)...]
      } else {
        bytes += line
      }
      bytes.append(0x0A)
    }
    return bytes
  }

  private func translatedOperations(_ source: ConversionSource, _ map: IDMap) throws(StorageError) -> [UInt8] {
    var bytes = Array((OperationsLog.firstLine + "\n").utf8)
    for line in source.operations {
      let operation = LoggedOperation(parsing: line[...], format: map.old)
      bytes += try operation.map { operation throws(StorageError) in try translated(operation, map).encoded } ?? line
      bytes.append(0x0A)
    }
    return bytes
  }

  private func translated(_ operation: LoggedOperation, _ map: IDMap) throws(StorageError) -> LoggedOperation {
    func new(_ value: RefValue?) throws(StorageError) -> RefValue? {
      guard case .id(let id)? = value else { return value }
      guard let new = map[id] else { throw .missingObject(id) }
      return .id(new)
    }
    return LoggedOperation(
      number: operation.number, seconds: operation.seconds, zone: operation.zone, status: operation.status,
      kind: operation.kind, arguments: operation.arguments,
      moves: try operation.moves.map { move throws(StorageError) in
        RefMove(move.name, from: try new(move.old), to: try new(move.new))
      }, note: operation.note)
  }

  /// The map of this conversion, and earlier maps translated to ids of the new hash.
  private func maps(_ source: ConversionSource, _ map: IDMap) -> [IDMap] {
    [map] + source.maps.filter { $0.old != format }.map { $0.followed(by: map) }
  }
}
