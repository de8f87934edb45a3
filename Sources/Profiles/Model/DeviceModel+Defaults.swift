package import MIDI

/// What most models have: one message a slot, nothing to acknowledge, nothing inside banks.
extension DeviceModel {
  package var sources: [String] { [] }
  package var notIncluded: [String] { [] }
  package var restoreOrder: [String] { slotKinds.map(\.id) }
  package var identity: Probe? { nil }
  package var probe: Probe? { nil }
  package var loaded: LoadedQuestion? { nil }
  package var handshake: Handshake? { nil }
  package var stepsBeforeReading: [FrontPanelStep] { [] }
  package var stepsBeforeSending: [FrontPanelStep] { [] }
  package var stepsAfterSending: [FrontPanelStep] { [] }
  package var persistence: Persistence { .stored }
  package func readWhole() throws(ProfileError) {}

  package var headerBytes: [UInt8] { [] }
  package func begins(_ message: SysExMessage) -> Bool { locate(message) != nil }
  package func problems(of message: SysExMessage) -> [MessageProblem] { [] }
  package func checksumRange(in message: SysExMessage) -> Range<Int>? { nil }
  package func flaw(in message: SysExMessage) -> MessageProblem? { problems(of: message).first }
  package func provesItself(_ message: SysExMessage) -> Bool { false }
  package func isSameVersion(_ left: SlotDump, _ right: SlotDump, of slot: Slot) -> Bool { true }
  package func messages(sending dump: SlotDump, to slot: Slot) -> [SysExMessage] { dump.messages }
  package func fill(_ step: BytePattern, around dump: SlotDump, of slot: Slot) -> [UInt8] { step.fill([:]) }

  package func packedAgain(_ dump: SlotDump, of slot: Slot) -> SlotDump { dump }
  package func definitelyDiffers(_ left: SlotDump, _ right: SlotDump, of slot: Slot) -> Bool { false }
  package func content(of slot: Slot, in dump: SlotDump) -> [UInt8]? { nil }
  package func references(of slot: Slot, in dump: SlotDump) -> [Slot] { [] }

  package func bankProblem(of home: Slot, in dump: SlotDump) -> MessageProblem? { nil }

  package func title(of slot: Slot, in dump: SlotDump) -> (name: String?, isEmpty: Bool) {
    let item = decode(slot, in: dump)?.item
    return (item?.name, item?.isEmpty ?? false)
  }

  package func edit(
    _ item: Item, of slot: Slot, _ changes: [(path: FieldPath, text: String?)]
  ) throws(EncodeError) -> ItemTree {
    var tree = ItemTree(item)
    for (path, text) in changes {
      guard item.field(path) != nil else { throw .unknown(path, near: []) }
      if let text { tree.set(path.components, to: Value(.word, text)) } else { tree.remove(path.components) }
    }
    return tree
  }

  package func compose(
    _ dump: SlotDump, of home: Slot, with slots: [(slot: Slot, from: Slot, of: SlotDump)]
  ) throws(EncodeError) -> SlotDump { throw .badPlace(name(home)) }

  package func requested(by message: SysExMessage) -> SlotRequest? {
    for slot in slotKinds.flatMap(\.askableSlots) {
      if let request = requests(for: slot).first(where: { $0.bytes == message.bytes }) { return request }
    }
    return nil
  }

  package func stored(by message: SysExMessage) -> (slot: Slot, dump: SysExMessage)? { nil }
  package func blank(_ slot: Slot) -> SlotDump? { nil }
  package func addressed(_ dump: SlotDump, to slot: Slot) -> SlotDump { dump }
  package func withNextVersion(_ dump: SlotDump, of slot: Slot) -> SlotDump? { nil }

  package func dump(taking message: SysExMessage, into dump: SlotDump?, at slot: Slot) -> SlotDump {
    joined(message, into: dump)
  }

  /// The dump with a message in the place of the one that carries the same pieces.
  func joined(_ message: SysExMessage, into dump: SlotDump?) -> SlotDump {
    guard let dump, let pieces = locate(message)?.pieces else { return SlotDump(message) }
    let others = dump.messages.map { (pieces: locate($0)?.pieces ?? 0..<0, message: $0) }.filter { $0.pieces != pieces }
    let all = others + [(pieces, message)]
    return SlotDump(all.sorted { $0.pieces.lowerBound < $1.pieces.lowerBound }.map(\.message)) ?? SlotDump(message)
  }
}
