/// Finds a port again after it was plugged into another socket.
package struct PortFinder: Sendable {
  package enum Finding: Hashable, Sendable {
    /// Where it was.
    case here
    /// The same device under another name.
    case moved(PortName)
    /// Several could be it.
    case ambiguous([PortName])
    /// Another device has its name, and the device was not found elsewhere.
    case taken
    case gone
  }

  private let entries: [PortEntry]

  package init(_ entries: [PortEntry]) { self.entries = entries }

  /// The USB device behind a port; nil for one that is none, or is not there.
  package func usb(of port: PortName) -> USBIdentity? { entry(port)?.usb }

  /// Finds the current name of a card's port.
  ///
  /// - Parameters:
  ///   - known: the USB device of the port when the rig was configured; nil: any.
  ///   - others: the USB devices of the rig's other devices. An equal device in a known socket belongs to the other
  ///     rig device. While one of them is unplugged, a device in a new socket may be either.
  package func find(_ port: PortName, known: USBIdentity?, others: [USBIdentity] = []) -> Finding {
    guard port.isOfCard else { return .here }
    let found = entry(port)
    guard let known else { return found == nil && !port.isOfSequencer ? .gone : .here }
    let equal = entries.filter { $0.usb?.isSameModel(as: known) == true }
    let places = equal.filter { $0.port.isSameWay(as: port) }
    // The socket distinguishes two equal devices without a serial number.
    let same = places.filter { $0.usb?.path == known.path }
    if let found, same.contains(found) { return .here }
    if same.count == 1 { return .moved(same[0].port) }
    let claimed = Set(others.filter { $0.isSameModel(as: known) && $0.path != known.path }.map(\.path))
    let free = places.filter { !claimed.contains($0.usb?.path ?? "") }
    guard !free.isEmpty else { return found == nil ? .gone : .taken }
    guard free.count == 1, claimed.isSubset(of: equal.compactMap(\.usb?.path)) else {
      return .ambiguous(free.map(\.port))
    }
    return free[0] == found ? .here : .moved(free[0].port)
  }

  /// The name that a port has in the list; nil for one that is not there, or may be several.
  ///
  /// A client of the sequencer that was named by its name has its number there.
  package func listed(_ port: PortName) -> PortName? {
    guard case .sequencer(let client, let number) = port, Int(client) == nil else { return entry(port)?.port }
    let places = entries.filter { entry in
      guard case .sequencer(_, let other) = entry.port else { return false }
      return entry.client == client && (number == nil ? entry.isBothWays : number == other)
    }
    return places.count == 1 ? places[0].port : nil
  }

  /// A name that keeps its meaning when the sequencer renumbers its clients; nil where there is none.
  package func steady(_ port: PortName) -> PortName? {
    guard port.isNumbered, case .sequencer(_, let number) = port, let entry = entry(port),
      let client = entry.client, !client.isEmpty, Int(client) == nil
    else { return nil }
    let steady = PortName.sequencer(client: client, port: number)
    return listed(steady) == entry.port ? steady : nil
  }

  private func entry(_ port: PortName) -> PortEntry? {
    entries.first { $0.port == port || $0.port.isCard(of: port) && $0.port.isSameWay(as: port) }
  }
}

extension PortName {
  /// Whether it names a client of the sequencer by number, which another client may have after the next start.
  package var isNumbered: Bool { if case .sequencer(let client, _) = self { Int(client) != nil } else { false } }

  fileprivate var isOfSequencer: Bool { if case .sequencer = self { true } else { false } }

  /// Whether a card may be behind it that is found again.
  fileprivate var isOfCard: Bool { if case .rawMIDI = self { true } else { isOfSequencer } }

  fileprivate func isCard(of other: PortName) -> Bool {
    guard case .rawMIDI(let card, _, _) = self, case .rawMIDI(card, _, _) = other else { return false }
    return true
  }

  /// Whether it is the same way into one card as the other is into another.
  fileprivate func isSameWay(as other: PortName) -> Bool {
    switch (self, other) {
    case (.rawMIDI(_, let device, let subdevice), .rawMIDI(_, let otherDevice, let otherSubdevice)):
      (device ?? 0) == (otherDevice ?? 0) && (subdevice ?? 0) == (otherSubdevice ?? 0)
    case (.sequencer(_, let port), .sequencer(_, let otherPort)): port == otherPort
    default: false
    }
  }
}
