package import Bytes

/// The system exclusive messages of a Standard MIDI File, and all its other bytes.
///
/// - Shape: `MThd` with format, number of tracks, division; then chunks, of which `MTrk` holds events. An `F0` event
///   begins a message, `F7` events carry it on or hold bytes to be sent as they are. Each track's bytes are framed as a
///   stream of their own, so a message may lie in several events and its end may be missing.
/// - Order: ``pieces`` in that of the file, track by track; ``played`` by time where the tracks share one time.
/// - Source: Standard MIDI Files 1.0, MIDI Manufacturers Association.
package struct StandardMIDIFile: Hashable, Sendable {
  /// 0 for one track, 1 for tracks that share one time, 2 for independent ones; other values are listed as damage.
  package let format: Int
  /// Number of `MTrk` chunks found.
  package let trackCount: Int
  /// Ticks a quarter note, or frames where bit 15 is set.
  package let division: Int
  /// The content of the `F0` and `F7` events. Offsets are those in the events' joined bytes: ``fileOffset(of:)``.
  package let pieces: [Piece]
  /// The problems of the file, by offset. The rest of a damaged track is not read.
  package let damage: [FormatError]
  /// Real-time bytes that were taken out of whole messages.
  package let removed: RealTimeTally
  /// Bytes behind the last chunk that only fill the file up, as some transfers leave them.
  package let padding: Int
  /// When each of the pieces begins.
  private let starts: [Duration]

  /// The ranges of the bytes of `pieces` in the file, ascending.
  private let carried: [Range<Int>]
  /// The bytes outside `carried`, in file order.
  private let container: [UInt8]

  /// Reads a file as far as it makes sense; a claim of length is never believed beyond the file's end.
  ///
  /// - Throws: ``FormatError`` where the header is invalid; later problems are reported in ``damage``.
  package init(_ bytes: [UInt8]) throws(FormatError) {
    var reader = StandardMIDIFileReader(bytes)
    try reader.readHeader()
    reader.readChunks()
    format = reader.format
    trackCount = reader.trackCount
    division = reader.division
    pieces = reader.pieces
    damage = reader.damage
    removed = reader.framer.removed
    padding = reader.padding
    starts = reader.starts()
    carried = reader.carried
    container = reader.container()
  }

  package var messages: [SysExMessage] { pieces.compactMap(\.message) }

  /// The pieces as a sequencer plays them, each with its start time. Tracks that share one time are merged; independent
  /// tracks follow each other, and each begins at zero.
  package var played: [(piece: Piece, start: Duration)] {
    let inFile = zip(pieces, starts).map { (piece: $0, start: $1) }
    guard format == 1 else { return inFile }
    return inFile.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
  }

  /// Offset in the file of a byte of `pieces`; nil when `offset` is out of range.
  package func fileOffset(of offset: Int) -> Int? {
    var rest = offset
    for range in carried {
      if rest < range.count { return range.lowerBound + rest }
      rest -= range.count
    }
    return nil
  }

  /// The bytes of the file.
  package func original() -> [UInt8] {
    let stream = pieces.flatMap(\.raw)
    var file: [UInt8] = []
    var streamed = 0
    var contained = 0
    for range in carried {
      let gap = range.lowerBound - file.count
      file += container[contained..<contained + gap]
      file += stream[streamed..<streamed + range.count]
      contained += gap
      streamed += range.count
    }
    return file + container[contained...]
  }
}
