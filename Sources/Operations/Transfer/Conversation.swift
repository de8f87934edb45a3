package import MIDI
import Profiles

/// Questions and answers over one port.
package final class Conversation {
  package let port: any Port
  private var framer = Framer()
  /// Messages that nobody had asked for, echoes of our own included.
  package private(set) var unasked = 0
  package private(set) var bytesSent = 0
  package private(set) var bytesReceived = 0

  package init(_ port: any Port) { self.port = port }

  /// Real-time bytes taken out of messages, and met between them.
  package var removed: RealTimeTally { framer.removed }
  package var realTime: RealTimeTally { framer.realTime }

  package enum Verdict {
    case accepted
    case refused(TransferError.Reason)
    /// Not meant for us.
    case passed
  }

  package enum Answer {
    case message(SysExMessage)
    case refused(TransferError.Reason)
    case silence
  }

  /// Sends a request and waits for its answer; the time starts anew with every byte.
  package func ask(
    _ request: [UInt8], within idle: Duration, judge: (SysExMessage) -> Verdict
  ) throws(TransferError) -> Answer {
    try send(request)
    while true {
      let chunk = try receive(within: idle)
      guard !chunk.isEmpty else {
        let cut = framer.finish()
        return reason(in: cut).map(Answer.refused) ?? .silence
      }
      for piece in framer.feed(chunk) {
        guard case .message(let message, _, _) = piece else {
          if let reason = reason(in: [piece]) { return .refused(reason) }
          continue
        }
        guard message.bytes != request else {
          unasked += 1
          continue
        }
        switch judge(message) {
        case .accepted: return .message(message)
        case .refused(let reason): return .refused(reason)
        case .passed: unasked += 1
        }
      }
    }
  }

  private func reason(in pieces: [Piece]) -> TransferError.Reason? {
    for case .broken(let bytes, _, let reason) in pieces { return .broken(reason, after: bytes.count) }
    return nil
  }

  package func send(_ bytes: [UInt8]) throws(TransferError) {
    do throws(PortError) {
      try port.write(bytes)
      try port.drain()
    } catch {
      throw .port(error)
    }
    bytesSent += bytes.count
  }

  private func receive(within duration: Duration) throws(TransferError) -> [UInt8] {
    do {
      let chunk = try port.read(within: duration)
      bytesReceived += chunk.count
      return chunk
    } catch {
      throw .port(error)
    }
  }
}
