/// Finds the parts of system exclusive messages in the bytes written to the sequencer, whatever the boundaries of
/// writes.
struct SysExCutter {
  /// The maximum number of bytes of one event.
  static let longest = 256

  private var isInside = false

  /// The part of a message that the bytes begin with, real-time bytes inside it included; nil for other bytes.
  mutating func part(at bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let first = bytes.first, begins(first) || isInside && goesOn(first) else {
      isInside = false
      return nil
    }
    let end = bytes.firstIndex(of: 0xF7).map { $0 + 1 } ?? bytes.endIndex
    let part = bytes[..<end].prefix(Self.longest)
    isInside = part.last != 0xF7
    return part
  }

  private func begins(_ byte: UInt8) -> Bool { byte == 0xF0 }

  /// Data, the end, or a clock tick within the message.
  private func goesOn(_ byte: UInt8) -> Bool { byte < 0x80 || byte >= 0xF7 }
}
