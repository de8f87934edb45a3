internal import ArgumentParser
internal import MIDI
internal import Ports
internal import Presentation

/// `synvc ports`.
struct PortsCommand: SynvcCommand {
  static let configuration = CommandConfiguration(
    "ports", abstract: "List the MIDI ports of this computer",
    details: """
      Shows the ports that an instrument may be on, with the names for '--port'. '--all' adds one-way ports, and \
      sequencer names of ports that are already listed. Nothing is opened and nothing is sent.
      """,
    examples: [
      "synvc ports": "lists the ports",
      "synvc device add mono --profile elektron-monomachine --port hw:Loop,0,0": "adds a device on a port",
    ],
    statuses: [:])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Flag(help: "Also list one-way ports and second names of the same port.") var all = false

  func run(in context: CommandContext) throws -> ExitStatus {
    let entries = context.portCatalog.entries()
    let shown = entries.filter { all || ($0.isBothWays && !$0.isSecondWay) }
    context.output.show(json: ["ports": .array(shown.map(Self.json))]) { output in
      var table = Table()
      for entry in shown {
        table.row(
          "\(entry.port, .heading)", "\(entry.title)", Self.direction(entry), Self.state(entry), Self.usb(entry))
      }
      output.lines(table.lines)
      let hidden = entries.count - shown.count
      if shown.isEmpty {
        output.note("no MIDI port found; is the interface plugged in?")
      }
      if hidden > 0 { output.note("\(hidden) more with '--all'") }
    }
    return .done
  }

  private static func direction(_ entry: PortEntry) -> StyledText {
    switch (entry.gives, entry.takes) {
    case (true, true): "in, out"
    case (true, false): "in"
    default: "out"
    }
  }

  private static func state(_ entry: PortEntry) -> StyledText {
    if case .denied(let group) = entry.access {
      return "\("no permission", .warning)\(group.map { ": group \($0)" } ?? "")"
    }
    return entry.holder.map { "in use by \($0.command) (process \($0.process))" } ?? "free"
  }

  private static func usb(_ entry: PortEntry) -> StyledText { entry.usb.map { "USB \($0)" } ?? "" }

  private static func json(_ entry: PortEntry) -> JSON {
    var members: [(String, JSON)] = [
      ("port", .string(entry.port.description)), ("title", .string(entry.title)), ("in", .bool(entry.gives)),
      ("out", .bool(entry.takes)), ("second-way", .bool(entry.isSecondWay)),
    ]
    if let usb = entry.usb { members.append(("usb", .string(usb.description))) }
    switch entry.access {
    case .granted: members.append(("access", true))
    case .denied(let group):
      members.append(("access", false))
      members.append(("group", JSON(group)))
    }
    if let holder = entry.holder {
      members.append(("holder", ["process": JSON(holder.process), "command": .string(holder.command)]))
    }
    return .sorted(members)
  }
}
