package import MIDI

/// Questions and answers over one port.
package final class Conversation {
  package let port: any Port
  private var framer = Framer()
  /// Framed and not yet looked at.
  private var arrived: [Piece] = []
  /// The number of unsolicited messages.
  package private(set) var unasked = 0
  /// Our own messages that came back: a loop, a thru, two ports of one cable.
  package private(set) var echoes = 0
  package private(set) var bytesSent = 0
  package private(set) var bytesReceived = 0
  /// Hashes of the questions asked.
  private var questions: Set<Int> = []
  /// How many echoes of each dump sent may still come, by its hash.
  private var mayEcho: [Int: Int] = [:]

  private var pacer: Pacer
  /// Whether a message that is stored went out, so that the next one has to wait.
  private var hasSent = false

  package init(_ port: any Port, pacing: Pacing = .din) {
    self.port = port
    pacer = Pacer(pacing)
  }

  /// How fast bytes are sent.
  package var pacing: Pacing {
    get { pacer.pacing }
    set { pacer.pacing = newValue }
  }

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

  /// Messages that are passed over while one answer is waited for; a device that never stops talking does not answer.
  private static let mostPassed = 256

  /// Sends a request and waits for its answer; each byte of a message restarts the timeout.
  ///
  /// - Parameter isAgain: whether the request is a retry: a late answer to the earlier one is then accepted.
  package func ask(
    _ request: [UInt8], within idle: Duration, isAgain: Bool = false, judge: (SysExMessage) -> Verdict
  ) throws(TransferError) -> Answer {
    if !isAgain { try clear() }
    try put(request)
    return try wait(within: idle, judge: judge)
  }

  /// Waits for the next message that is an answer; each byte of a message restarts the timeout.
  package func wait(
    within idle: Duration, judge: (SysExMessage) -> Verdict
  ) throws(TransferError) -> Answer {
    for _ in 0..<Self.mostPassed {
      switch try next(within: idle) {
      case .silence: return .silence
      case .refused(let reason): return .refused(reason)
      case .message(let message):
        switch judge(message) {
        case .accepted: return .message(message)
        case .refused(let reason): return .refused(reason)
        case .passed: unasked += 1
        }
      }
    }
    return .silence
  }

  /// Sends a question that several devices may answer; takes messages until the port is quiet.
  package func askAll(_ request: [UInt8], quiet: Duration) throws(TransferError) -> [SysExMessage] {
    try clear()
    try put(request)
    var answers: [SysExMessage] = []
    while answers.count < Self.mostPassed {
      switch try next(within: quiet) {
      case .silence: return answers
      case .refused: continue
      case .message(let message): answers.append(message)
      }
    }
    return answers
  }

  /// The next message that is not an echo of our own; incomplete messages are refused.
  ///
  /// Real-time bytes, notes and controllers do not extend the timeout: with a clock running it would never end.
  ///
  /// - Parameter isInterrupted: polled twice a second.
  package func next(
    within idle: Duration, isInterrupted: () -> Bool = { false }
  ) throws(TransferError) -> Answer {
    var deadline = port.now + idle
    while true {
      while !arrived.isEmpty {
        let piece = arrived.removeFirst()
        if let reason = Self.reason(in: piece) { return .refused(reason) }
        if let message = piece.message, !isEcho(message) { return .message(message) }
      }
      if isInterrupted() { throw .interrupted }
      let left = max(.zero, deadline - port.now)
      let chunk = try receive(within: min(left, .milliseconds(500)))
      guard !chunk.isEmpty else {
        if left > .milliseconds(500) { continue }
        return framer.finish().compactMap(Self.reason).first.map(Answer.refused) ?? .silence
      }
      arrived += framer.feed(chunk)
      if framer.underWay > 0, chunk.contains(where: { $0 < 0xF8 }) { deadline = port.now + idle }
    }
  }

  /// Discards the input received so far: it does not answer a new question.
  package func clear() throws(TransferError) {
    while case let chunk = try receive(within: .zero), !chunk.isEmpty { arrived += framer.feed(chunk) }
    for piece in arrived { if let message = piece.message, !isEcho(message) { unasked += 1 } }
    arrived = []
  }

  /// Waits until nothing comes any more, and takes it out of the way.
  func drain(quiet: Duration) throws(TransferError) {
    for _ in 0..<Self.mostPassed {
      if case .silence = try next(within: quiet) { return }
      unasked += 1
    }
  }

  private static func reason(in piece: Piece) -> TransferError.Reason? {
    guard case .broken(let bytes, _, let reason) = piece else { return nil }
    return .broken(reason, after: bytes.count)
  }

  /// Sends a question and waits for nothing.
  func put(_ request: [UInt8]) throws(TransferError) {
    questions.insert(request.hashValue)
    try write(request)
  }

  /// Sends controllers and program changes: nothing answers them.
  func play(_ bytes: [UInt8]) throws(TransferError) { try write(bytes) }

  /// Sends an acknowledgement: the instrument may say the very same.
  func say(_ answer: [UInt8]) throws(TransferError) {
    try write(answer)
    mayEcho[answer.hashValue, default: 0] += 1
  }

  /// Counts an unsolicited message.
  func pass() { unasked += 1 }

  /// Bytes that the system lost since the last call: data received with a loss is not to be trusted.
  func takeLost() throws(TransferError) -> Int {
    do { return try port.lost() } catch { throw .port(error) }
  }

  /// Sends a message that is not a question: the content of a slot.
  ///
  /// Returns when the bytes were handed over; ``settle()`` waits until the instrument has them.
  package func send(_ bytes: [UInt8]) throws(TransferError) {
    if hasSent { pacer.settle(port) }
    hasSent = true
    try write(bytes)
    mayEcho[bytes.hashValue, default: 0] += 1
  }

  /// Waits until the sent data has crossed the cable and was processed: an empty buffer here proves nothing about the
  /// device.
  package func settle() {
    if hasSent { pacer.settle(port) }
    hasSent = false
  }

  private func write(_ bytes: [UInt8]) throws(TransferError) {
    do throws(PortError) {
      try pacer.write(bytes, to: port)
    } catch {
      throw .port(error)
    }
    bytesSent += bytes.count
  }

  /// Whether a message is an echo of a sent one. A question never comes from an instrument. A dump may, so it counts
  /// as an echo only once, and only after a question came back.
  private func isEcho(_ message: SysExMessage) -> Bool {
    let key = message.bytes.hashValue
    if questions.contains(key) {
      echoes += 1
      return true
    }
    guard echoes > 0, let count = mayEcho[key], count > 0 else { return false }
    mayEcho[key] = count - 1
    echoes += 1
    return true
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
