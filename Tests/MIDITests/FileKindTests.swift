import MIDI
import Testing

@Suite("kinds of files")
struct FileKindTests {
  @Test(
    "a file's kind is recognised from its content",
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

  @Test("random bytes are no dump, despite accidental messages", arguments: UInt64(1)...3)
  func noise(seed: UInt64) {
    var random = SeededGenerator(seed)
    let bytes = [0x00] + random.bytes(300_000)
    #expect(!FramedStream(bytes).messages.isEmpty, "seed \(seed)")
    #expect(FileKind.recognise(bytes) == .noise, "seed \(seed)")
    #expect(FileKind.recognise([0xF0] + bytes) == .noise, "seed \(seed)")
  }

  @Test("a message longer than chance makes among noise counts as a dump")
  func dumpInNoise() {
    var random = SeededGenerator(7)
    let message = [0xF0, 0x43] + random.bytes(100, in: 0...0x7F) + [0xF7]
    #expect(FileKind.recognise([0x00] + random.bytes(50_000) + message) != .noise)
  }

  @Test("archives and other formats are recognised from their first bytes")
  func foreign() {
    var random = SeededGenerator(8)
    let noise = random.bytes(20_000)
    for (start, format) in [
      ([0x1F, 0x8B, 8], .gzip), ([0x1F, 0x9D], .compress), (Array("BZh9".utf8), .bzip2),
      (Array("Rar!".utf8) + [0x1A, 7], .rar), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz), (Array("RIFF....WAVE".utf8), .wave),
      ([0, 5, 0x16, 7], .appleDouble),
    ] as [([UInt8], ForeignFormat)] {
      #expect(FileKind.recognise(start + noise) == .foreign(format))
      #expect(FileKind.recognise(start + [0x00, 0x01]) == .foreign(format))
    }
  }

  @Test("a headerless DX7 bank is recognised from its length")
  func headerless() {
    var random = SeededGenerator(9)
    let data = random.bytes(4096, in: 0...0x7F)
    #expect(FileKind.recognise(data) == .headerlessBank)
    #expect(FileKind.recognise(data + [0]) == .other)
    #expect(FileKind.recognise(data.dropLast() + [0x80]) == .other)
  }

  @Test("a container around another file is recognised, with the position of its content")
  func wrapped() throws {
    let midi: [UInt8] = Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 0, 0, 96]
    let size: [UInt8] = [UInt8(midi.count), 0, 0, 0]
    let riff = Array("RIFF".utf8) + [40, 0, 0, 0] + Array("RMIDLIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0]
    var binary = [UInt8](repeating: 0, count: 128)
    (binary[1], binary[2], binary[86]) = (1, 0x61, UInt8(midi.count))
    let single: [UInt8] =
      [0, 5, 0x16, 0, 0, 2, 0, 0] + [UInt8](repeating: 0, count: 16) + [0, 2]
      + [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 1, 0, 0, 0, 52, 0, 0, 0, UInt8(midi.count)] + [9, 9]
    for (bytes, kind) in [
      (riff + Array("data".utf8) + size + midi, .riff), (binary + midi + [0, 0], .macBinary),
      (single + midi, .appleSingle),
    ] as [([UInt8], FileWrapping.Kind)] {
      let wrapping = try #require(FileWrapping.find(in: bytes))
      #expect(wrapping.kind == kind && Array(bytes[wrapping.content]) == midi)
      #expect(FileKind.recognise(bytes) == .wrapped(wrapping))
      for count in 0..<bytes.count {
        let cut = FileWrapping.find(in: Array(bytes.prefix(count)))
        #expect(cut.map { $0.content.upperBound <= count } ?? true)
      }
    }
    #expect(FileWrapping.find(in: binary + [0x41] + midi) == nil)
  }
}
