import Bytes
import MIDI
import Testing

@Suite("checksums")
struct ChecksumTests {
  @Test(
    "each kind gives the checksum bytes used on the wire",
    arguments: [
      (.sum14, "7F 7F 02", "02 00"),
      (.sum14, "", "00 00"),
      (.negatedSum7, "40 00 7F 00", "41"),
      (.negatedSum7, "40 40", "00"),
      (.sum7(start: 0), "7F 7F", "7E"),
      (.sum7(start: 0xA5), "01", "26"),
      (.xor7, "7F 0F 01", "71"),
      (.sum8Nibbles, "FF A6", "0A 05"),
    ] as [(Checksum, String, String)])
  func values(checksum: Checksum, data: String, expected: String) throws {
    let bytes = try Hex.parse(data)
    let wire = try Hex.parse(expected)
    #expect(Hex.spaced(checksum.bytes(over: bytes)) == expected)
    #expect(checksum.size == wire.count)
  }

  @Test("a sum above 14 bits wraps")
  func wraps() {
    #expect(Checksum.sum14.value(over: [UInt8](repeating: 0x7F, count: 130)) == 16510 - 16384)
  }

  @Test("14-bit numbers round-trip")
  func fourteenBits() {
    for value in [0, 1, 127, 128, 8192, 16383] {
      let high = FourteenBit.highFirst(value)
      #expect(FourteenBit.join(high: high[0], low: high[1]) == value)
    }
    #expect(FourteenBit.highFirst(31603) == [0x76, 0x73])
  }
}
