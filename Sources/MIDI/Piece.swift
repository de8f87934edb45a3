/// A stretch of a MIDI stream. The pieces of a stream, in order, hold all its bytes.
package enum Piece: Hashable, Sendable {
  /// A whole message; `at` is the offset of its `F0`, `raw` the received bytes, real-time bytes in place.
  case message(SysExMessage, at: Int, raw: [UInt8])
  /// A message that began and did not end; the received bytes, from `F0` on.
  case broken([UInt8], at: Int, reason: Break)
  /// Bytes outside messages: channel messages, real-time bytes, strays.
  case other([UInt8], at: Int)

  /// Why a message was not completed.
  package enum Break: Hashable, Sendable {
    /// Another status byte arrived before `F7`; `at` is its offset. It belongs to the next piece.
    case status(UInt8, at: Int)
    case endOfStream
    /// The message passed the framer's limit; the following bytes are reported as `.other`.
    case tooLong
  }

  /// The bytes as they were in the stream.
  package var raw: [UInt8] {
    switch self {
    case .message(_, at: _, let raw): raw
    case .broken(let bytes, at: _, reason: _), .other(let bytes, at: _): bytes
    }
  }

  /// Offset of the first byte in the stream.
  package var offset: Int {
    switch self {
    case .message(_, let at, raw: _), .broken(_, let at, reason: _), .other(_, let at): at
    }
  }

  package var message: SysExMessage? {
    if case .message(let message, at: _, raw: _) = self { message } else { nil }
  }
}
