internal import Bytes
package import MIDI
package import Operations
internal import Ports
internal import Profiles
internal import Simulation
package import Presentation
package import Archive

extension CommandContext {
  /// The ports of this computer.
  var portCatalog: PortCatalog { PortCatalog(process.system) }

  /// Opens the port of a device by its name.
  ///
  /// - Parameter isTold: whether details of the port are printed for the user.
  package func openPort(
    _ device: Device, _ name: String, in workspace: Workspace, isReported: Bool = true
  ) throws -> any Port {
    try checkPort(name, of: device.name, in: workspace.repository)
    let place = try whereNow(device, name, in: workspace, isReported: isReported)
    return try openPort(place, channel: device.channel, isReported: isReported) { () throws(OperationError) in
      guard let id = device.profile else { throw .opaque(device: device.name) }
      return try workspace.profile(id)
    }
  }

  /// The port of a device where it is now: a USB device may have been plugged in elsewhere.
  func whereNow(_ device: Device, _ name: String, in workspace: Workspace, isReported: Bool) throws -> String {
    let place = try portName(name)
    guard let known = try workspace.usb(of: device.name).flatMap(USBIdentity.init) else {
      if isReported, place.isNumbered { tellOfNumber(device, place) }
      return name
    }
    let others = try otherDevices(than: device, in: workspace)
    switch PortFinder(portCatalog.entries()).find(place, known: known, others: others) {
    case .here, .gone: return name
    case .moved(let port):
      if isReported { output.note("\(device.name, .heading) is on \(port) now, not on \(name): USB \(known)") }
      return port.description
    case .taken: throw LostPort(device: device.name, port: name, known: known, places: [])
    case .ambiguous(let places): throw LostPort(device: device.name, port: name, known: known, places: places)
    }
  }

  /// The USB devices that the rig's other devices are on.
  func otherDevices(than device: Device, in workspace: Workspace) throws -> [USBIdentity] {
    try workspace.rig().devices.filter { $0.name != device.name }
      .compactMap { try workspace.usb(of: $0.name).flatMap(USBIdentity.init) }
  }

  /// A client of the sequencer that is not a card's cannot be known again by its number.
  private func tellOfNumber(_ device: Device, _ port: PortName) {
    let steady = PortFinder(portCatalog.entries()).steady(port)?.description ?? "seq:NAME"
    let command = "synvc device add \(device.name) --port \"\(steady)\""
    output.warning("\(quoted: port) may be another program after a restart: keep its name with \(quoted: command)")
  }

  /// The lasting identity of a device's port: a client of the sequencer by its name, and the USB device behind it.
  func kept(_ port: PortName) -> (port: PortName, usb: USBIdentity?) {
    let finder = PortFinder(portCatalog.entries())
    let usb = finder.usb(of: port)
    guard usb == nil, let steady = finder.steady(port) else { return (port, usb) }
    output.note("stored as \(quoted: steady.description): the number of a sequencer client changes")
    return (steady, nil)
  }

  /// Opens a port that was named as such, or by the device of the rig that is on it.
  func openPort(named name: String) throws -> any Port {
    let isPort = name.contains { ":,/".contains($0) }
    let workspace = isPort && !name.hasPrefix("sim:") ? nil : try workspace(naming: name)
    guard let workspace else { return try openPort(name) { throw OpeningError.notSimulated(name) } }
    for device in try workspace.rig().devices {
      let port = try workspace.port(of: device.name)
      guard device.name == name || port == name else { continue }
      guard let port else { throw OperationError.noPort(device: device.name) }
      return try openPort(device, port, in: workspace)
    }
    guard isPort else {
      let known = try workspace.rig().devices.map(\.name)
      throw OperationError.unknownDevice(name, near: EditDistance.nearest(to: name, among: known))
    }
    throw SimulationFailure(slot: name, cause: nil)
  }

