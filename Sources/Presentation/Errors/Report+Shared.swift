// Reports of several errors that say the same.
extension Report {
  /// The user said no.
  package static var declined: Report { Report(.refused, "not confirmed, nothing was changed") }

  /// A signal asked the program to end.
  package static func interrupted(by signal: Int32) -> Report {
    Report(.signal(signal), "interrupted", details: ["signal": JSON(Int(signal))])
  }

  /// An archive is there already.
  package static func hasArchive(_ path: String) -> Report {
    Report(
      .failed, "\(quoted: path) already has an archive", hint: "use the archive as it is",
      details: ["path": .string(path)])
  }

  /// A port that is not a simulated unit, where one is required.
  package static func notSimulated(_ port: String) -> Report {
    Report(
      .unreachable, "\(quoted: port) is not a simulated unit", hint: "name a simulated unit like 'sim:NAME'",
      details: ["port": .string(port)])
  }
}
