/// A file to be written so that a power cut leaves it whole or absent.
package struct DurableFile: Sendable {
  package let path: String
  package let bytes: [UInt8]
  package let permissions: UInt32
  /// How the temporary file in the same folder is called; a number is put at `#`.
  package let temporary: String

  package init(_ path: String, _ bytes: [UInt8], permissions: UInt32 = 0o444, temporary: String = ".tmp_#") {
    self.path = path
    self.bytes = bytes
    self.permissions = permissions
    self.temporary = temporary
  }
}

/// Files that are on the disk under their temporary names.
package struct PreparedFiles: Sendable {
  /// In the order in which they are to get their own.
  fileprivate var files: [(temporary: String, path: String)] = []

  package init() {}
}

/// The end of a file of lines, as it was when it was read.
package struct FileEnd: Sendable {
  fileprivate let path: String
  /// Whether the first line makes the file.
  fileprivate let isNew: Bool
  /// Whether a crash cut the last line off, which is then ended first.
  fileprivate let isCut: Bool
}

extension FileSystem {
  /// Writes files so that each is, after a crash at any instant, wholly there or not at all: prepared, then placed.
  ///
  /// On an error the temporary files are removed and whatever was renamed stays.
  ///
  /// - Parameter report: called for folders that cannot be synced.
  package func writeDurably(_ files: [DurableFile], report: (FileNote) -> Void) throws(FileError) {
    try makeFoldersDurably(files.map { Path.parent($0.path) }, report: report)
    var prepared = PreparedFiles()
    do {
      for start in stride(from: 0, to: files.count, by: mostOpen) {
        var open = OpenFiles()
        try prepare(files[start..<min(start + mostOpen, files.count)], &open, into: &prepared)
        try open.finish()
      }
      try place(&prepared, report: report)
    } catch {
      discard(prepared)
      throw error
    }
  }

  /// Gives files their own names, in the order in which they were prepared, and syncs their folders.
  ///
  /// - Parameter prepared: keeps, after an error, the files that were not renamed yet.
  package func place(_ prepared: inout PreparedFiles, report: (FileNote) -> Void) throws(FileError) {
    let folders = Set(prepared.files.map { Path.parent($0.path) })
    while let file = prepared.files.first {
      try rename(file.temporary, to: file.path)
      prepared.files.removeFirst()
    }
    for folder in folders.sorted() { try syncNames(in: folder, report: report) }
  }

  /// Removes prepared files that are not needed: if the removal fails, only unused temporary files remain.
  package func discard(_ prepared: PreparedFiles) {
    for file in prepared.files { try? remove(file.temporary) }
  }

  /// Makes a folder and its missing parents, each synced into its parent.
  package func makeFolderDurably(_ path: String, report: (FileNote) -> Void) throws(FileError) {
    try makeFoldersDurably([path], report: report)
  }

  /// Makes folders and their missing parents; each folder that got new ones is synced once.
  ///
  /// A folder without files may have been made by a process that died before it synced the parent folder: the parent is
  /// synced now. The process that wrote a file has synced the folder of that file.
  package func makeFoldersDurably(_ paths: [String], report: (FileNote) -> Void) throws(FileError) {
    var folders = UnsyncedFolders()
    for path in Set(paths).sorted() { try makeFolders(downTo: path, &folders) }
    for folder in folders.changed { try syncNames(in: folder, report: report) }
    for folder in folders.doubtful.subtracting(folders.changed).sorted() {
      do {
        try syncNames(in: folder, report: report)
      } catch {
        // A folder above the archive may belong to another user; this process made nothing in it.
        guard ErrorCode.meansForbidden(error.code) else { throw error }
      }
    }
  }

  private func makeFolders(downTo path: String, _ folders: inout UnsyncedFolders) throws(FileError) {
    let parent = Path.parent(path)
    if try isFolder(path) {
      if parent == path || folders.doubtful.contains(parent) { return }
      if try holdsFile(path) { return }
      folders.doubtful.insert(parent)
      return try makeFolders(downTo: parent, &folders)
    }
    if parent != path { try makeFolders(downTo: parent, &folders) }
    do {
      try makeFolder(path)
    } catch {
      guard error.code == ErrorCode.exists, try isFolder(path) else { throw error }
    }
    if !folders.changed.contains(parent) { folders.changed.append(parent) }
  }

  /// Whether a folder contains anything but folders; an unreadable folder counts as if it does.
  private func holdsFile(_ folder: String) throws(FileError) -> Bool {
    do {
      for name in try list(folder) where try !isFolder(Path.join(folder, name)) { return true }
      return false
    } catch {
      guard ErrorCode.meansForbidden(error.code) else { throw error }
      return true
    }
  }

  /// Adds a line to a file and returns when it is on the disk; first ends a line that a crash cut off.
  ///
  /// - Parameter line: without its line feed.
  package func appendDurably(
    line: [UInt8], to path: String, report: (FileNote) -> Void
  ) throws(FileError) {
    try appendDurably([(path, line)], report: report)
  }

  /// Adds a line to each of a few files and returns when all are on the disk; a crash may leave any file without its
  /// line.
  ///
  /// The name of a file is synced with its first line, and once more before the second: the process that wrote the first
  /// may have died in between.
  ///
  /// - Parameters:
  ///   - lines: without their line feeds.
  ///   - files: files to be placed next, whose folders exist: synced together with the lines, at the cost of one sync.
  @discardableResult
  package func appendDurably(
    _ lines: [(path: String, line: [UInt8])], preparing files: [DurableFile] = [], report: (FileNote) -> Void
  ) throws(FileError) -> PreparedFiles {
    var ends: [(end: FileEnd, line: [UInt8])] = []
    for (path, line) in lines { ends.append((try end(of: path, report: report), line)) }
    return try appendDurably(ends, preparing: files, report: report)
  }

