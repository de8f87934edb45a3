import MIDI
import Profiles

/// A bank and a program that a unit received on its channel.
struct Selection: Hashable, Sendable {
  let msb: UInt8?
  let lsb: UInt8?
  let program: UInt8
}

/// The edit buffer of a unit that can be asked for nothing else, and how slots get into it.
extension SimulatedUnit {
  /// The selection of a channel message; nil where the message selects no program.
  mutating func hear(_ message: ChannelMessage) -> Selection? {
    guard message.channel == channel else { return nil }
    switch message.what {
    case .bankHigh(let value): bank.msb = value
    case .bankLow(let value): bank.lsb = value
    case .program(let program): return Selection(msb: bank.msb, lsb: bank.lsb, program: program)
    }
    return nil
  }

  /// The slots that a selection loads: one of each kind that is selected so.
  func slots(for selection: Selection) -> [Slot] {
    profile.slotKinds.compactMap { kind in
      guard let select = kind.select,
        let index = select.index(msb: selection.msb, lsb: selection.lsb, program: selection.program)
      else { return nil }
      return index < kind.count ? Slot(kind: kind.id, index: index) : nil
    }
  }

  /// Loads a slot into the edit buffer; unsaved edits are lost.
  mutating func loadBuffer(_ slot: Slot) {
    loaded[slot.kind] = slot.index
    buffer[slot.kind] = dump(in: slot)
  }

  /// The answer of a kind's edit buffer, and the slot it was loaded from.
  func edited(_ kind: SlotKind) -> (slot: Slot, dump: SlotDump?) {
    let slot = Slot(kind: kind.id, index: loaded[kind.id] ?? 0)
    return (slot, buffer[kind.id] ?? dump(in: slot))
  }

  /// The answer to a request for a slot: the edit buffer's content where only the buffer can be requested.
  func answer(for slot: Slot) -> SlotDump? {
    guard let kind = profile.slotKind(slot.kind), kind.select != nil else { return dump(in: slot) }
    return edited(kind).dump
  }

  /// Takes a dump without a slot into the edit buffer; false where its kind has none.
  mutating func takesIntoBuffer(_ message: SysExMessage) -> Bool {
    guard let slot = profile.locate(message)?.slot, profile.slotKind(slot.kind)?.select != nil else { return false }
    if profile.problems(of: message).isEmpty {
      buffer[slot.kind] = profile.dump(taking: message, into: buffer[slot.kind], at: slot)
    }
    return true
  }
}

/// A channel message that has to do with selecting programs.
struct ChannelMessage: Hashable, Sendable {
  enum What: Hashable, Sendable {
    /// Controller 0.
    case bankHigh(UInt8)
    /// Controller 32.
    case bankLow(UInt8)
    case program(UInt8)
  }

  let channel: UInt8
  let what: What
}

/// Finds bank selects and program changes in a stream of bytes, running status included.
struct ChannelReader: Sendable {
  private var status: UInt8?
  private var data: [UInt8] = []

  /// The message that a byte completes.
  mutating func take(_ byte: UInt8) -> ChannelMessage? {
    if byte >= 0xF8 { return nil }
    if byte >= 0x80 {
      status = byte < 0xF0 ? byte : nil
      data = []
      return nil
    }
    guard let status else { return nil }
    data.append(byte)
    let isShort = status & 0xE0 == 0xC0
    guard data.count == (isShort ? 1 : 2) else { return nil }
    defer { data = [] }
    let what: ChannelMessage.What? =
      switch (status & 0xF0, data[0]) {
      case (0xC0, let program): .program(program)
      case (0xB0, 0): .bankHigh(data[1])
      case (0xB0, 32): .bankLow(data[1])
      default: nil
      }
    return what.map { ChannelMessage(channel: status & 0x0F, what: $0) }
  }
}
