package import MIDI

/// Records the data that arrives at a port, from any sender.
package struct Recorder {
  /// When to stop; whatever comes first.
  package struct Limits: Sendable {
    package var messages: Int?
    package var duration: Duration?
    /// Silence behind the last message; the wait for the first is not counted.
    package var quiet: Duration?

    package init() {}
  }

  /// Why it stopped.
  package enum End: Hashable, Sendable {
    case interrupted
    case limit
    case quiet
    case failed(PortError)
  }

  /// Counts of the recorded data.
  package struct Tally: Sendable {
    package var messages = 0
    /// Bytes of messages, whole and broken.
    package var bytes = 0
    /// Messages that began and did not end, each with its offset in the stream.
    package var broken: [(offset: Int, reason: Piece.Break)] = []
    /// Bytes between messages, except real-time bytes: notes, knobs, strays.
    package var otherBytes = 0
    package var realTime = RealTimeTally()
    /// Bytes that the system lost.
    package var lost = 0
    package var end: End = .limit

    package var isWhole: Bool { broken.isEmpty && lost == 0 }
  }

  private let port: any Port
  private let isInterrupted: () -> Bool
  /// How long to look at the port before looking at everything else.
  private static let step = Duration.milliseconds(100)

  package init(_ port: any Port, isInterrupted: @escaping () -> Bool) {
    self.port = port
    self.isInterrupted = isInterrupted
  }

  /// Listens until a limit, a signal or the end of the port.
  ///
  /// - Parameters:
  ///   - isRaw: keeps every byte as received; otherwise messages without the real-time bytes inside them.
  ///   - keep: takes the bytes to keep, in order.
  ///   - heard: called with every piece.
  package func run<Failure: Error>(
    _ limits: Limits, isRaw: Bool, keep: ([UInt8]) throws(Failure) -> Void, heard: (Piece) -> Void
  ) throws(Failure) -> Tally {
    var tally = Tally()
    var framer = Framer()
    let start = port.now
    var last: Duration?
    func take(_ pieces: [Piece]) throws(Failure) {
      for piece in pieces {
        if !isRaw { try keep(Self.kept(piece)) }
        tally.add(piece)
        heard(piece)
      }
    }
    while true {
      if let end = end(limits, tally, last, start: start) {
        tally.end = end
        break
      }
      let chunk: [UInt8]
      do throws(PortError) {
        chunk = try port.read(within: Self.step)
        tally.lost += try port.lost()
      } catch {
        tally.end = .failed(error)
        break
      }
      if isRaw, !chunk.isEmpty { try keep(chunk) }
      try take(framer.feed(chunk))
      if framer.underWay > 0 && !chunk.isEmpty || chunk.contains(Status.end) { last = port.now }
    }
    try take(framer.finish())
    tally.realTime = framer.realTime
    return tally
  }

  private func end(_ limits: Limits, _ tally: Tally, _ last: Duration?, start: Duration) -> End? {
    if isInterrupted() { return .interrupted }
    if let most = limits.messages, tally.messages >= most { return .limit }
    if let most = limits.duration, port.now - start >= most { return .limit }
    if let quiet = limits.quiet, let last, port.now - last >= quiet { return .quiet }
    return nil
  }

  /// The bytes of a message, whole or broken, without real-time bytes; empty for any other piece.
  private static func kept(_ piece: Piece) -> [UInt8] {
    switch piece {
    case .message(let message, _, _): message.bytes
    case .broken(let bytes, _, _): bytes.filter { $0 < Status.firstRealTime }
    case .other: []
    }
  }
}

extension Recorder.Tally {
  fileprivate mutating func add(_ piece: Piece) {
    switch piece {
    case .message(let message, _, _):
      messages += 1
      bytes += message.bytes.count
    case .broken(let raw, let offset, let reason):
      bytes += raw.count { $0 < Status.firstRealTime }
      broken.append((offset, reason))
    case .other(let raw, _): otherBytes += raw.count { $0 < Status.firstRealTime }
    }
  }
}
