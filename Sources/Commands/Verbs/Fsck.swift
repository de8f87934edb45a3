internal import ArgumentParser
internal import Files
internal import Operations
internal import Profiles
internal import Storage

/// `synvc fsck`.
struct FsckCommand: SynvcCommand {
  static let configuration = CommandConfiguration(
    "fsck", abstract: "Check every byte of the archive",
    details: """
      Reads every object, ref and log, holds them against each other, and says what is damaged or missing and which slots \
      that hurts. It runs where HEAD, refs or config are broken, and changes nothing.
      """,
    examples: [
      "synvc fsck": "checks the archive", "synvc --archive /mnt/usb/synvc fsck": "checks a copy of it",
      "synvc --json fsck": "lists the findings for a program",
    ],
    statuses: [
      .partial: "suspicious, and nothing is lost", .damaged: "damage found", .noArchive: "no archive here",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions

  func run(in session: Session) throws -> ExitStatus {
    let place = try session.archivePlace()
    let report = try Checking(session).run(place)
    FsckText(report).show(in: session.output)
    return Checking.status(report)
  }
}

/// One check of an archive with its progress.
struct Checking {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func run(_ place: ArchivePlace) throws -> FsckReport {
    let progress = session.progress("checking", of: nil)
    defer { progress.finish() }
    let report = Fsck.run(place, party: .current(command: "synvc fsck")) { done, _ in progress.advance(to: done) }
    try session.interrupt.check()
    return ArchiveCheck.run(report, shelf: try session.profileShelf())
  }

  static func status(_ report: FsckReport) -> ExitStatus {
    switch report.severity {
    case .damage: .damaged
    case .suspicious: .partial
    case .message, .notice, nil: .done
    }
  }
}
