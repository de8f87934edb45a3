import Profiles
import TestSupport
import Testing

@Suite("character sets")
struct TextEncodingTests {
  static let sets: [(String, TextEncoding)] = [("ascii", .ascii), ("windows-1252", .windows1252)]

  @Test("every byte has a spelling that parses back, alone and between others", arguments: 0..<sets.count)
  func everyByte(index: Int) {
    let set = Self.sets[index].1
    for byte in UInt8.min ... .max {
      #expect(set.read(set.spell([byte])) == [byte], "\(byte)")
      #expect(set.read(set.spell([0x41, byte, 0x5C, byte])) == [0x41, byte, 0x5C, byte], "\(byte)")
    }
    var numbers = SeededNumbers(seed: 11)
    for _ in 0..<200 {
      let bytes = numbers.bytes(24)
      #expect(set.read(set.spell(bytes)) == bytes, "seed 11")
    }
  }

  @Test("bytes without a character are printed as hexadecimal, and backslashes are doubled")
  func spellings() {
    #expect(TextEncoding.ascii.spell([0x41, 0x00, 0x7F, 0xC5]) == "A\\x00\\x7F\\xC5")
    #expect(TextEncoding.windows1252.spell([0x45, 0xC5, 0x80, 0x81]) == "EÅ€\\x81")
    #expect(TextEncoding.ascii.spell([0x5C]) == "\\\\")
  }

  @Test("an invalid spelling is rejected", arguments: ["Å", "\\", "\\x", "\\x4", "\\xZZ", "\\n", "é"])
  func refused(text: String) {
    #expect(TextEncoding.ascii.read(text) == nil)
  }
}
