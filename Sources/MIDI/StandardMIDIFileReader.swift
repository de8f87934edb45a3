import Bytes

/// Walks through the chunks and events of a Standard MIDI File.
struct StandardMIDIFileReader {
  private(set) var format = 0
  private(set) var trackCount = 0
  private(set) var division = 0
  private(set) var framer = Framer()
  private(set) var pieces: [Piece] = []
  private(set) var damage: [FormatError] = []
  /// File ranges whose bytes were fed to the framer.
  private(set) var carried: [Range<Int>] = []

  private let bytes: [UInt8]
  private var position = 0
  private var claimedTracks = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func readHeader() throws(FormatError) {
    var reader = ByteReader(bytes)
    for expected in FileKind.midiHeader {
      let offset = reader.offset
      let byte = try reader.byte()
      guard byte == expected else { throw FormatError(.unexpected(found: Int(byte), expected: "MThd"), at: offset) }
    }
    let length = try reader.bigEndian(4)
    guard length >= 6 else { throw FormatError(.outOfRange(length, allowed: 6...0xFFFF_FFFF), at: 4) }
    let header = reader.offset
    format = try reader.bigEndian(2)
    claimedTracks = try reader.bigEndian(2)
    division = try reader.bigEndian(2)
    _ = try reader.take(length - 6)
    position = reader.offset
    if format > 2 { damage.append(FormatError(.outOfRange(format, allowed: 0...2), at: header)) }
  }

  mutating func readChunks() {
    while position < bytes.count { readChunk() }
    damage.sort { $0.offset < $1.offset }
    guard trackCount != claimedTracks else { return }
    let problem = FormatError.Problem.unexpected(found: claimedTracks, expected: "\(trackCount) tracks")
    damage.insert(FormatError(problem, at: 10), at: format > 2 ? 1 : 0)
  }

  /// The bytes that were not fed to the framer, in file order.
  func container() -> [UInt8] {
    var rest: [UInt8] = []
    var start = 0
    for range in carried {
      rest += bytes[start..<range.lowerBound]
      start = range.upperBound
    }
    return rest + bytes[start...]
  }

  private mutating func readChunk() {
    guard bytes.count - position >= 8 else {
      damage.append(FormatError(.trailing(count: bytes.count - position), at: position))
      position = bytes.count
      return
    }
    let isTrack = bytes[position..<position + 4].elementsEqual("MTrk".utf8)
    let length = bytes[position + 4..<position + 8].reduce(0) { $0 << 8 | Int($1) }
    position += 8
    let end = min(position + length, bytes.count)
    if position + length > end {
      damage.append(FormatError(.endsEarly(needed: position + length - end), at: position))
    }
    if isTrack { readTrack(to: end) }
    position = end
  }

  private mutating func readTrack(to end: Int) {
    trackCount += 1
    var events = EventReader(bytes: bytes, position: position, end: end)
    do throws(FormatError) {
      while let event = try events.next() { carry(event) }
    } catch {
      carry(events.partial)
      damage.append(error)
    }
    damage += events.doubts
    pieces += framer.finish()
  }

  private mutating func carry(_ ranges: [Range<Int>]) {
    for range in ranges where !range.isEmpty {
      carried.append(range)
      pieces += framer.feed(bytes[range])
    }
  }
}
