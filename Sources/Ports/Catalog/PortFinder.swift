/// Finds a port again that was plugged in elsewhere meanwhile.
package struct PortFinder: Sendable {
  package enum Finding: Hashable, Sendable {
    /// Where it was.
    case here
    /// The same device under another name.
    case moved(PortName)
    /// Several could be it.
    case ambiguous([PortName])
    /// Another device has its name, and it is nowhere else.
    case taken
    case gone
  }

  private let entries: [PortEntry]

  package init(_ entries: [PortEntry]) { self.entries = entries }

  /// The USB device behind a port; nil for one that is none, or is not there.
  package func usb(of port: PortName) -> USBIdentity? { entry(port)?.usb }

  /// Where a port of a card is now.
  ///
  /// - Parameter known: the USB device that it was when it was named; nil: any.
  package func find(_ port: PortName, known: USBIdentity?) -> Finding {
    guard case .rawMIDI(_, let device, let subdevice) = port else { return .here }
    let found = entry(port)
    guard let known else { return found == nil ? .gone : .here }
    if let usb = found?.usb, usb.isSameModel(as: known) { return unambiguous(port, known, usb) }
    let others = places(of: known, device, subdevice)
    // The same socket tells two equal ones apart that have no serial number.
    let same = others.filter { $0.usb?.path == known.path }
    switch (same.count == 1 ? same : others).map(\.port) {
    case let ports where ports.isEmpty: return found == nil ? .gone : .taken
    case let ports where ports.count == 1: return .moved(ports[0])
    case let ports: return .ambiguous(ports)
    }
  }

  /// A device of this model is where it was; two of them without serial numbers are told apart by their sockets.
  private func unambiguous(_ port: PortName, _ known: USBIdentity, _ usb: USBIdentity) -> Finding {
    guard usb.path != known.path, case .rawMIDI(_, let device, let subdevice) = port else { return .here }
    let others = places(of: known, device, subdevice)
    if let same = others.first(where: { $0.usb?.path == known.path }) { return .moved(same.port) }
    return others.count > 1 ? .ambiguous(others.map(\.port)) : .here
  }

  private func places(of known: USBIdentity, _ device: Int?, _ subdevice: Int?) -> [PortEntry] {
    entries.filter { entry in
      guard case .rawMIDI(_, let otherDevice, let otherSubdevice) = entry.port else { return false }
      return entry.usb?.isSameModel(as: known) == true && (device ?? 0) == (otherDevice ?? 0)
        && (subdevice ?? 0) == (otherSubdevice ?? 0)
    }
  }

  private func entry(_ port: PortName) -> PortEntry? {
    guard case .rawMIDI(let card, let device, let subdevice) = port else {
      return entries.first { $0.port == port }
    }
    return entries.first { entry in
      guard case .rawMIDI(card, let otherDevice, let otherSubdevice) = entry.port else { return false }
      return (device ?? 0) == (otherDevice ?? 0) && (subdevice ?? 0) == (otherSubdevice ?? 0)
    }
  }
}
