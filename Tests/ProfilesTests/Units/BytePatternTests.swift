import Bytes
import Profiles
import TestSupport
import Testing

@Suite("byte patterns")
struct BytePatternTests {
  @Test("fixed bytes, free nibbles and placeholders match on either side of the rest")
  func match() throws {
    let pattern = try BytePattern("F0 43 0? {slot} {body*} {checksum:2} F7")
    let places = try #require(pattern.match([0xF0, 0x43, 0x0A, 5, 1, 2, 3, 8, 9, 0xF7]))
    #expect(places["slot"] == 3..<4 && places["body"] == 4..<7 && places["checksum"] == 7..<9 && places["F7"] == nil)
    #expect(pattern.match([0xF0, 0x43, 0x0A, 5, 8, 9, 0xF7])?["body"] == 4..<4)
    #expect(pattern.match([0xF0, 0x43, 0x1A, 5, 8, 9, 0xF7]) == nil)
    #expect(pattern.match([0xF0, 0x43, 0x0A, 5, 8, 0xF7]) == nil)
    #expect(pattern.match([]) == nil && pattern.minimumCount == 7)
  }

  @Test("a pattern without a rest matches only one length")
  func length() throws {
    let pattern = try BytePattern("F0 ?? {a:3} F7")
    #expect(pattern.match([0xF0, 9, 1, 2, 3, 0xF7]) != nil)
    #expect(pattern.match([0xF0, 9, 1, 2, 3, 4, 0xF7]) == nil)
  }

  @Test("filling a pattern gives a matching message with the inserted values")
  func fill() throws {
    let pattern = try BytePattern("F0 43 ?? {slot} {body*} {sum:2} F7")
    let bytes = pattern.fill(["slot": [7], "body": [1, 2, 3], "sum": [4]])
    #expect(bytes == [0xF0, 0x43, 0, 7, 1, 2, 3, 0, 4, 0xF7])
    #expect(pattern.match(bytes)?["body"] == 4..<7)
    #expect(pattern.freeBytes.map(\.offset) == [2])
  }

  @Test(
    "an invalid pattern is rejected with the offset of the word",
    arguments: [
      ("F0 4 F7", 3), ("F0 {} F7", 3), ("F0 {a:0} F7", 3), ("F0 {a:9999} F7", 3), ("F0 {a:b} F7", 3), ("F0 {a F7", 3),
      ("G0 F7", 0), ("F0 4Z F7", 3), ("{a*} {b*}", 0), ("F0 {a:1:2} F7", 3),
    ])
  func refused(text: String, offset: Int) {
    #expect(throws: FormatError.self) { try BytePattern(text) }
    do { _ = try BytePattern(text) } catch { #expect(error.offset == offset) }
  }

  @Test("the beginning of a message is compared up to the last fixed byte")
  func prefix() throws {
    let header = try BytePattern("F0 00 20 3C 03")
    #expect(header.matchesPrefix(of: [0xF0, 0x00, 0x20, 0x3C, 0x03, 0x00]))
    #expect(!header.matchesPrefix(of: [0xF0, 0x00, 0x20, 0x3C]))
    #expect(!header.matchesPrefix(of: [0xF0, 0x00, 0x20, 0x3C, 0x02, 0x00]))
  }

  @Test("noise never matches or crashes")
  func noise() throws {
    let pattern = try BytePattern("F0 00 20 3C 03 ?? 52 {version} {slot} {body*} {checksum:2} {length:2} F7")
    var numbers = SeededNumbers(seed: 5)
    for count in 0..<400 { #expect(pattern.match(numbers.bytes(count)) == nil, "seed 5") }
  }
}
