import Files
import Objects
import Repository

/// The files of an archive besides objects, read once before conversion.
struct ConversionSource {
  /// A file of `logs/`.
  struct Log {
    /// Below the archive.
    let path: String
    let lines: [[UInt8]]
  }

  let archive: Repository
  let head: RefValue?
  let refs: [(name: RefName, value: RefValue)]
  let logs: [Log]
  /// Lines of the operations log after the first, invalid lines included.
  let operations: [[UInt8]]
  /// Maps of earlier conversions.
  let maps: [IDMap]
  /// Names in the archive that are not copied to the new one.
  let leftOut: [String]
  /// The configuration, and the journals of sends under way, by their paths below the archive.
  private let files: FileTable<[UInt8]>

  init(_ archive: Repository) throws(StorageError) {
    self.archive = archive
    head = try archive.refs.value(.head)
    var refs: [(name: RefName, value: RefValue)] = []
    for (name, _) in try archive.refs.list() {
      if let value = try archive.refs.value(name) { refs.append((name, value)) }
    }
    self.refs = refs
    logs = try Self.logs(archive)
    operations = try Self.operations(archive)
    maps = try archive.conversionMaps()
    leftOut = try Self.leftOut(archive)
    files = try Self.files(archive)
  }

  /// Refuses an archive that was changed since: by git, which takes other locks than synvc, or in its settings.
  ///
  /// - Throws: `.conversion(.changedMeanwhile)`.
  func refuseChanges() throws(StorageError) {
    let now = try ConversionSource(archive)
    let (old, new) = (Self.values(refs), Self.values(now.refs))
    var changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.min()?.text
    if head != now.head { changed = "HEAD" }
    changed = changed ?? (files.keys + now.files.keys).sorted().first { files[$0] != now.files[$0] }
    if operations != now.operations { changed = changed ?? "operations/log" }
    let (before, after) = (Self.lines(logs), Self.lines(now.logs))
    changed = changed ?? (before.keys + after.keys).sorted().first { before[$0] != after[$0] }
    if let changed { throw .conversion(.changedMeanwhile(path: Path.join(archive.common, changed))) }
  }

  private static func values(_ refs: [(name: RefName, value: RefValue)]) -> [RefName: RefValue] {
    Dictionary(refs.map { ($0.name, $0.value) }) { first, _ in first }
  }

  private static func lines(_ logs: [Log]) -> FileTable<[[UInt8]]> {
    logs.reduce(into: FileTable()) { $0[$1.path] = $1.lines }
  }

  private static func files(_ archive: Repository) throws(StorageError) -> FileTable<[UInt8]> {
    let files = archive.context.files
    return try filing { () throws(FileError) in
      let journals = try files.listIfPresent(Path.join(archive.common, "journal"))
        .filter { !$0.hasSuffix(".lock") }.map { "journal/" + $0 }
      var found = FileTable<[UInt8]>()
      for name in ["config"] + journals { found[name] = try files.readIfPresent(Path.join(archive.common, name)) }
      return found
    }
  }

  /// Every ref with an id of its own.
  var ids: [(name: RefName, id: ObjectID)] {
    let all = [(name: RefName.head, value: head)] + refs.map { (name: $0.name, value: Optional($0.value)) }
    return all.compactMap { ref in
      if case .id(let id)? = ref.value { (ref.name, id) } else { nil }
    }
  }

  /// Ids that the logs name, with the ref they were about.
  var logged: [(name: String, id: ObjectID)] {
    let format = archive.format
    let reflogs = logs.flatMap { log in
      log.lines.flatMap { line in
        (Self.ids(of: line, format).map { [$0.old, $0.new] } ?? []).map { (String(log.path.dropFirst(5)), $0) }
      }
    }
    let moves = operations.compactMap { LoggedOperation(parsing: $0[...], format: format) }.flatMap(\.moves)
    let moved = moves.flatMap { move in
      [move.old, move.new].compactMap { value -> (String, ObjectID)? in
        if case .id(let id)? = value { (move.name.text, id) } else { nil }
      }
    }
    return (reflogs + moved).filter { !$0.1.isZero }.map { (name: $0.0, id: $0.1) }
  }

  /// The two ids at the start of a reflog's line; nil for an invalid line.
  static func ids(of line: [UInt8], _ format: ObjectFormat) -> (old: ObjectID, new: ObjectID)? {
    let digits = format.digits
    guard line.count > digits * 2 + 1, line[digits] == 0x20, line[digits * 2 + 1] == 0x20,
      let old = ObjectID(format, hex: String(decoding: line[..<digits], as: UTF8.self)),
      let new = ObjectID(format, hex: String(decoding: line[(digits + 1)...(digits * 2)], as: UTF8.self))
    else { return nil }
    return (old, new)
  }

  private static func logs(_ archive: Repository) throws(StorageError) -> [Log] {
    let files = archive.context.files
    return try filing { () throws(FileError) in
      var logs: [Log] = []
      var folders = ["logs"]
      while let folder = folders.popLast() {
        for name in try files.listIfPresent(Path.join(archive.common, folder)) where !name.hasSuffix(".lock") {
          let path = "\(folder)/\(name)"
          if try files.isFolder(Path.join(archive.common, path)) {
            folders.append(path)
          } else {
            let bytes = try files.read(Path.join(archive.common, path))
            logs.append(Log(path: path, lines: bytes.split(separator: 0x0A).map { Array($0) }))
          }
        }
      }
      return logs
    }
  }

  private static func operations(_ archive: Repository) throws(StorageError) -> [[UInt8]] {
    _ = try archive.operations.read()  // refuses a log whose first line is damaged
    let bytes = try filing { () throws(FileError) in
      try archive.context.files.readIfPresent(archive.operations.path)
    }
    return (bytes ?? []).split(separator: 0x0A).dropFirst().map { Array($0) }
  }

  private static let known: Set<String> = [
    "HEAD", "config", "refs", "logs", "packed-refs", "objects", "operations", "hooks", "info", "description", "journal",
    "cache", IDMap.folder, "branches",
  ]

  private static func leftOut(_ archive: Repository) throws(StorageError) -> [String] {
    try filing { () throws(FileError) in
      try archive.context.files.list(archive.common).filter { !known.contains($0) && !$0.hasSuffix(".lock") }
    }
  }
}
