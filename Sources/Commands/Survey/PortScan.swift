internal import MIDI
internal import Operations
internal import Ports
internal import Profiles
internal import Presentation
import Transfer
import Archive

/// Identifies the devices on several ports.
struct PortScan {
  typealias Candidate = ScannedPort.Candidate
  typealias Result = ScannedPort

  let context: CommandContext
  /// Names of the rig's devices by port; empty without an archive.
  let rig: [String: String]
  private let profiles: [any DeviceModel]
  private let catalog: [PortEntry]

  init(_ context: CommandContext) throws {
    self.context = context
    catalog = context.portCatalog.entries()
    profiles = try context.everyProfile()
    rig = context.portsOfRig()
  }

  /// Models that neither the identity request nor a question of their own makes answer.
  var unaskable: [any DeviceModel] { profiles.filter(\.questions.isEmpty) }

  /// Every port that goes both ways, each once; those of the rig that are none of the system's come after.
  func candidates() throws -> [Candidate] {
    let own = catalog.filter { $0.isBothWays && !$0.isSecondWay }
    let listed = own.map { Candidate(port: $0.port, title: $0.title, usb: $0.usb) }
    let others = try rig.keys.sorted().map(context.portName).filter { port in
      switch port {
      case .pair, .node: true
      case .simulated, .rawMIDI, .usb, .sequencer: false
      }
    }
    return listed + others.map { Candidate(port: $0, title: "", usb: nil) }
  }

  /// A port as the user named it: itself, or the device of the rig that is on it.
  func named(_ name: String) throws -> Candidate {
    let port = try context.place(ofDevice: name) ?? context.portName(name)
    let entry = catalog.first { $0.port == port }
    return Candidate(port: port, title: entry?.title ?? "", usb: entry?.usb)
  }

  /// Opens all ports, so that an answer on the wrong port is received, and queries one after the other.
  func run(_ candidates: [Candidate]) throws -> [Result] {
    let opened = candidates.map { candidate in (candidate, open(candidate)) }
    defer { for case (_, .success(let port)) in opened { port.close() } }
    let ports = opened.compactMap { candidate, port in (try? port.get()).map { (candidate.port, $0) } }
    let progress = context.progress("scanning", of: candidates.count)
    defer { progress.finish() }
    var results: [Result] = []
    for (index, (candidate, port)) in opened.enumerated() {
      try context.interrupt.check()
      progress.advance(to: index, item: candidate.port.description)
      switch port {
      case .failure(let error): results.append(Result(candidate: candidate, outcome: .failed(error)))
      case .success(let port): results.append(ask(candidate, port, others: ports.filter { $0.1 !== port }))
      }
    }
    return results
  }

  private func open(_ candidate: Candidate) -> Swift.Result<any Port, any Error> {
    Swift.Result { try context.openPort(named: candidate.port.description) }
  }

  private func ask(_ candidate: Candidate, _ port: any Port, others: [(PortName, any Port)]) -> Result {
    for (_, other) in others { _ = heard(on: other) }
    do throws(TransferError) {
      let finding = try DeviceDiscovery(Conversation(port), profiles).run()
      var result = Result(candidate: candidate, outcome: .found(finding))
      if finding.voices.isEmpty { result.crossed = others.filter { heard(on: $0.1) }.map(\.0) }
      return result
    } catch {
      return Result(candidate: candidate, outcome: .failed(error))
    }
  }

  /// Whether an answer to one of the questions has come in; takes everything that waits.
  private func heard(on port: any Port) -> Bool {
    var framer = Framer()
    var isHeard = false
    // A port that fails now says so when it is asked on itself.
    while let chunk = try? port.read(within: .zero), !chunk.isEmpty {
      isHeard = framer.feed(chunk).contains { $0.message.map(isAnswer) ?? false } || isHeard
    }
    return isHeard
  }

  /// Whether it answers the identity request, or the question of a model's own.
  private func isAnswer(_ message: SysExMessage) -> Bool {
    Identity(message) != nil
      || profiles.contains { profile in profile.questions.contains { $0.reply.matches(message.bytes) } }
  }
}

extension CommandContext {
  /// All readable profiles; errors in the others were reported when they were added to the registry.
  func everyProfile() throws -> [any DeviceModel] {
    let registry = try profileRegistry()
    return registry.entries.compactMap { entry in
      do { return try registry.model(entry.id) } catch {
        output.warning("skipped the profile \(quoted: entry.id): \(ErrorPrinter.report(for: error).message)")
        return nil
      }
    }
  }

  /// Devices of the rig by their ports; none without an archive.
  func portsOfRig() -> [String: String] {
    do {
      let workspace = try workspace(withProfiles: false)
      var ports: [String: String] = [:]
      for device in try workspace.rig().devices {
        guard let port = try workspace.port(of: device.name),
          try mayOpen(port, of: device.name, in: workspace.repository)
        else {
          continue
        }
        if let now = try place(of: device, port, in: workspace) {
          ports[now] = device.name
        }
      }
      return ports
    } catch {
      // Ports can be queried without an archive; every command that needs a damaged archive reports it.
      return [:]
    }
  }

  /// The profile's id of the device of the rig that has this name or is on this port; nil where none is.
  func modelOfRig(on name: String) throws -> String? {
    let device = Device.isName(name) ? name : try portsOfRig()[portName(name).description]
    guard let device, let workspace = try workspaceIfAny() else { return nil }
    return try workspace.rig().device(device)?.profile
  }

  /// Where a device of the rig is; nil for a name that is none, and where it has no port.
  ///
  /// - Throws: ``LostPort`` where its port is another's now, or could be several.
  fileprivate func place(ofDevice name: String) throws -> PortName? {
    // A port can be asked on whatever the archive is like.
    guard Device.isName(name), let workspace = try workspaceIfAny(),
      let device = try workspace.rig().device(name),
      let port = try workspace.port(of: name)
    else { return nil }
    try checkPort(port, of: name, in: workspace.repository)
    let place = try portName(try whereNow(device, port, in: workspace, isReported: true))
    return PortFinder(portCatalog.entries()).listed(place) ?? place
  }

  /// The archive, where there is one.
  private func workspaceIfAny() throws -> Workspace? {
    do { return try workspace(withProfiles: false) } catch OpeningError.noArchive { return nil }
  }

  /// Where the port of a device is in the list of ports; nil where that is another's now, or could be several.
  private func place(of device: Device, _ name: String, in workspace: Workspace) throws -> String? {
    let finder = PortFinder(portCatalog.entries())
    let port = try portName(name)
    let known = try workspace.usb(of: device.name).flatMap(USBIdentity.init)
    switch finder.find(port, known: known, others: try otherDevices(than: device, in: workspace)) {
    case .here, .gone: return (finder.listed(port) ?? port).description
    case .moved(let place): return place.description
    case .taken, .ambiguous: return nil
    }
  }
}
