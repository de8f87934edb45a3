import MIDI
import Profiles

/// Initial values in every slot.
struct BlankMemory {
  let model: any DeviceModel

  func messages(of kind: SlotKind) throws(EncodeError) -> [SysExMessage] {
    guard !kind.isSilentWhenEmpty else { return [] }
    var messages: [SysExMessage] = []
    for slot in kind.askableSlots { messages += try dump(kind, slot).messages }
    return messages
  }

  /// The first of the names that has room, or none.
  private func dump(_ kind: SlotKind, _ slot: Slot) throws(EncodeError) -> SlotDump {
    let number = kind.numbering.print(slot.index) ?? String(slot.index)
    for text in ["INIT \(number)", "I\(number)"] {
      guard let name = kind.namePath else { break }
      var tree = ItemTree()
      tree.set(name.components, to: Value(.text, text))
      do { return try model.encode(tree, slot: slot, into: nil, isCompleting: true) } catch { continue }
    }
    return try model.encode(ItemTree(), slot: slot, into: nil, isCompleting: true)
  }
}
