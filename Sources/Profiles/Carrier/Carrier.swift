/// How the content of a slot travels: what turns its messages into a payload, and a payload into messages.
enum Carrier: Sendable {
  /// One message.
  case message
  /// Several messages that together are one payload.
  case parts([Part])
  /// A place in the memory of the device, which packets read and write.
  case memory(MemoryPlace)

  /// One of several messages.
  struct Part: Sendable {
    let form: MessageForm
    /// Asks for this message alone; nil where one request brings all.
    let request: BytePattern?
    /// Bytes of its payload; nil in the last part: all that remain.
    let size: Int?
  }

  /// Pieces that make a slot complete.
  var pieces: Int {
    switch self {
    case .message: 1
    case .parts(let parts): parts.count
    case .memory(let place): place.size
    }
  }
}
