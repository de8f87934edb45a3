internal import ArgumentParser
internal import Files
internal import Presentation
internal import Repository
import Archive

/// `synvc trust`.
struct Trust: SynvcCommand {
  static let configuration = CommandConfiguration(
    "trust", abstract: "Allow an archive to run its hooks and programs",
    details: """
      Shows each hook of an archive, and each setting that may name a program or another configuration, and asks. \
      Archives made by 'init', 'convert' and the first snapshot are trusted at once. An archive from elsewhere, such \
      as a clone, is read and written, but runs nothing before it is trusted. Trust ends when a hook or such a setting \
      changes, until this command runs again. The record is on this computer, outside the archive.
      """,
    examples: [
      "synvc trust": "shows the hooks and programs of the archive here, and asks",
      "synvc trust ~/clone --yes": "trusts another archive without asking",
      "synvc trust --list": "lists the recorded archives and their current state",
      "synvc trust --remove": "removes the trust of the archive here",
    ],
    statuses: [
      .failed: "nothing to remove", .noArchive: "no archive here", .storageFailed: "the record cannot be written",
      .refused: "refused: answered no, or needs a terminal or '--yes'",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Folder of the archive; by default the current archive.", completion: .directory) var folder: String?
  @Flag(help: "Remove the trust of the archive.") var remove = false
  @Flag(help: "List the archives recorded on this computer.") var list = false

  func validate() throws {
    if list && (remove || folder != nil) { throw ValidationError("--list takes no other argument.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    if list { return try showAll(context) }
    if remove { return try remove(context) }
    let archive = try context.archiveToTrust(folder)
    let evidence = try context.evidence(of: archive)
    let text = TrustText(archive, evidence, ports: try archive.portsNamed())
    let isTrusted = context.trust(of: archive) == .trusted
    if !context.output.rules.json { context.output.lines(text.lines) }
    if !isTrusted, !evidence.isEmpty || !text.ports.isEmpty {
      context.output.flush()
      try context.confirm("trust \(archive.folder)")
    }
    try context.recordTrust(of: archive, as: evidence)
    context.output.show(json: text.json(isTrusted: true)) {
      $0.line(
        isTrusted
          ? "the archive is already trusted" : "the archive is now trusted, until a listed hook or setting changes")
    }
    return .done
  }

  private func remove(_ context: CommandContext) throws -> ExitStatus {
    // An archive that is gone can be forgotten by its path.
    let given = folder.map { Path.normal(context.process.absolute($0)) }
    var path = given ?? ""
    do { path = try context.archiveToTrust(folder).folder } catch OpeningError.notThere where given != nil {}
    let isForgotten = try context.trustStore.forget(CommandContext.realPath(path))
    context.output.show(json: ["archive": .string(path), "removed": .bool(isForgotten)]) {
      $0.line(isForgotten ? "\(quoted: path) is no longer trusted" : "\(quoted: path) was not trusted")
    }
    return isForgotten ? .done : .failed
  }

  private func showAll(_ context: CommandContext) throws -> ExitStatus {
    let rows = try context.trustStore.all().map { ($0.identity.path, context.words(of: $0)) }
    let json = JSON.array(rows.map { ["archive": .string($0), "state": .string($1)] })
    context.output.show(json: ["archives": json]) { output in
      var table = Table()
      for (path, state) in rows { table.row("\(path, .heading)", "\(state)") }
      output.lines(table.lines)
      if rows.isEmpty { output.note("no archive was trusted on this computer") }
    }
    return .done
  }
}

extension CommandContext {
  /// The archive in a folder, or the one in use.
  fileprivate func archiveToTrust(_ folder: String?) throws -> Repository {
    guard let folder else { return try openUntold() }
    let context = archiveContext()
    var request = discoveryRequest
    request.given = folder
    switch try Discovery.run(request, context) {
    case .found(let path, _): return try Repository(opening: path, context)
    case .notThere(let path, let way): throw OpeningError.notThere(path, by: way)
    case .foreign(let path, let owner): throw OpeningError.foreign(path, owner: owner)
    case .none(let own): throw OpeningError.noArchive(own: own)
    }
  }

  /// The state of a recorded archive: `trusted`, `changed`, `gone`, or `ports` where only ports were named.
  fileprivate func words(of record: TrustRecord) -> String {
    do {
      let archive = try Repository(opening: record.identity.path, archiveContext())
      guard identity(of: archive) == record.identity else { return "gone" }
      guard record.digest != nil else { return "ports" }
      return record.holds(try evidence(of: archive)) ? "trusted" : "changed"
    } catch {
      // Moved, removed or broken: none of its programs run.
      return "gone"
    }
  }
}
