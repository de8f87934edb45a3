import Bytes
import MIDI
import Testing

@Suite("Standard MIDI Files")
struct StandardMIDIFileTests {
  static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    Array(type.utf8) + (0..<4).map { UInt8(content.count >> (24 - 8 * $0) & 0xFF) } + content
  }

  static func file(format: UInt8 = 0, claimed: UInt8? = nil, tracks: [[UInt8]]) -> [UInt8] {
    chunk("MThd", [0, format, 0, claimed ?? UInt8(tracks.count), 0, 96]) + tracks.flatMap { chunk("MTrk", $0) }
  }

  static let end: [UInt8] = [0x00, 0xFF, 0x2F, 0x00]
  /// A meta event, running status, a message, one in three packets with a clock byte between, an escape.
  static let events: [UInt8] =
    [0x00, 0xFF, 0x03, 0x02, 0x41, 0x42, 0x00, 0x90, 0x3C, 0x40, 0x60, 0x3C, 0x00, 0x00, 0xC0, 0x05]
    + [0x00, 0xF0, 0x04, 0x42, 0x30, 0x58, 0xF7]
    + [0x81, 0x00, 0xF0, 0x02, 0x43, 0x10, 0x05, 0xF7, 0x02, 0x11, 0xF8, 0x05, 0xF7, 0x02, 0x12, 0xF7]
    + [0x00, 0xF7, 0x02, 0xF3, 0x01] + end

  @Test("messages are found within one event and across several, with their file positions")
  func messages() throws {
    let bytes = Self.file(tracks: [Self.events])
    let file = try StandardMIDIFile(bytes)
    #expect(file.damage.isEmpty)
    #expect(file.format == 0 && file.trackCount == 1 && file.division == 96)
    #expect(
      file.messages.map(\.bytes) == [[0xF0, 0x42, 0x30, 0x58, 0xF7], [0xF0, 0x43, 0x10, 0x11, 0x12, 0xF7]])
    #expect(file.removed[.clock] == 1 && file.removed.total == 1)
    #expect(file.pieces.last?.raw == [0xF3, 0x01])
    let stream = file.pieces.flatMap(\.raw)
    let places = try stream.indices.map { try #require(file.fileOffset(of: $0)) }
    #expect(places.map { bytes[$0] } == stream)
    #expect(places == places.sorted())
    #expect(places.first == 39)
    #expect(file.fileOffset(of: stream.count) == nil)
    #expect(file.original() == bytes)
  }

  @Test("tracks are read in sequence, and chunks of other types are skipped", arguments: [1, 2] as [UInt8])
  func tracks(format: UInt8) throws {
    let first: [UInt8] = [0x7F, 0xF0, 0x02, 0x01, 0xF7] + Self.end
    let second: [UInt8] = [0x00, 0xF0, 0x02, 0x02, 0xF7] + Self.end
    let bytes =
      Self.file(format: format, claimed: 2, tracks: [first]) + Self.chunk("XFIH", [0xF0, 9, 0xF7])
      + Self.chunk("MTrk", second)
    let file = try StandardMIDIFile(bytes)
    #expect(file.damage.isEmpty)
    #expect(file.format == Int(format) && file.trackCount == 2)
    #expect(file.messages.map(\.bytes) == [[0xF0, 1, 0xF7], [0xF0, 2, 0xF7]])
    #expect(file.original() == bytes)
  }

  @Test("simultaneous tracks are merged by time with tempo changes; other tracks follow each other")
  func played() throws {
    // A quarter note is 96 ticks: half a second, from tick 96 on a whole one.
    let tempo: [UInt8] = [0x60, 0xFF, 0x51, 0x03, 0x0F, 0x42, 0x40]
    let first = tempo + [0x60, 0xF0, 0x02, 0x01, 0xF7] + Self.end
    let second: [UInt8] = [0x00, 0xF0, 0x02, 0x02, 0xF7, 0x81, 0x40, 0xF0, 0x02, 0x03, 0xF7] + Self.end
    for (format, wanted) in [
      (1, [(2, 0), (1, 1500), (3, 1500)]), (2, [(1, 1500), (2, 0), (3, 1000)]),
    ] as [(UInt8, [(UInt8, Int)])] {
      let file = try StandardMIDIFile(Self.file(format: format, tracks: [first, second]))
      #expect(file.damage.isEmpty)
      let played = file.played
      #expect(played.map { $0.piece.message?.bytes[1] } == wanted.map(\.0))
      #expect(played.map(\.start) == wanted.map { .milliseconds($0.1) })
      #expect(file.original() == Self.file(format: format, tracks: [first, second]))
    }
  }

  @Test("SMPTE time is read; an invalid division gives no time")
  func frames() throws {
    let track: [UInt8] = [0x78, 0xF0, 0x02, 0x01, 0xF7] + Self.end
    for (division, wanted) in [([0xE7, 0x28], 120_000), ([0xE7, 0], 0), ([0, 0], 0)] as [([UInt8], Int)] {
      var bytes = Self.file(tracks: [track])
      bytes.replaceSubrange(12..<14, with: division)
      #expect(try StandardMIDIFile(bytes).played.map(\.start) == [.microseconds(wanted)])
    }
  }

  @Test("whole events after damage are found; a file with invalid chunks is scanned completely")
  func recovered() throws {
    let bank: [UInt8] = [0xF0, 0x81, 0x00] + [UInt8](repeating: 0x11, count: 127) + [0xF7]
    let damaged: [UInt8] = [0x00, 0xF4, 0x00, 0x00]
    let file = try StandardMIDIFile(Self.file(tracks: [damaged + bank + Self.end]))
    #expect(file.messages.map(\.bytes.count) == [129] && !file.damage.isEmpty)
    let whole = Self.file(tracks: [[0x00] + bank + Self.end])
    for (index, byte) in [(14, UInt8(0x6E)), (21, 1), (21, 90), (20, 0xFF)] {
      var bytes = whole
      bytes[index] = byte
      let file = try StandardMIDIFile(bytes)
      #expect(file.messages.map(\.bytes.count) == [129] && !file.damage.isEmpty, "\(index)")
      #expect(file.original() == bytes)
    }
  }

  @Test(
    "padding after the last track is no damage", arguments: [[0x0D, 0x0A], [UInt8](repeating: 0, count: 100), [0x1A]])
  func filling(bytes: [UInt8]) throws {
    let file = try StandardMIDIFile(Self.file(tracks: [Self.events]) + bytes)
    #expect(file.damage.isEmpty && file.padding == bytes.count)
  }

  @Test("a file beyond the event limit is read up to it and reports that")
  func tooManyEvents() throws {
    let track = Array([[UInt8]](repeating: [0x00, 0xF7, 0x00, 0x00, 0xF7, 0x01, 0xF8], count: 260_000).joined())
    let file = try StandardMIDIFile(Self.file(tracks: [track]))
    #expect(file.damage.contains { if case .outOfRange(_, allowed: 0...250_000) = $0.problem { true } else { false } })
  }

  @Test("a message does not continue in the next track")
  func unfinished() throws {
    let file = try StandardMIDIFile(
      Self.file(format: 1, tracks: [[0, 0xF0, 1, 0x42] + Self.end, [0, 0xF7, 2, 0x43, 0xF7] + Self.end]))
    #expect(
      file.pieces == [.broken([0xF0, 0x42], at: 0, reason: .endOfStream), .other([0x43, 0xF7], at: 2)])
  }

  @Test("running status survives other events")
  func runningStatus() throws {
    let file = try StandardMIDIFile(
      Self.file(tracks: [[0, 0x90, 1, 2, 0, 0xFF, 1, 0, 0, 3, 4, 0, 0xF0, 1, 0xF7, 0, 5, 6] + Self.end]))
    #expect(file.damage.isEmpty)
    #expect(file.messages.count == 1)
  }

  @Test(
    "damage is reported with its offset after earlier content is read",
    arguments: [
      ([0x00, 0xF0, 0x7F, 0x43], .endsEarly(needed: 126), 28),
      ([0x00, 0xF0, 0x85, 0x00, 0x43, 0xF7, 0x00, 0xF0, 0x01, 0x01], .endsEarly(needed: 634), 29),
      ([0x00, 0xF0, 0x05, 0x43, 0xF7, 0x00, 0x01, 0xF7], .trailing(count: 3), 30),
      ([0x00, 0xF4], .unexpected(found: 0xF4, expected: "an event"), 26),
      ([0x00, 0x90, 0x3C, 0x80], .highBit(0x80), 28),
      ([0x00, 0x90, 0x3C], .endsEarly(needed: 1), 28),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0x00], .outOfRange(0xFFF_FFFF << 7, allowed: 0...0x0FFF_FFFF), 25),
      ([0x00, 0xFF, 0x2F, 0x00, 0x00], .trailing(count: 1), 29),
      ([0x00, 0xFF, 0x01, 0x10], .endsEarly(needed: 16), 29),
    ] as [([UInt8], FormatError.Problem, Int)])
  func damage(events: [UInt8], problem: FormatError.Problem, offset: Int) throws {
    // The header takes 14 bytes, the chunk's 8, the first event 3.
    let file = try StandardMIDIFile(Self.file(tracks: [[0x00, 0xC0, 0x01] + events]))
    #expect(file.damage == [FormatError(problem, at: offset)])
    #expect(file.messages.allSatisfy { $0.bytes == [0xF0, 0x43, 0xF7] })
  }

  @Test("a data byte without a running status is damage")
  func noRunningStatus() throws {
    let file = try StandardMIDIFile(Self.file(tracks: [[0x00, 0x3C, 0x40]]))
    #expect(file.damage == [FormatError(.unexpected(found: 0x3C, expected: "a status byte"), at: 23)])
  }

  @Test("false sizes in the header and chunks are listed")
  func claims() throws {
    #expect(
      try StandardMIDIFile(Self.file(format: 3, tracks: [])).damage == [
        FormatError(.outOfRange(3, allowed: 0...2), at: 8)
      ])
    #expect(
      try StandardMIDIFile(Self.file(claimed: 2, tracks: [Self.end])).damage == [
        FormatError(.unexpected(found: 2, expected: "1 tracks"), at: 10)
      ])
    let whole = Self.file(tracks: [Self.events])
    #expect(try StandardMIDIFile(whole + [1, 2]).damage == [FormatError(.trailing(count: 2), at: whole.count)])
    let cut = try StandardMIDIFile(Array(whole.dropLast(4)))
    #expect(cut.damage == [FormatError(.endsEarly(needed: 4), at: 22)])
    #expect(cut.messages.count == 2)
  }

  @Test("an invalid header is rejected at the differing byte")
  func header() {
    #expect(throws: FormatError(.endsEarly(needed: 1), at: 2)) { try StandardMIDIFile([0x4D, 0x54]) }
    #expect(throws: FormatError(.unexpected(found: 0x72, expected: "MThd"), at: 2)) {
      try StandardMIDIFile(Array("MTrk".utf8))
    }
    #expect(throws: FormatError(.outOfRange(5, allowed: 6...0xFFFF_FFFF), at: 4)) {
      try StandardMIDIFile(Self.chunk("MThd", [0, 0, 0, 1, 0]))
    }
    #expect(throws: FormatError.self) {
      try StandardMIDIFile(Array("MThd".utf8) + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0])
    }
  }

  @Test("every prefix and bit flip is read without loss, errors lie inside, whole prefixes stay whole")
  func damaged() {
    let bytes = Self.file(format: 1, tracks: [Self.events, [0x00, 0xF0, 0x02, 0x02, 0xF7] + Self.end])
    for other in Samples.damaged(bytes) {
      do throws(FormatError) {
        let file = try StandardMIDIFile(other)
        #expect(file.original() == other)
        #expect(file.damage.allSatisfy { (0...other.count).contains($0.offset) })
        #expect(file.damage.map(\.offset) == file.damage.map(\.offset).sorted())
        if other.count < bytes.count { #expect(!file.damage.isEmpty) }
      } catch {
        #expect((0...other.count).contains(error.offset))
      }
    }
  }
}
