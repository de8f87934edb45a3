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
    for slot in profile.slotKinds.filter({ !$0.affectsConnection && !$0.isBankMember }).flatMap(\.askableSlots) {
      guard let dump = dump(in: slot) else { continue }
      contents[slot] = varied(dump, slot) ?? dump
    }
  }

  /// Counts up the version that it reports, and the version bytes in the header of every dump.
  private mutating func updateFirmware() {
    firmware += 1
    for slot in profile.slotKinds.flatMap(\.askableSlots) {
      guard let dump = dump(in: slot), let next = profile.withNextVersion(dump, of: slot) else { continue }
      contents[slot] = next
    }
  }

  /// The dump with one field at another value; nil where it has none that can be changed.
  private func varied(_ dump: SlotDump, _ slot: Slot) -> SlotDump? {
    guard let item = profile.decode(slot, in: dump)?.item else { return nil }
    for field in item.fields.reversed() {
      for value in Alternatives(to: field).prefix(2) {
        var tree = ItemTree(item)
        tree.set(field.path.components, to: value)
        // A value that other fields do not allow here: the next one may do.
        if let other = try? profile.encode(tree, slot: slot, into: dump, isCompleting: false), other != dump {
          return other
        }
      }
    }
    return nil
  }
}
