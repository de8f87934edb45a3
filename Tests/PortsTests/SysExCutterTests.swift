import Testing

@testable import Ports

@Suite("writing to the sequencer")
struct SysExCutterTests {
  /// The parts of messages among several writes; `nil` for a byte of something else.
  private func parts(_ writes: [[UInt8]]) -> [[UInt8]?] {
    var cutter = SysExCutter()
    var parts: [[UInt8]?] = []
    for write in writes {
      var rest = write[...]
      while !rest.isEmpty {
        let part = cutter.part(at: rest)
        parts.append(part.map { Array($0) })
        rest = rest.dropFirst(part?.count ?? 1)
      }
    }
    return parts
  }

  @Test("a message is split into events of at most 256 bytes, and ends at its last byte")
  func long() {
    let message = [0xF0] + [UInt8](repeating: 1, count: 300) + [0xF7]
    #expect(parts([message + [0x90]]).map { $0?.count } == [256, 46, nil])
    #expect(parts([[0xF0, 1], [2, 3], [0xF7], [4]]) == [[0xF0, 1], [2, 3], [0xF7], nil])
  }

  @Test("clock inside a message does not end it, wherever the writes are split")
  func clock() {
    #expect(parts([[0xF0, 1], [0xF8], [2, 0xF7], [0xF8]]) == [[0xF0, 1], [0xF8], [2, 0xF7], nil])
    #expect(parts([[0xF0, 1, 0xFE, 2], [0xF8, 3, 0xF7]]) == [[0xF0, 1, 0xFE, 2], [0xF8, 3, 0xF7]])
  }

  @Test("another status byte ends an unterminated message")
  func status() { #expect(parts([[0xF0, 1], [0x90, 2]]) == [[0xF0, 1], nil, nil]) }
}
