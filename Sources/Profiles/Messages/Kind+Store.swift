package import MIDI

/// Dumps of an edit buffer name no slot; the message that stores them does.
extension Kind {
  /// The message that stores the content of an edit buffer dump in a slot; nil where the profile has none.
  package func storing(_ message: [UInt8], in slot: Int) -> [UInt8]? {
    guard let store, let places = dump.match(message) else { return nil }
    var values = places.values(in: message)
    let isBanked = store.tells("bank")
    let programs = slots.select?.programs ?? slots.count
    values["bank"] = Self.digits(slot / programs, of: "bank", in: store)
    values["slot"] = Self.digits(isBanked ? slot % programs : slot, of: "slot", in: store)
    return form.seal(store.fill(values), as: store)
  }

  /// The slot that a message stores into, and the dump that it stores; nil for a message of another form, and for a
  /// damaged one.
  package func stored(by message: SysExMessage) -> (slot: Int, dump: SysExMessage)? {
    guard let store, let places = store.match(message.bytes), form.seal(message.bytes, as: store) == message.bytes
    else {
      return nil
    }
    let number = { (name: String) in places[name]?.reduce(0) { $0 << 7 | Int(message.bytes[$1]) } ?? 0 }
    let slot = number("bank") * (slots.select?.programs ?? slots.count) + number("slot")
    guard slot < slots.count else { return nil }
    let values = places.values(in: message.bytes)
    do { return (slot, try SysExMessage(form.seal(dump.fill(values)))) } catch { return nil }
  }

  /// A number in the width of its place, seven bits a byte.
  private static func digits(_ number: Int, of place: String, in pattern: BytePattern) -> [UInt8] {
    let width = pattern.place(place, in: pattern.fill([:]))?.count ?? 0
    return (0..<width).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 7) & 0x7F) }
  }
}
