/// Counts of the messages in a file from one scan of its bytes; no message is kept.
struct SysExCensus: Hashable {
  /// Whole messages, and how many bytes they have together.
  private(set) var messages = 0
  private(set) var messageBytes = 0
  private(set) var longest = 0
  /// Messages that are cut off after less than eight bytes.
  private(set) var stumps = 0
  private let total: Int

  init(_ bytes: [UInt8]) {
    total = bytes.count
    var census = (messages: 0, bytes: 0, longest: 0, stumps: 0)
    Framer.frame(bytes) { piece in
      switch piece {
      case .message(let message, _, _):
        census.messages += 1
        census.bytes += message.bytes.count
        census.longest = max(census.longest, message.bytes.count)
      case .broken(let raw, _, _): census.stumps += raw.count < 8 ? 1 : 0
      case .other: break
      }
    }
    (messages, messageBytes, longest, stumps) = census
  }

  var isMostlySysEx: Bool { messageBytes * 2 > total }

  /// Whether the messages occur by chance: all are short, and most that begin are cut off at once.
  ///
  /// Of bytes that are random one message in 120 is whole, and none in a thousand million is longer than 32 bytes.
  var isByChance: Bool { messages > 0 && !isMostlySysEx && longest <= 32 && stumps > 4 * messages }
}

extension Framer {
  /// Frames a whole file, a part at a time: memory holds the pieces of one part only.
  ///
  /// - Returns: the framer as it is after the end.
  @discardableResult
  package static func frame<Failure: Error>(
    _ bytes: [UInt8], _ take: (Piece) throws(Failure) -> Void
  ) throws(Failure) -> Framer {
    var framer = Framer()
    for start in stride(from: 0, to: bytes.count, by: part) {
      for piece in framer.feed(bytes[start..<min(start + part, bytes.count)]) { try take(piece) }
    }
    for piece in framer.finish() { try take(piece) }
    return framer
  }

  private static var part: Int { 64 << 10 }
}
