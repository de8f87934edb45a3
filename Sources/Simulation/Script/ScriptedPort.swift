package import MIDI

/// Replays the device of a wire log.
///
/// Gives the logged answers, after the logged delays, once it receives the logged requests. Time is simulated. Bytes
/// may be divided into writes in any way. The first byte that differs ends the port; ``deviation`` gives its position.
package final class ScriptedPort: Port {
  /// Where the host left the script.
  package struct Deviation: Hashable, Sendable {
    /// The line where the host deviated; nil after the last one.
    package let line: Int?
    /// The expected and the received bytes, from the first difference.
    package let expected: [UInt8]
    package let found: [UInt8]
  }

  package let name: String
  package private(set) var now: Duration = .zero
  package private(set) var deviation: Deviation?
  private let entries: [WireRecording.Entry]
  /// The first entry that has not happened.
  private var next = 0
  /// Bytes of the write under way that have come.
  private var written = 0
  /// How much later than in the log things happen.
  private var shift: Duration = .zero
  private var inbox: [(due: Duration, bytes: [UInt8])] = []
  /// When the device went away, and how.
  private var end: (time: Duration, error: PortError)?
  /// Bytes that the system is said to have lost, and since when.
  private var losses: [(time: Duration, count: Int)] = []
  private var isClosed = false

  package init(_ log: WireRecording, name: String = "script") {
    self.name = name
    entries = log.entries
    arrange()
  }

  /// Whether everything that the log says has happened.
  package var isComplete: Bool { next == entries.count && inbox.isEmpty && deviation == nil }

  package func write(_ bytes: [UInt8]) throws(PortError) {
    try check()
    var rest = bytes[...]
    while !rest.isEmpty {
      guard next < entries.count, case .sent(let expected) = entries[next].what else { throw deviate([], rest) }
      let wanted = expected.dropFirst(written)
      let count = min(wanted.count, rest.count)
      guard wanted.prefix(count).elementsEqual(rest.prefix(count)) else { throw deviate(wanted, rest) }
      rest = rest.dropFirst(count)
      written += count
      if written == expected.count { finish(entries[next]) }
    }
  }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    try check()
    let deadline = now + max(.zero, duration)
    if let first = inbox.first, first.due <= deadline {
      now = max(now, first.due)
      return inbox.removeFirst().bytes
    }
    now = max(now, min(deadline, end?.time ?? deadline))
    if inbox.isEmpty { try check() }
    return []
  }

  package func drain() throws(PortError) { try check() }

  package func pause(_ duration: Duration) { now += max(.zero, duration) }

  package func close() { isClosed = true }

  private func check() throws(PortError) {
    if isClosed { throw .closed(name: name) }
    if let end, inbox.isEmpty, end.time <= now { throw end.error }
  }

  /// Ends the entry of a write that has arrived.
  private func finish(_ entry: WireRecording.Entry) {
    shift = now - entry.time
    (next, written) = (next + 1, 0)
    arrange()
  }

  /// Schedules the device's logged data up to the next write.
  private func arrange() {
    while next < entries.count {
      let entry = entries[next]
      switch entry.what {
      case .sent: return
      case .received(let bytes): inbox.append((entry.time + shift, bytes))
      case .event(let words): arrange(words, at: entry.time + shift)
      }
      next += 1
    }
  }

  /// Events that mean nothing here, such as the end of the recording, are passed over.
  private func arrange(_ words: String, at time: Duration) {
    let number = words.split(separator: " ").dropFirst().first.flatMap { Int32($0) }
    switch (words.split(separator: " ").first, number) {
    case ("unplugged", _): end = end ?? (time, .unplugged(name: name))
    case ("failed", let code?): end = end ?? (time, .io(name: name, errno: code))
    case ("lost", let count?): losses.append((time, Int(count)))
    default: break
    }
  }

  package func lost() throws(PortError) -> Int {
    try check()
    defer { losses.removeAll { $0.time <= now } }
    return losses.filter { $0.time <= now }.reduce(0) { $0 + $1.count }
  }

  private func deviate(_ expected: ArraySlice<UInt8>, _ found: ArraySlice<UInt8>) -> PortError {
    let same = zip(expected, found).prefix { $0 == $1 }.count
    deviation = Deviation(
      line: next < entries.count ? entries[next].line : nil, expected: Array(expected.dropFirst(same)),
      found: Array(found.dropFirst(same)))
    isClosed = true
    return .unplugged(name: name)
  }
}
