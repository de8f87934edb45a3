internal import Files
internal import Operations
internal import Ports
internal import Profiles
internal import Storage

/// Answers what the shell asks for from the archive, the rig and the profiles.
enum Completions {
  /// Anything that goes wrong means no candidates: there is nobody to tell.
  static let answer: CompletionProvider = { request in
    do { return try candidates(request) } catch { return [] }
  }

  private static func candidates(_ request: CompletionRequest) throws -> [String] {
    let session = Session(silent: request)
    switch request.subject {
    case .profiles: return try session.profileShelf().entries.map(\.id).sorted()
    case .ports: return try ports(session)
    case .devices: return try session.studio(withProfiles: false).rig().devices.map(\.name)
    case .revisions: return try revisions(try session.studio(withProfiles: false))
    case .slots: return try slots(try session.studio())
    case .revisionsAndSlots:
      let studio = try session.studio()
      guard let (base, _) = RevisionArguments.split(request.prefix + "x") else {
        return try revisions(studio) + slots(studio)
      }
      return try slots(studio).map { "\(base):\($0)" }
    }
  }

  private static func revisions(_ studio: Studio) throws -> [String] {
    let refs = try studio.archive.refs.list("refs/heads/") + studio.archive.refs.list("refs/tags/")
    return ["HEAD"] + refs.map(\.name.short)
  }

  private static func slots(_ studio: Studio) throws -> [String] {
    try studio.slotNames(of: try studio.outline(try studio.head())).everyName
  }

  /// The ports of this computer, simulated units that have a memory, the ports of the rig.
  private static func ports(_ session: Session) throws -> [String] {
    let folder = SimulatedMemory.folder(session)
    let units = try RealFileSystem().listIfPresent(folder).filter { $0.hasSuffix(".syx") }
    var known: [String] = []
    do {
      let studio = try session.studio(withProfiles: false)
      known = try studio.rig().devices.compactMap { try studio.port(of: $0.name) }
    } catch {
      // Without an archive there is no rig, and still there are units.
    }
    let here = session.portCatalog.entries().filter { $0.isBothWays && !$0.isSecondWay }.map(\.port.description)
    let all = units.map { "sim:\($0.dropLast(4))" } + known + here + ["sim:"]
    return Set(all).sorted()
  }
}

/// Drops what is written.
private struct NullSink: Sink {
  func write(_ bytes: [UInt8]) throws(WriteFailure) {}
  func close() throws(WriteFailure) {}
}

extension Session {
  /// A session that says nothing: a note would stand in the middle of the command line.
  fileprivate init(silent request: CompletionRequest) {
    var surroundings = request.surroundings
    surroundings.notes = Surroundings.Channel(sink: NullSink(), isTerminal: false)
    var options = GlobalOptions.guess(from: [])
    options.archive = request.archive
    self.init(surroundings, options: options)
  }
}
