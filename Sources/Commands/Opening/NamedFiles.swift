internal import Files
internal import Presentation
import Profiles
import Importers

/// The input files that a user named. Files in folders are listed one by one: sorted, without hidden files, and
/// without links that leave the folder.
struct NamedFiles {
  private let context: CommandContext
  private let files = RealFileSystem()
  private(set) var reading = InputReading()
  /// When the newest of the files that hold something was changed, in seconds since 1970.
  private(set) var newest: Int?
  /// Skipped files of folders, with the reason.
  private(set) var skipped = FirstTen<StyledText>()
  private var looked = 0

  /// A folder with more files is unlikely to hold dumps, or to be meant for one snapshot.
  private static let mostFiles = 10_000
  private static let mostLevels = 32

  /// - Throws: ``Failure`` `.interrupted`; ``FolderTooLarge``.
  init(_ names: [String], in context: CommandContext) throws {
    self.context = context
    for name in names {
      let path = context.process.absolute(name)
      // A path without a readable status cannot be opened either, and that error has the reason.
      if (try? files.isFolder(path)) == true, let real = try? files.canonical(path) {
        try read(folder: path, name, Folder(root: real, above: [real]))
      } else {
        try read(path, name, isNamed: true)
      }
    }
  }

  /// The files read, after printing the skipped ones.
  ///
  /// - Throws: where no file holds messages: the one file's ``InputError``, or ``NothingRead`` after an error for
  ///   each.
  func checked() throws -> InputReading {
    for line in skipped.values { context.output.note("\(line), passed over") }
    if skipped.more > 0 { context.output.note("and \(skipped.more) more passed over") }
    if let only = reading.only { throw only }
    for line in InputText.notes(reading) { context.output.note(line) }
    guard reading.files.isEmpty else { return reading }
    for line in InputText.warnings(reading) { context.output.warning(line) }
    throw NothingRead(count: reading.leftOut.count + reading.passedOver.count)
  }

  /// The folder that the user named, and those from it to the one that is being read, without links.
  private struct Folder {
    let root: String
    var above: [String]
  }

  private mutating func read(folder path: String, _ name: String, _ folder: Folder) throws {
    let entries: [String]
    do { entries = try files.list(path) } catch {
      return reading.leaveOut(InputError(name, .unreadable(error)), isExpected: true)
    }
    let hidden = entries.count { $0.hasPrefix(".") }
    if hidden > 0 { skipped.append("\(quoted: name): \(hidden) hidden \(hidden == 1 ? "file" : "files")") }
    for entry in entries where !entry.hasPrefix(".") {
      try read(entry: Path.join(path, entry), Path.join(name, entry), folder)
    }
  }

  private mutating func read(entry path: String, _ name: String, _ folder: Folder) throws {
    do {
      guard let real = try files.canonical(path), let status = try files.status(of: path) else {
        return skipped.append("\(quoted: name): a broken link")
      }
      guard real.hasPrefix(folder.root == "/" ? "/" : folder.root + "/") else {
        return skipped.append("\(quoted: name): a link to a file outside the folder")
      }
      guard status.kind == .folder else { return try read(path, name, isNamed: false) }
      if folder.above.contains(real) || folder.above.count > Self.mostLevels {
        return skipped.append("\(quoted: name): a folder inside itself, or too deep")
      }
      if try CommandContext.holdsRepository(real, files) {
        return skipped.append("\(quoted: name): the files of a repository")
      }
      var below = folder
      below.above.append(real)
      try read(folder: path, name, below)
    } catch let error as FileError {
      reading.leaveOut(InputError(name, .unreadable(error)), isExpected: true)
    }
  }

  private mutating func read(_ path: String, _ name: String, isNamed: Bool) throws {
    try context.interrupt.check()
    looked += 1
    guard looked <= Self.mostFiles else { throw FolderTooLarge(most: Self.mostFiles) }
    do throws(FileError) {
      let file = try files.open(path)
      let start = try file.read(at: 0, count: InputReading.start)
      guard isNamed || InputReading.isWorthReading(start, name) else { return reading.passOver(start, name) }
      let before = reading.files.count
      reading.read(try files.read(path, limit: ImportedFile.mostBytes), name: name, isNamed: isNamed)
      guard reading.files.count > before, let modified = try files.status(of: path)?.modified else { return }
      newest = max(newest ?? modified, modified)
    } catch {
      reading.leaveOut(InputError(name, .unreadable(error)), isExpected: isNamed || InputReading.isMIDIName(name))
    }
  }
}

/// A folder with more files than synvc reads at once.
struct FolderTooLarge: Error, Reportable {
  let most: Int

  var report: Report {
    Report(
      .badInput, "the folders hold more than \(most) files", hint: "import smaller folders, one after the other",
      details: ["most": JSON(most)])
  }
}

/// None of several files holds anything.
struct NothingRead: Error, Reportable {
  let count: Int

  var report: Report {
    Report(.badInput, "none of the \(count) files holds a SysEx message", details: ["files": JSON(count)])
  }
}
