import Bytes
import Testing

@Suite("hexadecimal")
struct HexTests {
  @Test("every byte round-trips in both spellings")
  func roundTrip() throws {
    let all = (0...255).map { UInt8($0) }
    #expect(try Hex.parse(Hex.compact(all)) == all)
    #expect(try Hex.parse(Hex.spaced(all)) == all)
  }

  @Test("an invalid hex digit is reported with its offset")
  func badDigit() {
    #expect(throws: FormatError(.unexpected(found: 0x67, expected: "a hexadecimal digit"), at: 3)) {
      try Hex.parse("f0 g7")
    }
    #expect(throws: FormatError(.endsEarly(needed: 1), at: 3)) { try Hex.parse("f07") }
  }
}

@Suite("byte reader")
struct ByteReaderTests {
  @Test("reading past the end reports the offset and the missing byte count")
  func pastEnd() throws {
    var reader = ByteReader([1, 2, 3])
    #expect(try reader.bigEndian(2) == 0x0102)
    #expect(throws: FormatError(.endsEarly(needed: 3), at: 2)) { try reader.take(4) }
    #expect(try reader.byte() == 3)
    #expect(reader.isAtEnd)
    #expect(throws: FormatError(.endsEarly(needed: 1), at: 3)) { try reader.byte() }
  }

  @Test("a slice is indexed from its own start")
  func slice() throws {
    var reader = ByteReader([9, 9, 7, 8][2...])
    #expect(try Array(reader.take(2)) == [7, 8])
  }
}
