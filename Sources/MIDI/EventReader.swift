import Bytes

/// Reads the events of one track; returns the file ranges of the bytes that belong to the MIDI stream.
///
/// A running status is kept over `F0`, `F7` and `FF` events, as writers of files do although the format forbids it.
struct EventReader {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int
  /// The ranges of the latest event; after an error, the ranges up to the first invalid byte.
  private(set) var partial: [Range<Int>] = []
  /// Events that can be read and are yet suspicious: bytes after the end of a message in the event that began it.
  private(set) var doubts: [FormatError] = []

  /// When the latest event is, in ticks since the track's begin.
  private(set) var tick = 0
  /// Changes of the tempo, in microseconds a quarter note.
  private(set) var tempos: [TempoMap.Change] = []

  private var running: UInt8?
  private var isEnded = false

  init(bytes: [UInt8], position: Int, end: Int) {
    self.bytes = bytes
    self.position = position
    self.end = end
  }

  /// The next event's ranges, none for channel and meta events; nil at the end of the track.
  mutating func next() throws(FormatError) -> [Range<Int>]? {
    partial = []
    if isEnded && position < end { throw FormatError(.trailing(count: end - position), at: position) }
    guard position < end else { return nil }
    // At most 2^28 an event, and every event takes a byte: no file is long enough for more than 63 bits.
    tick += try variableLength()
    let start = position
    switch try status() {
    case 0xC0...0xDF: try skipData(1)
    case 0x80...0xEF: try skipData(2)
    case Status.start: try payload(after: [start..<start + 1])
    case Status.end: try payload(after: [])
    case Status.meta: try skipMeta()
    case let other: throw FormatError(.unexpected(found: Int(other), expected: "an event"), at: start)
    }
    return partial
  }

  private mutating func status() throws(FormatError) -> UInt8 {
    let offset = position
    let byte = try byte()
    guard byte < 0x80 else {
      if byte < Status.start { running = byte }
      return byte
    }
    guard let running else { throw FormatError(.unexpected(found: Int(byte), expected: "a status byte"), at: offset) }
    position = offset
    return running
  }

  private mutating func skipData(_ count: Int) throws(FormatError) {
    for _ in 0..<count {
      let byte = try byte()
      guard byte < 0x80 else { throw FormatError(.highBit(byte), at: position - 1) }
    }
  }

  private mutating func skipMeta() throws(FormatError) {
    let (endOfTrack, tempo): (UInt8, UInt8) = (0x2F, 0x51)
    let type = try byte()
    isEnded = type == endOfTrack
    let length = try variableLength()
    guard length <= end - position else {
      throw FormatError(.endsEarly(needed: length - (end - position)), at: position)
    }
    if type == tempo, length == 3 {
      tempos.append(
        TempoMap.Change(tick: tick, quarter: bytes[position..<position + 3].reduce(0) { $0 << 8 | Int($1) }))
    }
    position += length
  }

  private mutating func payload(after status: [Range<Int>]) throws(FormatError) {
    partial = status
    let length = try variableLength()
    let rest = bytes[position..<end]
    guard length <= rest.count else {
      let believed = rest.prefix { $0 < 0x80 || $0 >= Status.firstRealTime }
      let stop = rest[believed.endIndex...].first == Status.end ? believed.endIndex + 1 : believed.endIndex
      partial.append(position..<stop)
      throw FormatError(.endsEarly(needed: length - rest.count), at: position)
    }
    let content = rest.prefix(length)
    if !status.isEmpty, let last = content.firstIndex(of: Status.end), last + 1 < content.endIndex {
      doubts.append(FormatError(.trailing(count: content.endIndex - last - 1), at: last + 1))
    }
    partial.append(content.indices)
    position = content.endIndex
  }

  /// A number of up to four bytes, seven bits each, the highest first; bit 7 says that more follow.
  private mutating func variableLength() throws(FormatError) -> Int {
    let start = position
    var value = 0
    for _ in 0..<4 {
      let byte = try byte()
      value = value << 7 | Int(byte & 0x7F)
      if byte < 0x80 { return value }
    }
    throw FormatError(.outOfRange(value << 7, allowed: 0...0x0FFF_FFFF), at: start)
  }

  private mutating func byte() throws(FormatError) -> UInt8 {
    guard position < end else { throw FormatError(.endsEarly(needed: 1), at: position) }
    defer { position += 1 }
    return bytes[position]
  }
}
