import MIDI
import Testing

@Suite("the framer")
struct FramerTests {
  @Test("real-time bytes are extracted from a message, counted, and can be put back")
  func realTime() throws {
    let stream: [UInt8] = [0xF8, 0xF0, 0x43, 0xF8, 0x00, 0xFE, 0xF7, 0xFA]
    let framed = FramedStream(stream)
    let message = try SysExMessage([0xF0, 0x43, 0x00, 0xF7])
    #expect(
      framed.pieces == [
        .other([0xF8], at: 0),
        .message(message, at: 1, raw: [0xF0, 0x43, 0xF8, 0x00, 0xFE, 0xF7]),
        .other([0xFA], at: 7),
      ])
    #expect(framed.removed[.clock] == 1 && framed.removed[.activeSensing] == 1 && framed.removed.total == 2)
    #expect(framed.realTime[.clock] == 2 && framed.realTime[.start] == 1 && framed.realTime.total == 4)
  }

  @Test("another status byte ends a message as broken, with its offset", arguments: 0x80...0xF6)
  func statusInside(status: Int) throws {
    let status = UInt8(status)
    let framed = FramedStream([0xF0, 0x43, status, 0x01, 0xF0, 0x44, 0xF7])
    #expect(framed.pieces.first == .broken([0xF0, 0x43], at: 0, reason: .status(status, at: 2)))
    #expect(framed.pieces.last == .message(try SysExMessage([0xF0, 0x44, 0xF7]), at: 4, raw: [0xF0, 0x44, 0xF7]))
    #expect(framed.pieces.count == 3)
  }

  @Test("a new F0 ends a message as broken and starts the next")
  func startInside() throws {
    let framed = FramedStream([0xF0, 0x43, 0xF0, 0x44, 0xF7])
    #expect(
      framed.pieces == [
        .broken([0xF0, 0x43], at: 0, reason: .status(0xF0, at: 2)),
        .message(try SysExMessage([0xF0, 0x44, 0xF7]), at: 2, raw: [0xF0, 0x44, 0xF7]),
      ])
  }

  @Test("a message cut off by the end of the stream is broken and keeps its real-time bytes")
  func cutShort() {
    let framed = FramedStream([0x00, 0xF0, 0x43, 0xF8])
    #expect(framed.pieces == [.other([0x00], at: 0), .broken([0xF0, 0x43, 0xF8], at: 1, reason: .endOfStream)])
    #expect(framed.removed.total == 0)
  }

  @Test("channel messages and running status between messages are skipped and kept")
  func channelMessages() {
    let notes: [UInt8] = [0x90, 0x3C, 0x40, 0x3E, 0x40, 0xF3, 0x01, 0xF7]
    let framed = FramedStream(notes + [0xF0, 0x01, 0xF7] + notes)
    #expect(framed.messages.count == 1)
    #expect(framed.pieces.first == .other(notes, at: 0))
    #expect(framed.pieces.last == .other(notes, at: 11))
  }

  @Test("a message at the limit is whole; one byte more breaks it without losing bytes")
  func limit() throws {
    let whole: [UInt8] = [0xF0, 1, 2, 3, 0xF7]
    #expect(FramedStream(whole, limit: 5).messages == [try SysExMessage(whole)])
    let long: [UInt8] = [0xF0, 1, 2, 3, 4, 0xF7]
    #expect(
      FramedStream(long, limit: 5).pieces == [
        .broken([0xF0, 1, 2, 3, 4], at: 0, reason: .tooLong), .other([0xF7], at: 5),
      ])
    #expect(
      FramedStream([0xF0, 1, 0xF8, 0xF8, 0xF7] as [UInt8], limit: 4).pieces == [
        .broken([0xF0, 1, 0xF8, 0xF8], at: 0, reason: .tooLong), .other([0xF7], at: 4),
      ])
  }

  @Test("long gaps between messages come in bounded pieces")
  func longOther() {
    let stream = [UInt8](repeating: 0xFE, count: Framer.longestOther * 2 + 5)
    let framed = FramedStream(stream)
    #expect(framed.pieces.map(\.raw.count) == [Framer.longestOther, Framer.longestOther, 5])
    #expect(framed.pieces.map(\.offset) == [0, Framer.longestOther, Framer.longestOther * 2])
    #expect(framed.realTime[.activeSensing] == stream.count)
  }

  @Test("an unfinished message reports its current length")
  func underWay() {
    var framer = Framer()
    #expect(framer.feed([0x00, 0xF0, 0x43]) == [.other([0x00], at: 0)])
    #expect(framer.underWay == 2)
    #expect(framer.feed([0xF7]).count == 1)
    #expect(framer.underWay == 0)
    #expect(framer.offset == 4)
  }

  @Test("every split of a stream in two gives the same pieces", arguments: Samples.streams)
  func everySplit(stream: [UInt8]) {
    let whole = FramedStream(stream)
    #expect(whole.original() == stream)
    for cut in 0...stream.count {
      var framer = Framer()
      let pieces = framer.feed(stream[..<cut]) + framer.feed(stream[cut...]) + framer.finish()
      #expect(pieces == whole.pieces, "cut at \(cut)")
    }
  }

  @Test("seeded streams in seeded chunks give the same pieces without losing bytes", arguments: UInt64(1)...40)
  func seededChunks(seed: UInt64) {
    var random = SeededGenerator(seed)
    let alphabet: [UInt8] = [0x00, 0x11, 0x22, 0x7F, 0xF0, 0xF0, 0xF7, 0xF7, 0xF8, 0xFE, 0x90, 0xF3]
    let stream = random.bytes(3000, in: 0...11).map { alphabet[Int($0)] }
    let whole = FramedStream(stream, limit: 12)
    var framer = Framer(limit: 12)
    var pieces: [Piece] = []
    var rest = stream[...]
    while !rest.isEmpty {
      let chunk = rest.prefix(Int.random(in: 0...17, using: &random))
      pieces += framer.feed(chunk)
      rest = rest.dropFirst(chunk.count)
    }
    pieces += framer.finish()
    #expect(pieces == whole.pieces, "seed \(seed)")
    #expect(whole.original() == stream, "seed \(seed)")
    #expect(framer.removed == whole.removed && framer.realTime == RealTimeTally(stream), "seed \(seed)")
  }

  @Test(
    "damaged streams are framed in order without loss, with every offset inside the stream", arguments: Samples.streams)
  func damaged(stream: [UInt8]) {
    for bytes in Samples.damaged(stream) {
      let framed = FramedStream(bytes)
      #expect(framed.original() == bytes)
      var expected = 0
      for piece in framed.pieces {
        #expect(piece.offset == expected)
        expected += piece.raw.count
        if case .broken(_, at: _, reason: .status(let status, let at)) = piece { #expect(bytes[at] == status) }
      }
    }
  }

  @Test("every framed message is valid", arguments: UInt64(1)...10)
  func framedMessagesAreValid(seed: UInt64) throws {
    var random = SeededGenerator(seed)
    let stream = random.bytes(5000, in: 0...255).map { $0 < 0x40 ? 0xF0 : $0 > 0xF8 ? 0xF7 : $0 / 2 }
    let messages = FramedStream(stream).messages
    #expect(!messages.isEmpty, "seed \(seed)")
    for message in messages { #expect(try SysExMessage(message.bytes) == message, "seed \(seed)") }
  }
}
