/// A place in a device that a musician knows.
package struct Slot: Hashable, Sendable {
  package let kind: String
  /// From 0.
  package let index: Int

  package init(kind: String, index: Int) {
    self.kind = kind
    self.index = index
  }

  /// By the number alone: a device has few kinds, and their names are long to hash.
  package func hash(into hasher: inout Hasher) { hasher.combine(index) }
}

extension DeviceModel {
  package func slotKind(_ id: String) -> SlotKind? { slotKinds.first { $0.id == id } }

  /// The kind of a slot; nil where the model has no such slot.
  package func kind(having slot: Slot) -> SlotKind? {
    slotKind(slot.kind).flatMap { (0..<$0.count).contains(slot.index) ? $0 : nil }
  }

  /// The kind whose dumps hold the slots of another; nil where each slot has its own messages.
  func holder(of kind: String) -> SlotKind? { slotKinds.first { $0.bank?.kind == kind } }

  /// The slot whose dump holds a slot: the slot itself, where it has its own messages.
  package func home(of slot: Slot) -> Slot {
    guard let holder = holder(of: slot.kind), let bank = holder.bank else { return slot }
    return Slot(kind: holder.id, index: slot.index / bank.count)
  }

  /// The slots that the dump of a slot holds; empty for one that is its own.
  package func slots(in home: Slot) -> [Slot] {
    guard let bank = slotKind(home.kind)?.bank else { return [] }
    return (0..<bank.count).map { Slot(kind: bank.kind, index: home.index * bank.count + $0) }
  }

  /// `kit/005`, `pattern/A03`, `bank/1/voice/07`: the number printed on the instrument.
  package func name(_ slot: Slot) -> String {
    if let holder = holder(of: slot.kind), let bank = holder.bank {
      let outer = name(Slot(kind: holder.id, index: slot.index / bank.count))
      let number = slotKind(slot.kind)?.numbering.print(slot.index % bank.count) ?? "#\(slot.index)"
      return "\(outer)/\(slot.kind)/\(number)"
    }
    let number = slotKind(slot.kind)?.numbering.print(slot.index) ?? "#\(slot.index)"
    return "\(slot.kind)/\(number)"
  }

  /// Reads `kit/005`, `kit/5`, `Pattern/a3`; nil where the model has no such slot.
  package func slot(_ text: some StringProtocol) -> Slot? {
    let parts = String(text).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || parts.count == 4, let kind = slotKind(parts[0].lowercased()), !kind.isBankMember,
      let index = kind.numbering.read(parts[1]), index < kind.count
    else { return nil }
    guard parts.count == 4 else { return Slot(kind: kind.id, index: index) }
    guard let bank = kind.bank, bank.kind == parts[2].lowercased(),
      let place = slotKind(bank.kind)?.numbering.read(parts[3]), place < bank.count
    else { return nil }
    return Slot(kind: bank.kind, index: index * bank.count + place)
  }

  /// Every slot that can be asked for, in dump order; kinds read only by name are left out unless named.
  package func slots(with optional: Set<String> = []) -> [Slot] {
    slotKinds.filter { !$0.isOptional || optional.contains($0.id) }.flatMap(\.askableSlots)
  }

  /// The slots of a whole dump from the front panel, optional kinds left out.
  package var slotsOfDump: [Slot] { slotKinds.filter { !$0.isOptional && !$0.isBankMember }.flatMap(\.allSlots) }

  /// The content that a snapshot with these optional kinds cannot contain.
  package func notIncluded(reading optional: Set<String>) -> [String] {
    slotKinds.filter { $0.isOptional && !optional.contains($0.id) }.map { "\($0.title) (--with \($0.id))" }
      + notIncluded
  }

  /// Sorts as a full dump does.
  package func precedes(_ left: Slot, _ right: Slot) -> Bool { key(left) < key(right) }

  /// In the order of a full dump.
  package func sorted(_ slots: [Slot]) -> [Slot] {
    slots.map { (key: key($0), slot: $0) }.sorted { $0.key < $1.key }.map(\.slot)
  }

  /// The sort key of a slot.
  private func key(_ slot: Slot) -> (Int, Int) {
    (slotKinds.firstIndex { $0.id == slot.kind } ?? slotKinds.count, slot.index)
  }
}
