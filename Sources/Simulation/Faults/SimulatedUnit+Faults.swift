import MIDI
import Profiles

extension SimulatedUnit {
  /// The unit as changed by faults in its identity or content: with another project, with another firmware.
  ///
  /// To be called once, before the unit is connected.
  package func prepared(for faults: [Fault]) -> SimulatedUnit {
    var unit = self
    if faults.contains(.otherProject) { unit.loadOtherProject() }
    if faults.contains(.otherFirmware) { unit.updateFirmware() }
    return unit
  }

  /// Changes the content of every slot of the model's memory.
  private mutating func loadOtherProject() {
    for kind in profile.kinds where !kind.affectsConnection && !kind.isBankMember {
      for index in 0..<kind.askableCount {
        let slot = Slot(kind: kind.id, index: index)
        guard let message = message(in: slot) else { continue }
        contents[slot] = kind.varied(message, slot: index) ?? message
      }
    }
  }

  /// Counts up the version that it reports, and the version bytes in the header of every dump.
  private mutating func updateFirmware() {
    firmware += 1
    for kind in profile.kinds where kind.dump.text.contains("{version}") {
      for index in 0..<kind.askableCount {
        let slot = Slot(kind: kind.id, index: index)
        guard let message = message(in: slot), let place = kind.dump.match(message.bytes)?["version"] else { continue }
        var bytes = message.bytes
        bytes[place.lowerBound] = (bytes[place.lowerBound] + 1) & 0x7F
        do { contents[slot] = try SysExMessage(kind.seal(bytes)) } catch { continue }
      }
    }
  }
}

extension Kind {
  /// The message with one field at another value; nil where it has none that can be changed.
  fileprivate func varied(_ message: SysExMessage, slot: Int) -> SysExMessage? {
    let item = decode(message).item
    for field in item.fields.reversed() {
      for value in Alternatives(to: field).prefix(2) {
        var tree = ItemTree(item)
        tree.set(field.path.components, to: value)
        // A value that other fields do not allow here: the next one may do.
        if let other = try? encode(tree, slot: slot), other != message { return other }
      }
    }
    return nil
  }
}
