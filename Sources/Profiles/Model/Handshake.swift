/// The acknowledgements by which both sides confirm messages: those of Roland, Kawai and Korg.
///
/// One small state machine serves all makers. Sent data is announced, sent, and ended, each step answered before the
/// next; received data is acknowledged until the device ends the transfer. Makers leave steps out.
package struct Handshake: Sendable {
  package enum Style: String, Hashable, Sendable, CaseIterable {
    /// Both ways: WSD, DAT, EOD are each answered; RQD is answered by DAT and EOD, which we answer.
    case roland
    /// The device answers sent data once it has stored the data.
    case kawai
    /// The device answers sent data once it has loaded the data; a store command follows, which is answered too.
    case korg
  }

  package let style: Style
  /// Sent before the content of a slot; its places are filled from the dump, `size` with the bytes of its body.
  package let open: BytePattern?
  /// Sent after it.
  package let close: BytePattern?
  /// The answers that mean "go on"; we say the first.
  package let accepted: [BytePattern]
  /// The answers that mean "once more"; we say the first.
  package let again: [BytePattern]
  /// The answers that refuse a message, with their reasons.
  package let refused: [Refused]
  package let timeout: Duration
  package let source: String?

  package struct Refused: Hashable, Sendable {
    package let words: String
    package let pattern: BytePattern
  }

  /// Whether received data has to be acknowledged too.
  package var isBothWays: Bool { style == .roland }

  /// The meaning of an answer.
  package enum Meaning: Hashable, Sendable {
    case accepted
    case again
    case refused(String)
  }

  /// Nil for a message that is not an answer.
  package func meaning(of bytes: [UInt8]) -> Meaning? {
    if accepted.contains(where: { $0.matches(bytes) }) { return .accepted }
    if again.contains(where: { $0.matches(bytes) }) { return .again }
    return refused.first { $0.pattern.matches(bytes) }.map { .refused($0.words) }
  }

  /// Every message that we may say.
  var patterns: [BytePattern] { [open, close].compactMap(\.self) + accepted.prefix(1) + again.prefix(1) }
}
