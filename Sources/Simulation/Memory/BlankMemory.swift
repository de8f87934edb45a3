import MIDI
import Profiles

/// Initial values in every slot.
struct BlankMemory {
  func messages(of kind: Kind) throws(EncodeError) -> [SysExMessage] {
    guard !kind.isSilentWhenEmpty else { return [] }
    var messages: [SysExMessage] = []
    for slot in 0..<kind.askableCount { messages.append(try message(kind, slot)) }
    return messages
  }

  /// The first of the names that has room, or none.
  private func message(_ kind: Kind, _ slot: Int) throws(EncodeError) -> SysExMessage {
    let number = kind.numbering.print(slot) ?? String(slot)
    for text in ["INIT \(number)", "I\(number)"] {
      guard let name = kind.name else { break }
      var tree = ItemTree()
      tree.set(name.components, to: Value(.text, text))
      do { return try kind.encode(tree, slot: slot, isCompleting: true) } catch { continue }
    }
    return try kind.encode(ItemTree(), slot: slot, isCompleting: true)
  }
}
