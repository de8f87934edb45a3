package import MIDI

/// A port that exists now, with the details by which a person recognises it.
package struct PortEntry: Hashable, Sendable {
  package enum Access: Hashable, Sendable {
    case granted
    /// Not permitted for this user; `group` is the permitted group, where there is one.
    case denied(group: String?)
  }

  /// The port's name on the command line.
  package let port: PortName
  /// The maker's name for the port.
  package let title: String
  /// Whether anything can be read from it, and written to it.
  package let gives: Bool
  package let takes: Bool
  package let usb: USBIdentity?
  package let access: Access
  package let holder: PortHolder?
  /// Another way to a port that is listed before: the sequencer's port of a card.
  package let isSecondWay: Bool
  /// The name of the sequencer's client, whose number the port's name has.
  package var client: String?

  package var isBothWays: Bool { gives && takes }
}

/// The ports of this computer.
package struct PortCatalog: Sendable {
  private let system: SystemFiles

  package init(_ system: SystemFiles = SystemFiles()) { self.system = system }

  /// Raw MIDI first, then the sequencer's.
  package func entries() -> [PortEntry] {
    let names = SubdeviceNames()
    return RawDevice.all(system).flatMap { raw($0, names) } + sequencer()
  }

  private func raw(_ device: RawDevice, _ names: SubdeviceNames?) -> [PortEntry] {
    let numbers = Set(device.inputs + device.outputs).sorted()
    let titles = Dictionary(
      uniqueKeysWithValues: numbers.map { ($0, names?.name(of: device, subdevice: $0) ?? "") })
    let usb = USBIdentity(card: device.card.number, system)
    let access = access(to: device.node)
    // Subdevices without names of their own share one port.
    let areApart = numbers.count > 1 && Set(titles.values).count == numbers.count && !titles.values.contains("")
    return (areApart ? numbers.map(Optional.some) : [nil]).map { number in
      PortEntry(
        port: .rawMIDI(card: device.card.id, device: device.device, subdevice: number),
        title: number.flatMap { titles[$0] } ?? title(of: device, numbers.first.flatMap { titles[$0] } ?? ""),
        gives: number.map(device.inputs.contains) ?? !device.inputs.isEmpty,
        takes: number.map(device.outputs.contains) ?? !device.outputs.isEmpty, usb: usb, access: access,
        holder: Ownership(system: system).holder(
          ofCard: device.card.number, device: device.device, subdevice: number), isSecondWay: false)
    }
  }

  private func title(of device: RawDevice, _ subdevice: String) -> String {
    [subdevice, device.name, device.card.name].first { !$0.isEmpty } ?? device.card.id
  }

  private func access(to node: String) -> PortEntry.Access {
    system.mayUse(node) ? .granted : .denied(group: Ownership(system: system).permittedGroup(of: node))
  }

  /// None where the sequencer is not there or not for this user: raw MIDI says why.
  private func sequencer() -> [PortEntry] {
    guard system.status("/dev/snd/seq") != nil, let library = ALSALibrary.installed else { return [] }
    let client: SequencerClient
    do { client = try SequencerClient(library: library) } catch { return [] }
    return client.ports().compactMap { entry in
      let gives = entry.capability.isSuperset(of: .gives)
      let takes = entry.capability.isSuperset(of: .takes)
      guard gives || takes, !entry.capability.contains(.isPrivate) else { return nil }
      var port = PortEntry(
        port: .sequencer(client: String(entry.client.number), port: entry.port),
        title: entry.name.hasPrefix(entry.client.name) ? entry.name : "\(entry.client.name) \(entry.name)",
        gives: gives, takes: takes, usb: entry.client.card.flatMap { USBIdentity(card: $0, system) },
        access: .granted, holder: nil, isSecondWay: entry.client.card != nil)
      port.client = entry.client.name
      return port
    }
  }
}