  /// The same at ends that were read before, without lines added since.
  package func appendDurably(
    _ lines: [(end: FileEnd, line: [UInt8])], preparing files: [DurableFile] = [], report: (FileNote) -> Void
  ) throws(FileError) -> PreparedFiles {
    var open = OpenFiles()
    var prepared = PreparedFiles()
    do {
      for (end, line) in lines {
        try open.write((end.isCut ? [0x0A] : []) + line + [0x0A], to: try append(to: end.path))
      }
      try prepare(files[...], &open, into: &prepared)
      try open.finish()
      for (end, _) in lines where end.isNew { try syncNames(in: Path.parent(end.path), report: report) }
    } catch {
      open.giveUp()
      discard(prepared)
      throw error
    }
    return prepared
  }

  /// Finds the position for new lines. Makes the folder of a missing file; the folder of an existing file was synced
  /// when the file was made.
  package func end(of path: String, report: (FileNote) -> Void) throws(FileError) -> FileEnd {
    guard let size = try status(of: path)?.size else {
      try makeFolderDurably(Path.parent(path), report: report)
      return FileEnd(path: path, isNew: true, isCut: false)
    }
    let count = min(size, 4096)
    let end = try open(path).read(at: size - count, count: count)
    if count == size, end.count(where: { $0 == 0x0A }) < 2 { try syncNames(in: Path.parent(path), report: report) }
    return FileEnd(path: path, isNew: false, isCut: count > 0 && end.last != 0x0A)
  }

  /// Syncs a folder; a file system that cannot is reported, any other failure is thrown.
  package func syncNames(in folder: String, report: (FileNote) -> Void) throws(FileError) {
    do {
      try syncFolder(folder)
    } catch {
      guard ErrorCode.meansUnsyncable(error.code) else { throw error }
      report(.folderNotSynced(folder))
    }
  }

  /// Writes and syncs a file under its temporary name; removes it on an error.
  ///
  /// - Returns: the path of the temporary file.
  func writeTemporary(_ file: DurableFile) throws(FileError) -> String {
    var open = OpenFiles()
    var prepared = PreparedFiles()
    do {
      try prepare([file], &open, into: &prepared)
      try open.finish()
    } catch {
      discard(prepared)
      throw error
    }
    return prepared.files[0].temporary
  }

  /// How many files are open for writing at once.
  private var mostOpen: Int { 32 }

  /// Writes files under their temporary names; closes all of them after an error.
  ///
  /// - Parameters:
  ///   - open: gets them, to be synced and closed.
  ///   - prepared: gets each that was made, also before an error.
  private func prepare(
    _ files: ArraySlice<DurableFile>, _ open: inout OpenFiles, into prepared: inout PreparedFiles
  ) throws(FileError) {
    do {
      for file in files {
        let (path, output) = try createTemporary(in: Path.parent(file.path), file.temporary, file.permissions)
        prepared.files.append((path, file.path))
        try open.write(file.bytes, to: output)
      }
    } catch {
      open.giveUp()
      throw error
    }
  }

  /// Makes a file under the first free number; skips leftovers of a crash.
  package func createTemporary(
    in folder: String, _ pattern: String, _ permissions: UInt32
  ) throws(FileError) -> (path: String, file: any OutputFile) {
    let parts = pattern.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    var number = 0
    while true {
      let path = Path.join(folder, "\(parts[0])\(number)\(parts.dropFirst().first ?? "")")
      do {
        return (path, try create(path, permissions: permissions))
      } catch {
        number += 1
        guard error.code == ErrorCode.exists, number < 100_000 else { throw error }
      }
    }
  }

  /// Writes, syncs and closes; after a failure the file is closed and the first error is thrown.
  func finish(_ file: any OutputFile, writing bytes: [UInt8]) throws(FileError) {
    var open = OpenFiles()
    try open.write(bytes, to: file)
    try open.finish()
  }
}

/// Files that were written and are not synced yet; each is closed once, whatever fails.
private struct OpenFiles {
  private var files: [any OutputFile] = []

  /// Takes a file over and writes to it; after a failure all are closed.
  mutating func write(_ bytes: [UInt8], to file: any OutputFile) throws(FileError) {
    files.append(file)
    do { try file.write(bytes) } catch {
      giveUp()
      throw error
    }
  }

  /// Syncs and closes all; after a failure all are closed and the first error is thrown.
  mutating func finish() throws(FileError) {
    defer { giveUp() }
    // Start writing all other files first: the first sync then includes their data.
    for file in files.dropFirst() { try file.beginSync() }
    for file in files { try file.sync() }
    while let file = files.popLast() { try file.close() }
  }

  /// Closes the open files; the caller throws an earlier error.
  mutating func giveUp() {
    for file in files { try? file.close() }
    files = []
  }
}

/// Folders whose names may not be on the disk yet.
private struct UnsyncedFolders {
  /// Folders in which a folder was made, in that order.
  var changed: [String] = []
  /// Those in which a process that died may have made one.
  var doubtful: Set<String> = []
}
