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
  /// When the event of each of these is, and in which track.
  private var moments: [(tick: Int, track: Int)] = []
  private var tempos: [(track: Int, change: TempoMap.Change)] = []
  /// Bytes behind the last chunk that only fill the file up.
  private(set) var padding = 0

  /// No file of an instrument has more events with SysEx; later events are not read.
  static let mostEvents = 250_000
  private static let fillers: Set<UInt8> = [0x00, 0x0A, 0x0D, 0x1A, 0x20]

  private let bytes: [UInt8]
  private var position = 0
  private var claimedTracks = 0

  /// From here on the file holds filling only.
  private let fillStart: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    fillStart = (bytes.lastIndex { !Self.fillers.contains($0) } ?? -1) + 1
  }

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
    if !damage.isEmpty || trackCount != claimedTracks, !pieces.contains(where: { $0.message != nil }) { recoverAll() }
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

  /// When each piece begins, since the beginning of the song: of its track where the tracks are independent.
  func starts() -> [Duration] {
    let isShared = format < 2
    var maps: [Int: TempoMap] = [:]
    for (track, changes) in Dictionary(grouping: tempos, by: { isShared ? 0 : $0.track }) {
      maps[track] = TempoMap(division: division, changes.map(\.change))
    }
    let plain = TempoMap(division: division, [])
    var (index, passed) = (0, 0)
    return pieces.map { piece in
      while index < carried.count, passed + carried[index].count <= piece.offset {
        passed += carried[index].count
        index += 1
      }
      guard index < moments.count else { return .zero }
      let moment = moments[index]
      // A year is longer than any song.
      return .seconds(min((maps[isShared ? 0 : moment.track] ?? plain).seconds(at: moment.tick), 31_536_000))
    }
  }

  private mutating func readChunk() {
    if trackCount > 0, position >= fillStart {
      padding = bytes.count - position
      position = bytes.count
      return
    }
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
      while let event = try events.next() { try carry(event, at: events.tick) }
    } catch {
      // An event beyond the limit is not part of the stream.
      if carried.count < Self.mostEvents { append(events.partial, at: events.tick) }
      damage.append(error)
      pieces += framer.finish()
      if carried.count < Self.mostEvents {
        recover(max(events.position, events.partial.last?.upperBound ?? 0)..<end, at: events.tick)
      }
    }
    damage += events.doubts
    tempos += events.tempos.map { (trackCount, $0) }
    pieces += framer.finish()
  }

  /// Takes whole SysEx events out of a track whose events no longer parse: the length has to reach from `F0` to `F7`,
  /// with data bytes only between them.
  private mutating func recover(_ rest: Range<Int>, at tick: Int) {
    var position = rest.lowerBound
    while position < rest.upperBound, carried.count < Self.mostEvents,
      let start = bytes[position..<rest.upperBound].firstIndex(of: Status.start)
    {
      position = start + 1
      guard let content = wholeEvent(after: start, to: rest.upperBound) else { continue }
      append([start..<start + 1, content], at: tick)
      position = content.upperBound
    }
  }

  /// The same with all of a file that gave no message as it says of itself.
  private mutating func recoverAll() {
    (framer, pieces, carried, moments) = (Framer(), [], [], [])
    recover(0..<bytes.count, at: 0)
    pieces += framer.finish()
  }

  private func wholeEvent(after start: Int, to end: Int) -> Range<Int>? {
    var (length, position) = (0, start + 1)
    for _ in 0..<4 where position < end {
      let byte = bytes[position]
      (length, position) = (length << 7 | Int(byte & 0x7F), position + 1)
      if byte < 0x80 { break }
    }
    guard length >= 2, length <= end - position, bytes[position + length - 1] == Status.end,
      bytes[position..<position + length - 1].allSatisfy({ $0 < 0x80 })
    else { return nil }
    return position..<position + length
  }

  private mutating func carry(_ ranges: [Range<Int>], at tick: Int) throws(FormatError) {
    guard carried.count < Self.mostEvents || ranges.isEmpty else {
      throw FormatError(.outOfRange(carried.count + 1, allowed: 0...Self.mostEvents), at: ranges[0].lowerBound)
    }
    append(ranges, at: tick)
  }

  private mutating func append(_ ranges: [Range<Int>], at tick: Int) {
    for range in ranges where !range.isEmpty {
      carried.append(range)
      moments.append((tick, trackCount))
      pieces += framer.feed(bytes[range])
    }
  }
}
