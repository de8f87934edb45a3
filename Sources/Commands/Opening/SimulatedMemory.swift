internal import DeviceLibrary
package import Files
package import Profiles
package import Simulation
internal import Ports
internal import Presentation
internal import Repository

/// Where the memory of a simulated unit is kept between two commands.
package struct SimulatedMemory: Sendable {
  package let path: String
  private let files = RealFileSystem()
  private let report: @Sendable (FileNote) -> Void
  /// Finds the description of a model's first memory.
  private let factory: @Sendable (any DeviceModel) throws -> FactoryText?

  package init(_ name: String, in context: CommandContext) {
    self.init(path: Path.join(SimulatedMemory.folder(context), "\(name).syx"), in: context)
  }

  /// The memory that a user wrote: `sim:NAME`, or the path of a file, which holds a slash or ends in `.syx`.
  init(meant text: String, in context: CommandContext) throws {
    guard text.hasPrefix("sim:") || !(text.contains("/") || text.hasSuffix(".syx")) else {
      self.init(path: try context.placeForFile(text, isReplacing: true), in: context)
      return
    }
    guard case .simulated(let name, _) = try context.portName(text) else { throw OpeningError.notSimulated(text) }
    self.init(name, in: context)
  }

  private init(path: String, in context: CommandContext) {
    self.path = path
    let output = context.output
    report = { output.warning(StorageNote.file($0).words) }
    factory = context.factory
  }

  /// `$XDG_STATE_HOME/synvc/simulated`.
  static func folder(_ context: CommandContext) -> String {
    Path.join(context.stateFolder, "simulated")
  }

  /// The unit as it was left; one that is new has its first memory, which is kept from then on.
  package func load(_ profile: any DeviceModel) throws -> SimulatedUnit {
    guard let bytes = try files.readIfPresent(path) else {
      let unit = SimulatedUnit(
        profile: profile, memory: try FactoryMemory.messages(for: profile, from: factory(profile)))
      try store(unit)
      return unit
    }
    return SimulatedUnit(profile: profile, file: bytes, loadedText: try loadedText())
  }

  /// The present content of the file; nil where it is missing or unreadable.
  func bytes() -> [UInt8]? {
    do { return try files.readIfPresent(path) } catch { return nil }
  }

  /// Stores the unit's memory durably. Changes that another process has stored since stay, except in slots that
  /// changed here.
  ///
  /// - Parameter base: the unit as last loaded or stored; nil where it never was.
  package func store(_ unit: SimulatedUnit, since base: SimulatedUnit? = nil) throws(FileError) {
    try files.makeFolderDurably(Path.parent(path), report: report)
    // Others wait, for the memory of any unit: a write takes some milliseconds.
    let turn = files.hold(Path.parent(path))
    defer { withExtendedLifetime(turn) {} }
    var unit = unit
    if let base, let bytes = try files.readIfPresent(path) {
      unit.adopt(SimulatedUnit(profile: unit.profile, file: bytes, loadedText: try loadedText()), changedSince: base)
    }
    let contents = [(path, unit.fileBytes), (loadedPath, Array(unit.loadedText.utf8))]
    try files.writeDurably(contents.map { DurableFile($0, $1, permissions: 0o644) }, report: report)
  }

  private var loadedPath: String { path + ".loaded" }

  private func loadedText() throws(FileError) -> String {
    String(decoding: try files.readIfPresent(loadedPath) ?? [], as: UTF8.self)
  }
}
