internal import Files
internal import Operations
internal import Ports
internal import Profiles
internal import Presentation
internal import Repository
import Archive

/// Answers completion requests from the archive, the rig and the profiles.
enum Completions {
  /// Any error gives no candidates: a message would disturb the command line.
  static let answer: CompletionProvider = { request in
    do { return try candidates(request) } catch { return [] }
  }

  private static func candidates(_ request: CompletionRequest) throws -> [String] {
    let context = CommandContext(silent: request)
    switch request.subject {
    case .profiles: return try context.profileRegistry().entries.map(\.id).sorted()
    case .ports: return try ports(context)
    case .devices: return try context.workspace(withProfiles: false).rig().devices.map(\.name)
    case .revisions: return try revisions(try context.workspace(withProfiles: false))
    case .slots: return try slots(try context.workspace())
    case .revisionsAndSlots:
      let workspace = try context.workspace()
      guard let (base, _) = RevisionArguments.split(request.prefix + "x") else {
        return try revisions(workspace) + slots(workspace)
      }
      return try slots(workspace).map { "\(base):\($0)" }
    }
  }

  private static func revisions(_ workspace: Workspace) throws -> [String] {
    let refs = try workspace.repository.refs.list("refs/heads/") + workspace.repository.refs.list("refs/tags/")
    return ["HEAD"] + refs.map(\.name.short)
  }

  private static func slots(_ workspace: Workspace) throws -> [String] {
    try workspace.slotNames(of: try workspace.outline(try workspace.head())).everyName
  }

  /// The ports of this computer, simulated units that have a memory, the ports of the rig.
  private static func ports(_ context: CommandContext) throws -> [String] {
    let folder = SimulatedMemory.folder(context)
    let units = try RealFileSystem().listIfPresent(folder).filter { $0.hasSuffix(".syx") }
    var known: [String] = []
    do {
      let workspace = try context.workspace(withProfiles: false)
      known = try workspace.rig().devices.compactMap { try workspace.port(of: $0.name) }
    } catch {
      // Simulated units exist without an archive and a rig.
    }
    let here = context.portCatalog.entries().filter { $0.isBothWays && !$0.isSecondWay }.map(\.port.description)
    let all = units.map { "sim:\($0.dropLast(4))" } + known + here + ["sim:"]
    return Set(all).sorted()
  }
}

/// Discards all output.
private struct NullSink: Sink {
  func write(_ bytes: [UInt8]) throws(WriteFailure) {}
  func close() throws(WriteFailure) {}
}

extension CommandContext {
  /// A silent context: a note would appear in the middle of the command line.
  fileprivate init(silent request: CompletionRequest) {
    var process = request.process
    process.notes = ProcessEnvironment.Channel(sink: NullSink(), isTerminal: false)
    var options = GlobalOptions.guess(from: [])
    options.archive = request.archive
    self.init(process, options: options)
  }
}
