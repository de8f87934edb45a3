internal import Files
internal import Glibc
internal import Presentation
internal import Repository
import Archive

/// Whether the hooks and programs that an archive names may run.
enum ArchiveTrust: Hashable, Sendable {
  case trusted
  /// It was trusted, and a hook or a setting has changed since.
  case changed
  /// The user has not trusted it.
  case stranger
}

extension CommandContext {
  /// The records, outside of every archive.
  var trustStore: TrustStore { TrustStore(Path.join(stateFolder, "trust")) }

  /// `$XDG_STATE_HOME/synvc`.
  var stateFolder: String {
    let given = process.environment["XDG_STATE_HOME"] ?? ""
    let state = given.hasPrefix("/") ? given : Path.join(process.home, ".local/state")
    return Path.join(state, "synvc")
  }

  /// The trust in an archive as it is now; an unreadable archive is not trusted.
  func trust(of archive: Repository) -> ArchiveTrust {
    do {
      guard let record = try trustRecord(of: archive), record.digest != nil else { return .stranger }
      return record.holds(try evidence(of: archive)) ? .trusted : .changed
    } catch {
      return .stranger
    }
  }

  func trustRecord(of archive: Repository) throws -> TrustRecord? { try trustStore.record(of: identity(of: archive)) }

  func evidence(of archive: Repository) throws(StorageError) -> TrustEvidence {
    try TrustEvidence(of: archive, textconv: textconv, home: process.home)
  }

  /// Records that an archive is trusted with the programs found in it, and the ports that it names.
  func recordTrust(of archive: Repository, as evidence: TrustEvidence) throws {
    var record = try trustRecord(of: archive) ?? TrustRecord(identity(of: archive))
    record.trust(evidence)
    for (device, port) in try archive.portsNamed() { record.allow(port, of: device) }
    try trustStore.keep(record)
  }

  /// Trusts an archive that synvc itself has just created. A failure is a warning: the archive works without the
  /// record.
  func trustOwn(_ archive: Repository) {
    do { try recordTrust(of: archive, as: try evidence(of: archive)) } catch {
      output.warning(
        "the archive is not recorded as trusted: \(ErrorPrinter.report(for: error).message); trust it later with 'synvc trust'"
      )
    }
  }

  /// Prints once that an archive is not trusted, where it names a program that therefore does not run.
  func tellTrust(of archive: Repository) {
    let trust = trust(of: archive)
    guard trust != .trusted, !isNothingNamed(in: archive), trustNote.isFirst() else { return }
    output.warning(trust.note(on: archive))
  }

  private func isNothingNamed(in archive: Repository) -> Bool {
    do { return try evidence(of: archive).isEmpty } catch { return false }
  }

  func identity(of archive: Repository) -> ArchiveIdentity {
    ArchiveIdentity(
      path: Self.realPath(archive.folder), folders: "\(Self.inode(archive.folder)) \(Self.inode(archive.common))")
  }

  /// The path without links; as it is where nothing is there.
  static func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func inode(_ path: String) -> String {
    var found = stat()
    return stat(path, &found) == 0 ? "\(found.st_dev):\(found.st_ino)" : "-"
  }
}

extension ArchiveTrust {
  /// The note for a command on an untrusted archive.
  func note(on archive: Repository) -> StyledText {
    "the archive \(quoted: archive.folder) \(words): its hooks and programs do not run; list them with \(quoted: command(archive))"
  }

  /// The same note for a run of git, with the limits of that run.
  func gitNote(on archive: Repository) -> StyledText {
    "the archive \(quoted: archive.folder) \(words): git runs none of its programs and changes no configuration, "
      + "and uses no folder as a remote; allow this with \(quoted: command(archive))"
  }

  private var words: StyledText { self == .changed ? "has changed since it was trusted" : "is not trusted" }

  private func command(_ archive: Repository) -> String { "synvc trust \(ShellWords.quoted(archive.folder))" }
}
