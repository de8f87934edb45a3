internal import Files
internal import MIDI

/// Why nothing is written to a place that a user named.
enum OutputPlaceError: Error, Hashable {
  /// A folder, a device or a pipe is there.
  case notAFile(String)
  /// A file is there that is something else than a wire log.
  case notAWireLog(String)
}

extension Session {
  /// The path of a file to be made or replaced. Anything but a file is left alone: putting a file in the place of a device
  /// would take the device away.
  ///
  /// - Throws: ``OutputPlaceError`` `.notAFile`; ``FileError``.
  func placeForFile(_ name: String) throws -> String {
    let path = surroundings.absolute(name)
    if let status = try RealFileSystem().status(of: path), status.kind != .file {
      throw OutputPlaceError.notAFile(name)
    }
    return path
  }

  /// The path of a new wire log; an old one is replaced, no other file is.
  ///
  /// - Throws: ``OutputPlaceError``; ``FileError``.
  func placeForWireLog(_ name: String) throws -> String {
    let path = try placeForFile(name)
    let files = RealFileSystem()
    guard try files.status(of: path) != nil else { return path }
    let file = try files.open(path)
    let start = try file.read(at: 0, count: WireRecording.title.utf8.count)
    guard start.isEmpty || start.elementsEqual(WireRecording.title.utf8) else {
      throw OutputPlaceError.notAWireLog(name)
    }
    return path
  }
}

extension OutputPlaceError: Reportable {
  var report: Report {
    switch self {
    case .notAFile(let name):
      Report(
        .failed, "\(quoted: name) is no file: nothing is written there", hint: "choose another name for the file",
        details: ["file": .string(name)])
    case .notAWireLog(let name):
      Report(
        .failed, "\(quoted: name) is no wire log: it is not replaced",
        hint: "choose another name for the log, or move that file away", details: ["file": .string(name)])
    }
  }
}
