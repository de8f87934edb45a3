/// How bytes travel to and from a device.
package struct TransferSettings: Hashable, Sendable {
  /// Pause between messages sent.
  package var gap: Duration = .zero
  /// Bytes a second that are sent at most; nil: as fast as the port takes them.
  package var rate: Int? = 3125
  /// The number of bytes sent without a pause inside a message; nil: all.
  package var chunk: Int?
  /// Pause between such chunks.
  package var chunkGap: Duration = .zero
  /// Silence after which an answer is given up.
  package var idleTimeout: Duration = .seconds(2)
  /// Silence that means "this slot is empty", where a kind is silent when empty.
  package var emptyTimeout: Duration = .seconds(1)
  /// Further requests after one without a good answer.
  package var retries = 2
  /// How a dump from the front panel is listened to; nil where the device need not be dumped so.
  package var byHand: ByHand?
  /// Questions that may be on their way at once.
  package var requestAhead = 1
  /// Whether the device accepts data but cannot be read.
  package var isOneWay = false
  package var source: String?

  package init() {}

  /// A dump that a person sends from the front panel.
  package struct ByHand: Hashable, Sendable {
    /// Kinds of which every slot makes the dump complete; empty: all that are not optional.
    package var complete: [String] = []
    /// Silence after which the dump is over.
    package var quiet: Duration = .seconds(3)
    /// How long the first message is waited for.
    package var wait: Duration = .seconds(300)

    package init() {}
  }
}