  /// The archive whose rig may name a port.
  private func workspace(naming name: String) throws -> Workspace {
    do { return try workspace() } catch OpeningError.noArchive where !name.hasPrefix("sim:") {
      throw OperationError.unknownDevice(name, near: [])
    }
  }

  /// - Parameter model: asked only where the port is a simulated unit, which is made from it.
  private func openPort(
    _ name: String, channel: Int? = nil, isReported: Bool = true, model: () throws -> any DeviceModel
  ) throws -> any Port {
    let port = try portName(name)
    interrupt.bePatient()
    let opened: any Port =
      switch port {
      case .simulated(let unit, let baud): try simulatedPort(unit, baud: baud, channel, profile: model())
      case .rawMIDI, .usb, .sequencer, .pair, .node: try port.open(system: process.system)
      }
    if isReported, let sequencer = opened as? SequencerPort, sequencer.isOfCard {
      output.warning(
        "\(quoted: name) can silently lose fast messages: use the card's own port, 'hw:…'")
    }
    return try logged(opened)
  }

  /// Reads the name of a port as the user wrote it; paths are made absolute.
  func portName(_ name: String) throws -> PortName {
    do {
      switch try PortName(name) {
      case .pair(let input, let output):
        return .pair(input: process.absolute(input), output: process.absolute(output))
      case .node(let path): return .node(process.absolute(path))
      case let other: return other
      }
    } catch {
      throw BadPort(name: name, cause: error)
    }
  }

  private func simulatedPort(_ name: String, baud: Int?, _ channel: Int?, profile: any DeviceModel) throws -> any Port {
    let memory = SimulatedMemory(name, in: self)
    var unit = try memory.load(profile)
    if let channel, (1...16).contains(channel) { unit.channel = UInt8(channel - 1) }
    let output = output
    var known = unit
    let stored: (SimulatedUnit) -> Void = { unit in
      defer { known = unit }
      do { try memory.store(unit, since: known) } catch {
        output.warning(
          "cannot store the memory of the simulated unit \(quoted: name): \(ErrorPrinter.report(for: error).message)")
      }
    }
    guard let baud else {
      return SimulatedPort(unit, name: "sim:\(name)", stored: stored)
    }
    return SimulatedPort(
      unit, name: "sim:\(name),baud=\(baud)", pace: Pace(baud: baud), sleep: process.clock.pause,
      stored: stored)
  }
}

/// A port's name that has no meaning.
package struct BadPort: Error {
  package let name: String
  package let cause: any Error
}

extension BadPort: Reportable {
  package var report: Report {
    Report(
      .usage, "\(quoted: name) is not a port: \(ErrorPrinter.report(for: cause).message)",
      hint: "list the ports with 'synvc ports', or use 'usb:SERIAL', 'sim:NAME' or two pipes 'IN,OUT'",
      details: ["port": .string(name)])
  }
}

/// A device whose USB port has become another one's, or could be several.
struct LostPort: Error, Reportable {
  let device: String
  let port: String
  let known: USBIdentity
  /// Where it may be; empty: nowhere.
  let places: [PortName]

  var report: Report {
    guard !places.isEmpty else {
      return Report(
        .otherDevice,
        "\(quoted: port) is another device now, and \(quoted: device) (USB \(known)) is not connected",
        hint: "plug it in, or set its port with 'synvc device add \(device) --port PORT'", details: details)
    }
    let names = StyledText.list(places.map(\.description), last: "or")
    return Report(
      .unknownName,
      places.count == 1
        ? "\(names) could be \(quoted: device) or another device of the rig: both are USB \(known.model)"
        : "\(quoted: device) (USB \(known)) could be any of \(names)",
      hint: "choose the port with 'synvc device add \(device) --port PORT': synvc does not guess between equal devices",
      details: details)
  }

  private var details: KeyValuePairs<String, JSON> {
    ["device": .string(device), "port": .string(port), "near": JSON(places.map(\.description))]
  }
}
