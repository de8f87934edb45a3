package import MIDI
package import Profiles

/// Instruments that nobody makes, whose slots are not one message each.
package enum CarrierModels {
  /// Three messages a slot, which one request brings; each has its own form.
  package static let triplet = """
    synvc: 1
    id: triplet
    name: Triplet
    maker: Nobody
    header: "F0 7D 03"
    probe: {request: "F0 7D 03 00 F7", reply: "F0 7D 03 01 F7"}
    transfer: {gap: 10 ms, idle-timeout: 200 ms}
    kinds:
      voice:
        count: 4
        numbers: {first: 1, digits: 2}
        request: "F0 7D 03 10 {slot} F7"
        parts:
          - {dump: "F0 7D 03 20 {slot} {version} {body*} {checksum} F7", size: 4, initial: {version: 1}, checksum: {algorithm: sum7, from: slot}}
          - {dump: "F0 7D 03 21 {slot} {body*} F7", size: 7, body: [{codec: [7-bit-msb-first]}]}
          - {dump: "F0 7D 03 22 {slot} {body*} {checksum} F7", checksum: {algorithm: negated-sum7, from: body}}
        name: name
        seq:
          - {ids: [level, pan, tune, mode], type: u1, initial: 5}
          - {id: name, type: str, size: 7, terminator: 0, initial: 32}
          - {ids: [attack, decay], type: u1}
    """

  /// The same slots; each message has its own request.
  package static let asked = triplet.replacing("id: triplet", with: "id: asked")
    .replacing("    request: \"F0 7D 03 10 {slot} F7\"\n", with: "")
    .replacing("- {dump: \"F0 7D 03 20", with: "- {request: \"F0 7D 03 30 {slot} F7\", dump: \"F0 7D 03 20")
    .replacing("- {dump: \"F0 7D 03 21", with: "- {request: \"F0 7D 03 31 {slot} F7\", dump: \"F0 7D 03 21")
    .replacing("- {dump: \"F0 7D 03 22", with: "- {request: \"F0 7D 03 32 {slot} F7\", dump: \"F0 7D 03 22")

  /// A bank in the memory, whose packets of 20 bytes cut across its patches of 16.
  package static let packets = """
    synvc: 1
    id: packets
    name: Packets
    maker: Nobody
    header: "F0 7D 04"
    probe: {request: "F0 7D 04 00 F7", reply: "F0 7D 04 01 F7"}
    transfer: {gap: 10 ms, idle-timeout: 200 ms}
    memory:
      read: "F0 7D 04 11 {address:3} {size:3} {checksum} F7"
      write: "F0 7D 04 12 {address:3} {body*} {checksum} F7"
      checksum: {algorithm: negated-sum7, from: address}
      packet: 20
    kinds:
      bank:
        count: 2
        numbers: {first: 1, digits: 1}
        at: "02 00 00"
        step: "00 01 00"
        zones: [{size: 64}]
        holds: {kind: patch, count: 4, size: 16}
      patch:
        numbers: {first: 1, digits: 1}
        name: name
        seq:
          - {id: name, type: str, size: 8, terminator: 0, initial: 32}
          - {ids: [level, pan, tune, mode, attack, decay, one, two], type: u1, initial: 3}
    """

  /// A patch of three zones that lie apart in the memory.
  package static let zones = """
    synvc: 1
    id: zones
    name: Zones
    maker: Nobody
    header: "F0 7D 05"
    probe: {request: "F0 7D 05 00 F7", reply: "F0 7D 05 01 F7"}
    transfer: {gap: 10 ms, idle-timeout: 200 ms}
    memory:
      read: "F0 7D 05 11 {address:4} {size:4} {checksum} F7"
      write: "F0 7D 05 12 {address:4} {body*} {checksum} F7"
      checksum: {algorithm: negated-sum7, from: address}
    kinds:
      patch:
        count: 4
        numbers: {first: 1, digits: 1}
        at: "11 00 00 00"
        step: "00 01 00 00"
        zones: [{size: 10}, {at: "00 00 10 00", step: "00 00 02 00", count: 2, size: 4}]
        name: common name
        seq:
          - {id: common_name, type: str, size: 8, terminator: 0, initial: 32}
          - {ids: [level, pan], type: u1}
          - {id: tone_level, type: u1, repeat: [tone, point]}
        view:
          common_name: {path: common.name}
          tone_level: {path: "tone.{tone}.point.{point}"}
    dimensions:
      tone: 2
      point: 4
    """
}

