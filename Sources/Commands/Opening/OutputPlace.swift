internal import Files
internal import MIDI
internal import Presentation

/// Why nothing is written to a place that a user named.
enum OutputPlaceError: Error, Hashable {
  /// A folder, a device or a pipe is there.
  case notAFile(String)
  /// An existing file that is not a wire log.
  case notAWireLog(String)
  /// The file exists, and the user has not allowed its replacement.
  case exists(String)
  /// The folder of the file is not there.
  case noFolder(String)
  /// The file would be inside an archive or a git repository.
  case insideArchive(String, archive: String)
}

extension CommandContext {
  /// The path of a file to be made. Anything but a file is left alone: putting a file in the place of a device would
  /// take the device away.
  ///
  /// - Parameter isReplacing: whether a file that is there may be replaced; one of an archive never is.
  /// - Throws: ``OutputPlaceError``; ``FileError``.
  func placeForFile(_ name: String, isReplacing: Bool) throws -> String {
    let (path, files) = (process.absolute(name), RealFileSystem())
    if let status = try files.status(of: path) {
      guard status.kind == .file else { throw OutputPlaceError.notAFile(name) }
    }
    guard let folder = try files.canonical(Path.parent(path)), try files.isFolder(folder) else {
      throw OutputPlaceError.noFolder(Path.parent(name))
    }
    if let archive = try Self.archive(around: folder, files) {
      throw OutputPlaceError.insideArchive(name, archive: archive)
    }
    if !isReplacing, try files.status(of: path) != nil { throw OutputPlaceError.exists(name) }
    return path
  }

  /// The path of a new wire log; only an old wire log is replaced.
  ///
  /// - Throws: ``OutputPlaceError``; ``FileError``.
  func placeForWireLog(_ name: String) throws -> String {
    let path = try placeForFile(name, isReplacing: true)
    let files = RealFileSystem()
    guard try files.status(of: path) != nil else { return path }
    let file = try files.open(path)
    let start = try file.read(at: 0, count: WireRecording.title.utf8.count)
    guard start.isEmpty || start.elementsEqual(WireRecording.title.utf8) else {
      throw OutputPlaceError.notAWireLog(name)
    }
    return path
  }

  /// The archive or git repository whose own files a folder holds; nil for a folder of none.
  private static func archive(around folder: String, _ files: RealFileSystem) throws(FileError) -> String? {
    var folder = folder
    while true {
      if try holdsRepository(folder, files) { return folder }
      let parent = Path.parent(folder)
      if parent == folder { return nil }
      folder = parent
    }
  }

  /// Whether a folder is a repository without a work tree: it has its objects and refs, or says where they are.
  static func holdsRepository(_ folder: String, _ files: RealFileSystem) throws(FileError) -> Bool {
    guard try files.isFile(Path.join(folder, "HEAD")) else { return false }
    if try files.isFile(Path.join(folder, "commondir")) { return true }
    guard try files.isFolder(Path.join(folder, "objects")) else { return false }
    return try files.isFolder(Path.join(folder, "refs"))
  }
}

extension OutputPlaceError: Reportable {
  var report: Report {
    switch self {
    case .notAFile(let name):
      Report(
        .failed, "cannot write \(quoted: name): it is not a regular file", hint: "choose another name for the file",
        details: ["file": .string(name)])
    case .notAWireLog(let name):
      Report(
        .failed, "cannot replace \(quoted: name): it is not a wire log",
        hint: "choose another name for the log, or move that file away", details: ["file": .string(name)])
    case .exists(let name):
      Report(
        .refused, "\(quoted: name) already exists", hint: "choose another name, or add '--force' to replace the file",
        details: ["file": .string(name)])
    case .noFolder(let name):
      Report(
        .storageFailed, "cannot write the file: the folder \(quoted: name) does not exist",
        hint: "make the folder first, or choose another name for the file", details: ["folder": .string(name)])
    case .insideArchive(let name, let archive):
      Report(
        .failed, "cannot write \(quoted: name): the folder \(quoted: archive) holds a repository's own files",
        hint: "choose another folder for the file", details: ["file": .string(name), "archive": .string(archive)])
    }
  }
}
