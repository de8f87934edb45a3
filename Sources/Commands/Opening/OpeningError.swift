package import Presentation
package import Repository

/// Why a command found nothing to work on.
package enum OpeningError: Error, Hashable, Sendable {
  /// No archive is here or above, and the user has none: it would be made at `own`.
  case noArchive(own: String)
  /// The folder that was named holds none.
  case notThere(String, by: Discovery.Way)
  /// The archive belongs to another user.
  case foreign(String, owner: UInt32)
  /// An archive is there already.
  case exists(String)
  /// A new archive would be in a folder with an archive, which commands would no longer find there.
  case insideArchive(String, archive: String)
  /// A new archive would be among the files of a git folder.
  case insideGitFolder(String, folder: String)
  /// A port that is not a simulated unit, where one is required.
  case notSimulated(String)
  /// A simulated unit needs no other one to serve its port.
  case alreadySimulated(String)
  /// No such hash for the ids of objects.
  case badObjectFormat(String)
  /// A conversion put the archive aside and was cut off before the new one, which is whole, took its place.
  case conversionCutOff(String, new: String)
  /// Another program could not be started.
  case cannotStart(program: String, WriteFailure)
}

extension OpeningError: Reportable {
  package var report: Report {
    switch self {
    case .noArchive(let own):
      Report(
        .noArchive, "no archive here",
        hint:
          "make one in this folder with 'synvc init'; the first snapshot or import makes your own in \(quoted: own)",
        details: ["own": .string(own)])
    case .notThere(let path, let way):
      Report(
        .noArchive, "no archive in \(quoted: path), which \(Self.name(way)) names",
        hint: "make one with 'synvc --archive DIR init'", details: ["path": .string(path)])
    case .foreign(let path, let owner):
      Report(
        .refused, "the archive \(quoted: path) belongs to another user (\(owner))",
        hint: "use it with '--archive' and its path; its hooks and programs run only after 'synvc trust'",
        details: ["path": .string(path)])
    case .exists(let path): .hasArchive(path)
    case .insideArchive(let place, let archive):
      Report(
        .failed, "\(quoted: place) is inside a folder that already has an archive, \(quoted: archive)",
        hint:
          "use that archive, or make a second one with \(quoted: "synvc --archive \(ShellWords.quoted(place)) init")",
        details: ["path": .string(place), "archive": .string(archive)])
    case .insideGitFolder(let place, let folder):
      Report(
        .failed, "cannot make an archive in \(quoted: place): it is inside the git folder \(quoted: folder)",
        hint: "run 'synvc init DIR' with a folder outside the git folder",
        details: ["path": .string(place), "gitFolder": .string(folder)])
    case .notSimulated(let port): .notSimulated(port)
    case .alreadySimulated(let port):
      Report(
        .usage, "\(quoted: port) is a simulated unit, which runs by itself",
        hint: "run it on a pipe, a device node or a MIDI port, with '--memory \(port)' for this memory",
        details: ["port": .string(port)])
    case .badObjectFormat(let name):
      Report(.usage, "\(quoted: name) is not a supported object format", hint: "use 'sha1' or 'sha256'")
    case .conversionCutOff(let path, let new):
      Report(
        .noArchive, "the conversion of \(quoted: path) was interrupted; the new archive is complete",
        hint: "finish it with 'mv \(new) \(path)'", details: ["path": .string(path), "new": .string(new)])
    case .cannotStart(let program, let failure):
      Report(
        .failed, "cannot start \(quoted: program): \(failure.words)", hint: "install \(quoted: program)")
    }
  }

  private static func name(_ way: Discovery.Way) -> StyledText {
    switch way {
    case .option: "'--archive'"
    case .environment: "'SYNVC_DIR'"
    case .folderHere, .clone, .own: "the search"
    }
  }
}
