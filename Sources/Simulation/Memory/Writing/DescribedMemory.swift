import MIDI
import Profiles

/// A memory that is written as its description says, slot by slot.
///
/// A class: slots that other slots look into are written once and kept.
final class DescribedMemory {
  let factory: Factory
  let profile: any DeviceModel
  let seed: UInt64
  private var kept: [Slot: Draft] = [:]
  private var names: [String: [String]] = [:]

  init(_ factory: Factory, _ profile: any DeviceModel, seed: UInt64) {
    (self.factory, self.profile, self.seed) = (factory, profile, seed)
  }

  /// The messages of a kind in the order of its slots; nil where neither the kind nor its bank members are described.
  func messages(of kind: SlotKind) throws(FactoryError) -> [SysExMessage]? {
    let member = kind.bank.flatMap { bank in factory.kinds[bank.kind] }
    guard let first = factory.kinds[kind.id] ?? member, !kind.isBankMember else { return nil }
    var messages: [SysExMessage] = []
    for slot in 0..<kind.memoryCount where !isSilent(kind, slot) {
      var draft = try self.draft(kind, slot)
      if let bank = kind.bank, member != nil { try add(bank, of: slot, to: &draft) }
      do {
        messages += try profile.encode(
          draft.tree, slot: Slot(kind: kind.id, index: slot), into: nil, isCompleting: true
        ).messages
      } catch {
        throw FactoryError(
          .encode(error, slot: profile.name(Slot(kind: kind.id, index: slot))), file: factory.file,
          at: draft.mark(of: error) ?? first.mark)
      }
    }
    return messages
  }

  private func isSilent(_ kind: SlotKind, _ slot: Int) -> Bool {
    kind.isSilentWhenEmpty && factory.kinds[kind.id]?.isFilled(slot) != true
  }

  /// Puts the bank members of a message under their paths.
  private func add(_ bank: Bank, of slot: Int, to draft: inout Draft) throws(FactoryError) {
    guard let member = profile.slotKind(bank.kind) else { return }
    for place in 0..<bank.count {
      let inner = try self.draft(member, slot * bank.count + place)
      draft.add(inner, under: [bank.kind, member.numbering.print(place) ?? String(place + 1)])
    }
  }

  /// The content of a slot; initial values where the description says nothing.
  func draft(_ kind: SlotKind, _ slot: Int) throws(FactoryError) -> Draft {
    let place = Slot(kind: kind.id, index: slot)
    if let known = kept[place] { return known }
    guard let described = factory.kinds[kind.id] else { return Draft() }
    let random = SplitMix64(seed: seed &* 0x2545_F491_4F6C_DD1D ^ UInt64(slot) << 8 ^ UInt64(kind.id.utf8.count))
    var writer = ItemWriter(memory: self, slot: slot, random: random)
    if let name = name(of: described, kind, slot), let path = kind.namePath {
      writer.draft.set(path.description, name, at: described.mark)
    }
    try writer.run(described.slots[slot] ?? (slot < described.filled ? described.steps : []))
    if factory.followed.contains(kind.id) { kept[place] = writer.draft }
    return writer.draft
  }

  private func name(of described: FactoryKind, _ kind: SlotKind, _ slot: Int) -> String? {
    guard let list = described.names, described.isFilled(slot) else { return nil }
    if names[kind.id] == nil { names[kind.id] = list.names(count: kind.memoryCount, seed: seed) }
    return names[kind.id].flatMap { slot < $0.count ? $0[slot] : nil }
  }
}
