import MIDI
import Profiles

/// Initial values in every slot.
struct BlankMemory {
  let profile: Profile

  func messages() throws(EncodeError) -> [SysExMessage] {
    var messages: [SysExMessage] = []
    for kind in profile.kinds where !kind.isSilentWhenEmpty {
      for slot in 0..<kind.askableCount { messages += try dump(kind, slot).messages }
    }
    return messages
  }

  /// The first of the names that has room, or none.
  private func dump(_ kind: Kind, _ slot: Int) throws(EncodeError) -> SlotDump {
    let number = kind.numbering.print(slot) ?? String(slot)
    for text in ["INIT \(number)", "I\(number)"] {
      guard let name = kind.name else { break }
      var tree = ItemTree()
      tree.set(name.components, to: Value(.text, text))
      do { return try kind.dump(tree, slot: slot, isCompleting: true) } catch { continue }
    }
    return try kind.dump(ItemTree(), slot: slot, isCompleting: true)
  }
}
