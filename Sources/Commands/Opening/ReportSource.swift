internal import DeviceLibrary
internal import Files
internal import Glibc
internal import Objects
internal import Ports
internal import Profiles
internal import Presentation

/// The source of a bug report's facts. Each part is gathered on its own: a report is needed most when something is
/// broken.
struct ReportSource {
  let context: CommandContext
  private let files = RealFileSystem()

  init(_ context: CommandContext) { self.context = context }

  var program: ReportSection {
    var section = ReportSection("synvc bug report 1")
    section.add("synvc", Synvc.version)
    section.add("archive format", "git, 1")
    return section
  }

  /// The kernel, not the computer's name.
  var system: ReportSection {
    var section = ReportSection("system")
    var names = utsname()
    if uname(&names) == 0 {
      section.add("kernel", "\(Self.text(names.sysname)) \(Self.text(names.release))")
      section.add("machine", Self.text(names.machine))
    }
    section.add("alsa", line("/proc/asound/version") { $0.hasPrefix("Advanced") } ?? "none")
    section.add("distribution", line("/etc/os-release") { $0.hasPrefix("PRETTY_NAME=") } ?? "unknown")
    section.add("language", context.process.environment["LANG"].map { _ in "set" } ?? "not set")
    return section
  }

  /// Ids of the built-in models; the user's own are left out, because their names may be private.
  var profiles: ReportSection {
    var section = ReportSection("profiles")
    do {
      let registry = try context.profileRegistry()
      let own = context.deviceLibrary.ownFolder
      var count = 0
      for entry in registry.entries.sorted(by: { $0.id < $1.id }) {
        guard let hash = try hash(entry.id, registry) else { continue }
        let isOwn = entry.origin.hasPrefix(own + "/")
        if isOwn { count += 1 }
        section.add(isOwn ? "own \(count)" : entry.id, hash)
      }
    } catch {
      section.add("cannot be read", Self.kind(error))
    }
    return section
  }

  private func hash(_ id: String, _ registry: ProfileRegistry) throws -> String? {
    guard let profile = try registry.model(id) else { return nil }
    return String(ObjectID(of: StoredObject(.blob, Array(profile.text.utf8)), in: .sha256).hex.prefix(16))
  }

  /// The ports of this computer by kind, with the numbers of their makers and models.
  var ports: ReportSection {
    var section = ReportSection("ports")
    let entries = context.portCatalog.entries().filter { !$0.isSecondWay }
    for entry in entries {
      var words = [entry.isBothWays ? "both ways" : entry.gives ? "in" : "out"]
      words.append(entry.usb.map { "USB \($0.vendor):\($0.product)" } ?? "no USB")
      if entry.access != .granted { words.append("no permission for this user") }
      if entry.holder != nil { words.append("in use") }
      section.add(Self.kind(of: entry.port), words.joined(separator: ", "))
    }
    if entries.isEmpty { section.line("none") }
    return section
  }

  static func kind(of port: PortName?) -> String {
    switch port {
    case nil: "no port"
    case .simulated: "simulated"
    case .rawMIDI, .usb: "raw MIDI"
    case .sequencer: "sequencer"
    case .pair: "two pipes"
    case .node: "node"
    }
  }

  /// The kind of an error, without its text, which contains names.
  static func kind(_ error: any Error) -> String { ErrorPrinter.report(for: error).status.kind }

  private func line(_ path: String, where isWanted: (Substring) -> Bool) -> String? {
    // An unreadable file is reported as absent.
    guard let bytes = try? files.read(path, limit: 1 << 16) else { return nil }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first(where: isWanted)
    return line.map { line in
      let value = line.hasPrefix("PRETTY_NAME=") ? line.dropFirst("PRETTY_NAME=".count) : line
      return String(value.filter { $0 != "\"" })
    }
  }

  /// A C string in a tuple.
  private static func text<Tuple>(_ tuple: Tuple) -> String {
    withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
