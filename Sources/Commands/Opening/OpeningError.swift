package import Storage

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
  /// A port that is no simulated unit, where one is wanted.
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
        hint: "'synvc init' makes one in this folder; the first snapshot or import makes your own in \(quoted: own)",
        details: ["own": .string(own)])
    case .notThere(let path, let way):
      Report(
        .noArchive, "no archive in \(quoted: path), which \(Self.name(way)) names",
        hint: "'synvc --archive DIR init' makes one there", details: ["path": .string(path)])
    case .foreign(let path, let owner):
      Report(
        .refused, "the archive \(quoted: path) belongs to another user (\(owner))",
        hint: "'--archive' with its path uses it; its hooks and programs run only after 'synvc trust'",
        details: ["path": .string(path)])
    case .exists(let path):
      Report(
        .failed, "an archive is already in \(quoted: path)", hint: "nothing has to be done: it can be used as it is",
        details: ["path": .string(path)])
    case .insideArchive(let place, let archive):
      Report(
        .failed, "\(quoted: place) would be inside a folder that has an archive, \(quoted: archive)",
        hint:
          "use that archive, which commands find from there; \(quoted: "synvc --archive \(ShellWords.quoted(place)) init") makes a second one all the same",
        details: ["path": .string(place), "archive": .string(archive)])
    case .insideGitFolder(let place, let folder):
      Report(
        .failed, "\(quoted: place) would be among git's own files in \(quoted: folder)",
        hint: "run 'synvc init DIR' with a folder outside of it",
        details: ["path": .string(place), "gitFolder": .string(folder)])
    case .notSimulated(let port):
      Report(
        .unreachable, "\(quoted: port) is no simulated unit", hint: "a simulated unit is called 'sim:NAME'",
        details: ["port": .string(port)])
    case .alreadySimulated(let port):
      Report(
        .usage, "\(quoted: port) is a simulated unit by itself and needs nobody to run it",
        hint: "'simulate run' is for pipes, device nodes and MIDI ports: '--memory \(port)' gives it this memory",
        details: ["port": .string(port)])
    case .badObjectFormat(let name):
      Report(.usage, "\(quoted: name) is not a hash that ids can have", hint: "use 'sha1' or 'sha256'")
    case .conversionCutOff(let path, let new):
      Report(
        .noArchive, "\(quoted: path) was being converted when the computer stopped; the new archive is whole",
        hint: "'mv \(new) \(path)' finishes it", details: ["path": .string(path), "new": .string(new)])
    case .cannotStart(let program, let failure):
      Report(
        .failed, "cannot start \(quoted: program): \(failure.words)", hint: "\(quoted: program) has to be installed")
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
