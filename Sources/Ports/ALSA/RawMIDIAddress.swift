import MIDI

/// Where a raw MIDI port is now.
struct RawMIDIAddress: Hashable, Sendable {
  let card: Int
  let device: Int
  /// Nil: any that is free.
  let subdevice: Int?

  /// - Throws: ``PortError/notFound(name:)`` where no card is meant by this.
  init(
    card: String, device: Int?, subdevice: Int?, name: String, _ system: SystemFiles
  ) throws(PortOpenError) {
    guard let found = Card.named(card, system) else { throw .failed(.notFound(name: name)) }
    self.card = found.number
    self.device = device ?? 0
    self.subdevice = subdevice
  }

  /// - Throws: ``PortError/notFound(name:)`` where no USB device matches, ``PortOpenError/ambiguous(name:addresses:)``
  ///   where several do.
  init(
    usb id: String, device: Int?, subdevice: Int?, name: String, _ system: SystemFiles
  ) throws(PortOpenError) {
    let cards = Card.all(system).filter { USBIdentity(card: $0.number, system)?.isMeant(by: id) ?? false }
    guard let card = cards.first else { throw .failed(.notFound(name: name)) }
    guard cards.count == 1 else { throw .ambiguous(name: name, addresses: cards.map { "hw:\($0.id)" }) }
    self.card = card.number
    self.device = device ?? 0
    self.subdevice = subdevice
  }

  /// The raw MIDI behind a node of `/dev/snd`: its own, or the first of the card whose control node it is, as the
  /// links of `/dev/snd/by-id` are. Nil for other nodes.
  init?(node path: String, _ system: SystemFiles) {
    guard let real = system.resolved(path), real.hasPrefix("/dev/snd/") else { return nil }
    let name = real.dropFirst("/dev/snd/".count)
    if name.hasPrefix("controlC"), let card = Int(name.dropFirst(8)) {
      self.card = card
      device = 0
    } else {
      let parts = name.dropFirst(5).split(separator: "D")
      guard name.hasPrefix("midiC"), parts.count == 2, let card = Int(parts[0]), let device = Int(parts[1]) else {
        return nil
      }
      self.card = card
      self.device = device
    }
    subdevice = nil
  }

  var hardware: String { "hw:\(card),\(device)" + (subdevice.map { ",\($0)" } ?? "") }
  var control: String { "/dev/snd/controlC\(card)" }
  var node: String { "/dev/snd/midiC\(card)D\(device)" }
}
