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

extension Profile {
  /// `kit/005`, `pattern/A03`, `bank/1/voice/07`: the number printed on the instrument.
  package func name(_ slot: Slot) -> String {
    if let holder = holder(of: slot.kind), let bank = holder.bank {
      let outer = name(Slot(kind: holder.id, index: slot.index / bank.count))
      let number = kind(slot.kind)?.numbering.print(slot.index % bank.count) ?? "#\(slot.index)"
      return "\(outer)/\(slot.kind)/\(number)"
    }
    let number = kind(slot.kind)?.numbering.print(slot.index) ?? "#\(slot.index)"
    return "\(slot.kind)/\(number)"
  }

  /// Reads `kit/005`, `kit/5`, `Pattern/a3`; nil where the model has no such slot.
  package func slot(_ text: some StringProtocol) -> Slot? {
    let parts = String(text).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || parts.count == 4, let kind = kind(parts[0].lowercased()), !kind.isBankMember,
      let index = kind.numbering.read(parts[1]), index < kind.count
    else { return nil }
    guard parts.count == 4 else { return Slot(kind: kind.id, index: index) }
    guard let bank = kind.bank, bank.kind == parts[2].lowercased(),
      let place = self.kind(bank.kind)?.numbering.read(parts[3]), place < bank.count
    else { return nil }
    return Slot(kind: bank.kind, index: index * bank.count + place)
  }

  /// Every slot that can be asked for, in dump order; kinds read only by name are left out unless named.
  package func slots(with optional: Set<String> = []) -> [Slot] {
    kinds.filter { !$0.isOptional || optional.contains($0.id) }
      .flatMap { kind in (0..<kind.askableCount).map { Slot(kind: kind.id, index: $0) } }
  }

  /// The content that a snapshot with these optional kinds cannot contain.
  package func notIncluded(reading optional: Set<String>) -> [String] {
    kinds.filter { $0.isOptional && !optional.contains($0.id) }.map { "\($0.title) (--with \($0.id))" } + notIncluded
  }

  /// Sorts as a full dump does.
  package func precedes(_ left: Slot, _ right: Slot) -> Bool { key(left) < key(right) }

  /// In the order of a full dump.
  package func sorted(_ slots: [Slot]) -> [Slot] {
    slots.map { (key: key($0), slot: $0) }.sorted { $0.key < $1.key }.map(\.slot)
  }

  /// The sort key of a slot.
  private func key(_ slot: Slot) -> (Int, Int) {
    (kinds.firstIndex { $0.id == slot.kind } ?? kinds.count, slot.index)
  }
}