/// A model that is no profile: four memories of two messages, a name and a level.
package struct PairModel: DeviceModel {
  package let id = "pair"
  package let name = "Pair"
  package let maker = "Nobody"
  package let text = "pair, version 1\n"
  package let slotKinds: [SlotKind]
  package let transfer: TransferSettings

  package init() {
    var kind = SlotKind(
      id: "memory", title: "memories", count: 4, askableCount: 4, numbering: .decimal(first: 1, digits: 2))
    kind.pieces = 2
    slotKinds = [kind]
    var transfer = TransferSettings()
    transfer.idleTimeout = .milliseconds(200)
    self.transfer = transfer
  }

  private static let start: [UInt8] = [0xF0, 0x7D, 0x06]
  private static let nameCount = 6

  package func locate(_ message: SysExMessage) -> MessageLocation? {
    let bytes = message.bytes
    guard bytes.starts(with: Self.start), bytes.count > 6, (0x20...0x21).contains(bytes[3]) else { return nil }
    let piece = Int(bytes[3]) - 0x20
    return MessageLocation(slot: Slot(kind: "memory", index: Int(bytes[4])), pieces: piece..<piece + 1)
  }

  package func maySend(_ message: SysExMessage) -> Bool { locate(message) != nil || requested(by: message) != nil }

  package func requests(for slot: Slot) -> [SlotRequest] {
    [SlotRequest(slot: slot, bytes: Self.start + [0x10, UInt8(slot.index), 0xF7], pieces: 0..<2)]
  }

  package func decode(_ slot: Slot, in dump: SlotDump) -> (item: Item, problems: [MessageProblem])? {
    guard dump.messages.count == 2, let first = dump.messages.first?.bytes, let second = dump.messages.last?.bytes
    else {
      return nil
    }
    let name = String(decoding: first[5..<first.count - 1].filter { $0 != 0x20 }, as: UTF8.self)
    let fields = [
      Item.Field(key: "name", path: FieldPath("name"), value: Value(.text, name), raw: .bytes(Array(name.utf8))),
      Item.Field(
        key: "level", path: FieldPath("level"), value: Value(.number, String(second[5])),
        raw: .number(UInt64(second[5]))),
    ]
    return (Item(fields: fields, name: name.isEmpty ? nil : name, isEmpty: name.isEmpty), [])
  }

  package func encode(
    _ tree: ItemTree, slot: Slot, into dump: SlotDump?, isCompleting: Bool
  ) throws(EncodeError) -> SlotDump {
    let name = Array((tree.leaf(["name"])?.text ?? "").utf8.prefix(Self.nameCount))
    guard let level = UInt8(tree.leaf(["level"])?.text ?? (isCompleting ? "0" : "")), level < 0x80 else {
      throw .illegal(FieldPath("level"), text: tree.leaf(["level"])?.text ?? "", allowed: "0 to 127")
    }
    let padded = name + Array(repeating: 0x20, count: Self.nameCount - name.count)
    let index = UInt8(slot.index)
    let bytes = Self.start + [0x20, index] + padded + [0xF7] + Self.start + [0x21, index, level, 0xF7]
    guard let dump = SlotDump(bytes: bytes) else {
      throw .illegal(FieldPath("name"), text: tree.leaf(["name"])?.text ?? "", allowed: "ASCII")
    }
    return dump
  }

  package func blank(_ slot: Slot) -> SlotDump? {
    do { return try encode(ItemTree(), slot: slot, into: nil, isCompleting: true) } catch { return nil }
  }
}
