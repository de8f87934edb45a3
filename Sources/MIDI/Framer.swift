/// Finds the system exclusive messages in a stream of bytes that arrives in chunks of any size.
///
/// The pieces do not depend on how the stream was cut into chunks, and no byte is lost: the `raw` bytes of all pieces,
/// joined, are the stream. Real-time bytes (F8–FF) inside a message are taken out of it; any other status byte inside
/// ends it as broken.
package struct Framer: Sendable {
  /// The longest message in bytes, real-time bytes included, that is taken for one: 16 MiB.
  package static let longestMessage = 16 << 20
  /// The longest `.other` piece; longer stretches are reported in several.
  package static let longestOther = 64 << 10

  /// Bytes fed so far.
  package private(set) var offset = 0
  /// Real-time bytes that were taken out of whole messages.
  package private(set) var removed = RealTimeTally()
  /// All real-time bytes of the stream so far, wherever they stood.
  package private(set) var realTime = RealTimeTally()

  private let limit: Int
  private var pending: [UInt8] = []
  private var isInside = false

  package init(limit: Int = Framer.longestMessage) {
    precondition(limit >= 2, "a message has two bytes at least")
    self.limit = limit
  }

  /// Bytes of the message that has begun and not ended; 0 between messages.
  package var underWay: Int { isInside ? pending.count : 0 }

  /// Takes the next bytes of the stream; gives the pieces that they complete.
  package mutating func feed(_ chunk: some Collection<UInt8>) -> [Piece] {
    feed(Array(chunk))
  }

  /// Ends the stream: gives what was begun. More may be fed afterwards; offsets go on.
  package mutating func finish() -> [Piece] {
    var pieces: [Piece] = []
    isInside ? cut(.endOfStream, into: &pieces) : flush(into: &pieces)
    return pieces
  }

  private mutating func feed(_ chunk: [UInt8]) -> [Piece] {
    var pieces: [Piece] = []
    for byte in chunk {
      isInside ? inside(byte, into: &pieces) : outside(byte, into: &pieces)
      offset += 1
    }
    return pieces
  }

  private mutating func outside(_ byte: UInt8, into pieces: inout [Piece]) {
    if byte == Status.start {
      flush(into: &pieces)
      isInside = true
    } else if pending.count == Framer.longestOther {
      flush(into: &pieces)
    }
    note(byte)
    pending.append(byte)
  }

  private mutating func inside(_ byte: UInt8, into pieces: inout [Piece]) {
    let isStatus = byte >= 0x80 && byte < Status.firstRealTime
    if isStatus && byte != Status.end {
      cut(.status(byte, at: offset), into: &pieces)
      outside(byte, into: &pieces)
    } else if pending.count == limit {
      cut(.tooLong, into: &pieces)
      outside(byte, into: &pieces)
    } else {
      note(byte)
      pending.append(byte)
      if isStatus { complete(into: &pieces) }
    }
  }

  private mutating func note(_ byte: UInt8) {
    if let kind = RealTimeKind(rawValue: byte) { realTime.count(kind) }
  }

  private mutating func complete(into pieces: inout [Piece]) {
    let start = offset + 1 - pending.count
    let raw = takePending()
    let inside = RealTimeTally(raw)
    removed += inside
    let clean = inside.total == 0 ? raw : raw.filter { $0 < Status.firstRealTime }
    pieces.append(.message(SysExMessage(framed: clean), at: start, raw: raw))
    isInside = false
  }

  private mutating func cut(_ reason: Piece.Break, into pieces: inout [Piece]) {
    let start = offset - pending.count
    pieces.append(.broken(takePending(), at: start, reason: reason))
    isInside = false
  }

  private mutating func flush(into pieces: inout [Piece]) {
    guard !pending.isEmpty else { return }
    let start = offset - pending.count
    pieces.append(.other(takePending(), at: start))
  }

  private mutating func takePending() -> [UInt8] {
    defer { pending = [] }
    return pending
  }
}
