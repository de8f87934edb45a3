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

extension FileSystem {
  /// Writes files so that each is, after a crash at any instant, wholly there or not at all.
  ///
  /// Order: every temporary file made, written, synced and closed; every one renamed, in the order given; every
  /// folder synced. Missing folders are made and synced first. On an error the temporary files are removed and
  /// whatever was renamed stays.
  ///
  /// - Parameter report: hears of folders that cannot be synced.
  package func writeDurably(_ files: [DurableFile], report: (FileNote) -> Void) throws(FileError) {
    var pending: [String] = []
    try makeFoldersDurably(files.map { Path.parent($0.path) }, report: report)
    do {
      for file in files { pending.append(try writeTemporary(file)) }
      for file in files {
        try rename(pending[0], to: file.path)
        pending.removeFirst()
      }
    } catch {
      // Losing these removals leaves only temporary files, which nothing reads.
      for path in pending { try? remove(path) }
      throw error
    }
    for folder in Set(files.map { Path.parent($0.path) }).sorted() { try syncNames(in: folder, report: report) }
  }

  /// Makes a folder and those above it that are missing, each synced into its parent.
  package func makeFolderDurably(_ path: String, report: (FileNote) -> Void) throws(FileError) {
    try makeFoldersDurably([path], report: report)
  }

  /// Makes folders and those above them that are missing; each folder that got new ones is synced once.
  ///
  /// A folder that is there and holds no file may have been made by a process that died before it could sync the one
  /// above: that is done now. One with a file was synced by whoever made the file.
  package func makeFoldersDurably(_ paths: [String], report: (FileNote) -> Void) throws(FileError) {
    var folders = UnsyncedFolders()
    for path in Set(paths).sorted() { try makeFolders(downTo: path, &folders) }
    for folder in folders.changed { try syncNames(in: folder, report: report) }
    for folder in folders.doubtful.subtracting(folders.changed).sorted() {
      do {
        try syncNames(in: folder, report: report)
      } catch {
        // Above the archive a folder may be another's: it was not us who made anything there.
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

  /// Whether anything but folders is in a folder; a folder that cannot be looked into counts as if.
  private func holdsFile(_ folder: String) throws(FileError) -> Bool {
    do {
      for name in try list(folder) where try !isFolder(Path.join(folder, name)) { return true }
      return false
    } catch {
      guard ErrorCode.meansForbidden(error.code) else { throw error }
      return true
    }
  }

  /// Adds a line to a file and returns when it is on the disk; a line cut off by a crash before is ended first.
  ///
  /// The name of the file is synced with its first line, and once more before the second: the process that wrote the first
  /// may have died in between.
  ///
  /// - Parameter line: without its line feed.
  package func appendDurably(
    line: [UInt8], to path: String, report: (FileNote) -> Void
  ) throws(FileError) {
    try makeFolderDurably(Path.parent(path), report: report)
    let size = try status(of: path)?.size
    var bytes = line + [0x0A]
    if let size {
      let count = min(size, 4096)
      let end = try open(path).read(at: size - count, count: count)
      if count > 0, end.last != 0x0A { bytes.insert(0x0A, at: 0) }
      if count == size, end.count(where: { $0 == 0x0A }) < 2 { try syncNames(in: Path.parent(path), report: report) }
    }
    let file = try append(to: path)
    try finish(file, writing: bytes)
    if size == nil { try syncNames(in: Path.parent(path), report: report) }
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

  /// Writes and syncs a file under its temporary name; on an error nothing stays.
  ///
  /// - Returns: the path of the temporary file.
  func writeTemporary(_ file: DurableFile) throws(FileError) -> String {
    let (path, output) = try createTemporary(in: Path.parent(file.path), file.temporary, file.permissions)
    do {
      try finish(output, writing: file.bytes)
    } catch {
      // Losing this removal leaves only a temporary file, which nothing reads.
      try? remove(path)
      throw error
    }
    return path
  }

  /// Makes a file under the first free number; those that a crash left are passed over.
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
    do {
      try file.write(bytes)
      try file.sync()
    } catch {
      // The first error says what went wrong; the file is given up.
      try? file.close()
      throw error
    }
    try file.close()
  }
}

/// Folders whose names may not be on the disk yet.
private struct UnsyncedFolders {
  /// Those in which one was made, in that order.
  var changed: [String] = []
  /// Those in which a process that died may have made one.
  var doubtful: Set<String> = []
}
