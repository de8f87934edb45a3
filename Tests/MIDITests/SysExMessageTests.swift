import Bytes
import MIDI
import Testing

@Suite("system exclusive messages")
struct SysExMessageTests {
  @Test("a message keeps its bytes and identifies its maker")
  func wholeMessage() throws {
    let korg = try SysExMessage([0xF0, 0x42, 0x30, 0x58, 0xF7])
    #expect(korg.bytes == [0xF0, 0x42, 0x30, 0x58, 0xF7])
    #expect(korg.body == [0x42, 0x30, 0x58])
    #expect(korg.manufacturer == [0x42])
    #expect(try SysExMessage([0xF0, 0x00, 0x20, 0x3C, 0x03, 0xF7]).manufacturer == [0x00, 0x20, 0x3C])
    #expect(try SysExMessage([0xF0, 0x00, 0x20, 0xF7]).manufacturer == [0x00, 0x20])
    #expect(try SysExMessage([0xF0, 0xF7]).manufacturer.isEmpty)
  }

  @Test(
    "the first invalid byte is reported",
    arguments: [
      ([], FormatError(.endsEarly(needed: 2), at: 0)),
      ([0x42, 0xF7], FormatError(.unexpected(found: 0x42, expected: "F0"), at: 0)),
      ([0xF0], FormatError(.endsEarly(needed: 1), at: 1)),
      ([0xF0, 0x42], FormatError(.endsEarly(needed: 1), at: 2)),
      ([0xF0, 0x42, 0xF8, 0xF7], FormatError(.highBit(0xF8), at: 2)),
      ([0xF0, 0x42, 0x80, 0xF9, 0xF7], FormatError(.highBit(0x80), at: 2)),
      ([0xF0, 0xF7, 0x00], FormatError(.trailing(count: 1), at: 2)),
    ] as [([UInt8], FormatError)])
  func badMessage(bytes: [UInt8], error: FormatError) {
    #expect(throws: error) { try SysExMessage(bytes) }
  }
}
