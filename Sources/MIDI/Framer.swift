/// Finds the system exclusive messages in a stream of bytes that arrives in chunks of any size.
///
/// The pieces do not depend on how the stream was cut into chunks, and no byte is lost: the `raw` bytes of all pieces,
/// joined, are the stream. Real-time bytes (F8–FF) inside a message are taken out of the message; any other status byte
/// ends the message as broken.
package struct Framer: Sendable {
  /// The maximum length of a message in bytes, real-time bytes included: 16 MiB.
  package static let longestMessage = 16 << 20
  /// The longest `.other` piece; longer stretches are reported in several.
  package static let longestOther = 64 << 10

  /// Bytes fed so far.
  package private(set) var offset = 0
  /// Real-time bytes that were taken out of whole messages.
  package private(set) var removed = RealTimeTally()
  /// All real-time bytes of the stream so far, inside and between messages.
  package private(set) var realTime = RealTimeTally()

  private let limit: Int
  private var pending: [UInt8] = []
  private var isInside = false
  /// Whether the pending bytes may contain real-time bytes.
  private var holdsRealTime = false

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

  /// Ends the stream and returns the unfinished message. More may be fed afterwards; offsets go on.
  package mutating func finish() -> [Piece] {
    var pieces: [Piece] = []
    isInside ? cut(.endOfStream, into: &pieces) : flush(into: &pieces)
    return pieces
  }

  private mutating func feed(_ chunk: [UInt8]) -> [Piece] {
    var pieces: [Piece] = []
    var index = 0
    while index < chunk.count {
      let run = isInside ? data(chunk, from: index) : 0
      if run > 0 {
        // Most messages arrive whole: room for the data and the end suffices.
        if pending.count == 1 { pending.reserveCapacity(run + 2) }
        pending += chunk[index..<index + run]
        offset += run
        index += run
        continue
      }
      isInside ? inside(chunk[index], into: &pieces) : outside(chunk[index], into: &pieces)
      offset += 1
      index += 1
    }
    return pieces
  }

  /// The number of data bytes from an index on, as far as the message may still grow.
  private func data(_ chunk: [UInt8], from start: Int) -> Int {
    let room = min(chunk.count - start, limit - pending.count)
    return chunk.withUnsafeBufferPointer { bytes in
      var count = 0
      let raw = UnsafeRawBufferPointer(bytes)
      // Eight at a time, as long as none of them has its highest bit set.
      while count + 8 <= room,
        raw.loadUnaligned(fromByteOffset: start + count, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        count += 8
      }
      while count < room, bytes[start + count] < 0x80 { count += 1 }
      return count
    }
  }

  private mutating func outside(_ byte: UInt8, into pieces: inout [Piece]) {
    if byte == Status.start {
      flush(into: &pieces)
      isInside = true
      holdsRealTime = false
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
    guard byte >= Status.firstRealTime, let kind = RealTimeKind(rawValue: byte) else { return }
    realTime.count(kind)
    holdsRealTime = true
  }

  private mutating func complete(into pieces: inout [Piece]) {
    let start = offset + 1 - pending.count
    let raw = takePending()
    if holdsRealTime { removed += RealTimeTally(raw) }
    let clean = holdsRealTime ? raw.filter { $0 < Status.firstRealTime } : raw
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
    if pending.count == 1, pending[0] == Status.start {
      // Files have millions of consecutive pieces: none takes memory of its own.
      pending.removeAll(keepingCapacity: true)
      return Self.stump
    }
    defer { pending = [] }
    return pending
  }

  /// A message that ends right after its start.
  private static let stump = [Status.start]
}
