internal import MIDI
package import Profiles
package import Simulation

/// Something that a simulated unit did, in words.
package struct UnitEventText {
  private let event: UnitEvent
  private let profile: any DeviceModel

  package init(_ event: UnitEvent, _ profile: any DeviceModel) {
    self.event = event
    self.profile = profile
  }

  /// The kind of event, as it is counted.
  package var word: String {
    switch event.what {
    case .asked: "asked"
    case .answered: "answered"
    case .taken(_, .stored): "stored"
    case .taken: "not stored"
    case .passedOver: "passed over"
    case .dumped: "dumped"
    }
  }

  package var line: StyledText {
    let millis = event.time.milliseconds
    let digits = String(millis % 1000)
    let text = "\(millis / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    let count = event.message.bytes.count
    return "\(String(repeating: " ", count: max(0, 9 - text.utf8.count)))\(text)  \(what), \(count) bytes"
  }

  private var what: StyledText {
    switch event.what {
    case .asked(let slot): "asked for \(name(slot))"
    case .answered(let slot): "answered with \(name(slot))"
    case .taken(let slot, .stored(let place)) where slot != place: "stored \(name(slot)) in \(name(place))"
    case .taken(let slot, .stored): "stored \(name(slot))"
    case .taken(let slot, .refused): "refused \(name(slot)): protected"
    case .taken(let slot, .ignored): "took \(name(slot)) and stored nothing"
    case .taken(let slot, .lost): "missed \(name(slot)): too soon"
    case .passedOver: "passed over \(DifferenceText.short(event.message.bytes))"
    case .dumped(let slot): "dumped \(name(slot))"
    }
  }

  private func name(_ slot: Slot?) -> String { slot.map(profile.name) ?? "its identity" }

  package var json: JSON {
    let slot: Slot? =
      switch event.what {
      case .asked(let slot), .answered(let slot): slot
      case .taken(let slot, _), .dumped(let slot): slot
      case .passedOver: nil
      }
    return [
      "event": .string(word), "slot": slot.map { .string(profile.name($0)) } ?? .null,
      "bytes": JSON(event.message.bytes.count), "seconds": .double(event.time.exactSeconds),
    ]
  }
}

extension Duration {
  fileprivate var milliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }

  /// Down to milliseconds.
  package var exactSeconds: Double { Double(milliseconds) / 1000 }
}
