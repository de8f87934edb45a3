/// The request that asks a device for its identity.
///
/// - Shape: `F0 7E dd 06 01 F7`. Source: MIDI 1.0 detailed specification, general information.
package struct IdentityRequest: Hashable, Sendable {
  /// The device asked; 7Fh for all.
  package let deviceID: UInt8

  package static let everyDevice: UInt8 = 0x7F

  /// The id is reduced to seven bits.
  package init(deviceID: UInt8 = IdentityRequest.everyDevice) { self.deviceID = deviceID & 0x7F }

  /// Nil when the message is another one.
  package init?(_ message: SysExMessage) {
    let bytes = message.bytes
    guard bytes.count == 6, bytes[1] == 0x7E, bytes[3] == 0x06, bytes[4] == 0x01 else { return nil }
    deviceID = bytes[2]
  }

  package var message: SysExMessage { SysExMessage(framed: [0xF0, 0x7E, deviceID, 0x06, 0x01, 0xF7]) }
}

/// A device's reply to an identity request.
///
/// - Shape: `F0 7E dd 06 02`, maker's id (1 or 3 bytes), family (2, lower first), member (2, lower first), version
///   (4), `F7`. Makers leave some out or add others: the parts are there as far as the message goes.
/// - Source: MIDI 1.0 detailed specification, general information; replies of real devices for the odd lengths.
package struct Identity: Hashable, Sendable {
  package let deviceID: UInt8
  /// 1 byte, or 3 where the first is 00.
  package let manufacturer: [UInt8]
  /// The bytes after the maker's id.
  package let details: [UInt8]

  /// Nil when the message is another one, or ends before the maker's id does.
  package init?(_ message: SysExMessage) {
    let body = Array(message.body)
    guard body.count > 4, body[0] == 0x7E, body[2] == 0x06, body[3] == 0x02 else { return nil }
    let size = body[4] == 0 ? 3 : 1
    guard body.count >= 4 + size else { return nil }
    deviceID = body[1]
    manufacturer = Array(body[4..<4 + size])
    details = Array(body[(4 + size)...])
  }

  package var family: Int? { number(at: 0) }
  package var member: Int? { number(at: 2) }

  private func number(at offset: Int) -> Int? {
    guard details.count >= offset + 2 else { return nil }
    return FourteenBit.join(high: details[offset + 1], low: details[offset])
  }
}
