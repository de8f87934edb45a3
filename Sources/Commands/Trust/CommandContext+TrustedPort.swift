internal import Presentation
internal import Repository

extension CommandContext {
  /// Refuses a port from a stranger's configuration: it could name any device of this computer, or a pipe.
  ///
  /// A port counts once the user has named it on this computer or `synvc trust` has shown it. Simulated units are the
  /// user's own.
  func checkPort(_ port: String, of device: String, in archive: Repository) throws {
    guard try !mayOpen(port, of: device, in: archive) else { return }
    throw StrangePort(device: device, port: port, archive: archive.folder)
  }

  func mayOpen(_ port: String, of device: String, in archive: Repository) throws -> Bool {
    if port.hasPrefix("sim:") || trust(of: archive) == .trusted { return true }
    return try trustRecord(of: archive)?.ports[device] == port
  }

  /// Records that the user named a port, whether or not the archive is trusted.
  func allowPort(_ port: String, of device: String, in archive: Repository) {
    do {
      var record = try trustRecord(of: archive) ?? TrustRecord(identity(of: archive))
      guard record.ports[device] != port else { return }
      record.allow(port, of: device)
      try trustStore.keep(record)
    } catch {
      guard trust(of: archive) != .trusted else { return }
      output.warning("the port of \(quoted: device) cannot be recorded: \(ErrorPrinter.report(for: error).message)")
    }
  }
}

/// A port that the user has not named, of an archive that is not trusted.
struct StrangePort: Error, Reportable {
  let device: String
  let port: String
  let archive: String

  var report: Report {
    Report(
      .refused,
      "the archive \(quoted: archive) is not trusted: its port \(quoted: port) of \(quoted: device) was not opened",
      hint: "name the port with \(quoted: command), or trust the archive with \(quoted: trust)",
      details: ["device": .string(device), "port": .string(port), "archive": .string(archive)])
  }

  private var trust: String { "synvc trust \(ShellWords.quoted(archive))" }

  private var command: String {
    "synvc --archive \(ShellWords.quoted(archive)) device add \(device) --port \(ShellWords.quoted(port))"
  }
}
