/// A question by which a device is known, and the answer.
package struct Probe: Sendable {
  package let request: BytePattern
  package let reply: BytePattern
  /// The part of the reply with the firmware; nil where the reply has none.
  package let firmware: ReplyText?
  /// The part of the firmware that must agree for dumps to be exchanged; nil: the whole firmware version.
  package let family: ReplyText?
  package let source: String?
}
