import MIDI
import Testing

@Suite("kinds of files")
struct FileKindTests {
  @Test(
    "a file is known by its content",
    arguments: [
      ([], .empty),
      (Array("MThd".utf8), .standardMIDIFile),
      ([0x50, 0x4B, 3, 4, 0xF0, 0xF7], .zip),
      ([0xF0, 0x43], .rawSysEx),
      ([0xC0, 0x00, 0xF0, 0x42, 0x30, 0xF7], .rawSysEx),
      ([0x00, 0x01, 0x02, 0x03, 0xF0, 0x42, 0xF7], .other),
      (Array("F0 7E 7F 06 01 F7\r\n\tgrüße\n".utf8), .text),
      ([0x41, 0x00, 0x42], .other),
      ([0x41, 0xFF], .other),
    ] as [([UInt8], FileKind)])
  func recognised(bytes: [UInt8], kind: FileKind) {
    #expect(FileKind.recognise(bytes) == kind)
  }

  @Test("random bytes are no dump, though messages occur in them by chance", arguments: UInt64(1)...3)
  func noise(seed: UInt64) {
    var random = SeededGenerator(seed)
    let bytes = [0x00] + random.bytes(300_000)
    #expect(!FramedStream(bytes).messages.isEmpty, "seed \(seed)")
    #expect(FileKind.recognise(bytes) == .other, "seed \(seed)")
  }
}
