internal import ArgumentParser
internal import Operations
internal import Ports
internal import Profiles
package import Presentation
import Archive

/// `synvc device`: groups the commands of the rig.
struct DeviceGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    "device", abstract: "Manage the instruments of the rig",
    details: "Names and profiles are stored in the archive with the next snapshot. Ports stay on this computer.",
    examples: ["synvc device add mono --profile elektron-monomachine --port sim:mono": "adds an instrument"],
    subcommands: [DeviceAdd.self, DeviceList.self, DeviceShow.self, DeviceRemove.self])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
}

/// `synvc device add`.
struct DeviceAdd: SynvcCommand {
  static let configuration = CommandConfiguration(
    "add", abstract: "Add an instrument to the rig, or set its port",
    details: """
      'synvc ports' lists the ports, and 'synvc devices' lists the instruments on them. 'sim:NAME' is a simulated \
      unit; 'IN,OUT' are two named pipes. A USB device is found again under another name and in another socket. \
      'synvc profiles' lists the models. The model 'none' stores the messages of an unknown model as bytes.
      """,
    examples: [
      "synvc device add mono --profile elektron-monomachine --port sim:mono": "adds a simulated Monomachine",
      "synvc device add mono --port hw:Loop,0,0": "changes the port of a known device",
    ],
    statuses: [.failed: "invalid name", .unknownName: "no such profile"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Name: lower-case letters, digits and hyphens.") var name: String
  @Option(help: ArgumentHelp("Model of the instrument.", valueName: "id"), completion: .synvc(.profiles)) var profile:
    String?
  @Option(help: ArgumentHelp("Port of the instrument.", valueName: "port"), completion: .synvc(.ports)) var port:
    String?
  @Option(
    help: ArgumentHelp("MIDI channel for selecting programs, for models that are read that way.", valueName: "1-16"))
  var channel: Int?

  func run(in context: CommandContext) throws -> ExitStatus {
    let place = try port.map(context.portName)
    if let channel, !(1...16).contains(channel) { throw DeviceOptionError.badChannel(channel) }
    let workspace = try context.workspace(making: true)
    let known = try workspace.rig().device(name)
    guard profile != nil || known != nil else { throw DeviceOptionError.noProfile(device: name) }
    let id = profile.map { $0 == "none" ? nil : $0 } ?? known?.profile
    let device = Device(name: name, profile: id, channel: channel ?? known?.channel)
    let kept = place.map(context.kept)
    try workspace.addDevice(device, port: kept?.port.description, usb: kept?.usb?.description)
    if let kept { context.allowPort(kept.port.description, of: name, in: workspace.repository) }
    let row = DeviceRow(device, port: try workspace.port(of: name), workspace)
    context.output.show(json: row.json) { output in
      output.line("\(name, .heading)  \(row.model)\(port.map { ", \($0)" } ?? "")")
      if row.port == nil {
        output.note("no port on this computer yet: set it with 'synvc device add \(name) --port PORT'")
      }
    }
    return .done
  }
}

/// `synvc device list`.
struct DeviceList: SynvcCommand {
  static let configuration = CommandConfiguration(
    "list", abstract: "List the instruments of the rig", examples: ["synvc device list": "lists the instruments"],
    statuses: [.noArchive: "no archive here"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    let rows = try workspace.rig().devices.map { DeviceRow($0, port: try workspace.port(of: $0.name), workspace) }
    context.output.show(json: ["devices": .array(rows.map(\.json))]) { output in
      var table = Table()
      for row in rows {
        table.row("\(row.device.name, .heading)", "\(row.model)", "\(row.port ?? "no port here")", row.channel)
      }
      output.lines(table.lines)
      if rows.isEmpty {
        output.note("the rig is empty: add a device with 'synvc device add NAME --profile ID --port PORT'")
      }
    }
    return .done
  }
}

/// `synvc device show`.
struct DeviceShow: SynvcCommand {
  static let configuration = CommandConfiguration(
    "show", abstract: "Show an instrument and its kinds of slots",
    examples: ["synvc device show mono": "shows the instrument"],
    statuses: [.unknownName: "no such device in the rig", .noArchive: "no archive here"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Name of the instrument.", completion: .synvc(.devices)) var name: String

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace()
    let device = try workspace.chosen([name], in: try workspace.rig())[0]
    let row = DeviceRow(device, port: try workspace.port(of: name), workspace)
    let profile = try device.profile.map(workspace.profile)
    context.output.show(
      json: .sorted([("device", row.json), ("profile", profile.map { ProfileText($0).json } ?? .null)])
    ) { output in
      output.line("\(name, .heading)  \(row.model), \(row.port ?? "no port on this computer")")
      if let channel = device.channel { output.line("  channel \(channel)") }
      if let profile { output.lines(ProfileText(profile).kinds) }
    }
    return .done
  }
}

/// `synvc device remove`.
struct DeviceRemove: SynvcCommand {
  static let configuration = CommandConfiguration(
    "remove", abstract: "Remove an instrument from the rig",
    details: "Existing snapshots keep the data of the instrument.",
    examples: ["synvc device remove mono": "removes 'mono' from the rig"],
    statuses: [.unknownName: "no such device in the rig", .noArchive: "no archive here"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Name of the instrument.", completion: .synvc(.devices)) var name: String

  func run(in context: CommandContext) throws -> ExitStatus {
    try context.workspace().removeDevice(name)
    context.output.show(json: ["removed": .string(name)]) { $0.line("\(name) is no longer in the rig") }
    return .done
  }
}

/// A device in one row.
struct DeviceRow {
  let device: Device
  let port: String?
  let model: String

  init(_ device: Device, port: String?, _ workspace: Workspace) {
    self.device = device
    self.port = port
    let entry = workspace.registry.entries.first { $0.id == device.profile }
    model = entry?.name ?? device.profile ?? "unknown model"
  }

  var channel: StyledText { device.channel.map { "channel \($0)" } ?? "" }

  var json: JSON {
    [
      "name": .string(device.name), "profile": JSON(device.profile), "model": .string(model), "port": JSON(port),
      "channel": JSON(device.channel),
    ]
  }
}

/// Why options of `device add` make no sense.
package enum DeviceOptionError: Error, Hashable, Sendable {
  case noProfile(device: String)
  case badChannel(Int)
}

extension DeviceOptionError: Reportable {
  package var report: Report {
    switch self {
    case .noProfile(let device):
      Report(
        .usage, "\(quoted: device) is new and needs '--profile'",
        hint: "list the models with 'synvc profiles', or store messages as bytes with '--profile none'")
    case .badChannel(let channel):
      Report(.usage, "\(channel) is not a MIDI channel", hint: "use a channel from 1 to 16")
    }
  }
}
