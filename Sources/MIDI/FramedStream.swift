/// A whole stream of MIDI bytes, cut into its pieces.
package struct FramedStream: Hashable, Sendable {
  /// In stream order; together they hold every byte.
  package let pieces: [Piece]
  /// Real-time bytes that were taken out of whole messages.
  package let removed: RealTimeTally
  /// All real-time bytes, inside and between messages.
  package let realTime: RealTimeTally

  /// Frames the bytes of a raw `.syx` file or of a recording.
  package init(_ bytes: some Collection<UInt8>, limit: Int = Framer.longestMessage) {
    var framer = Framer(limit: limit)
    pieces = framer.feed(bytes) + framer.finish()
    removed = framer.removed
    realTime = framer.realTime
  }

  package var messages: [SysExMessage] { pieces.compactMap(\.message) }

  /// The bytes that were framed.
  package func original() -> [UInt8] { pieces.flatMap(\.raw) }
}
