/// The cable from the unit to the host: which byte arrives when.
///
/// Messages go out one after the other; a real-time byte that is due goes before the next byte, inside a message too.
struct SerialLine: Sendable {
  /// Bytes in a row.
  struct Burst: Hashable, Sendable {
    var bytes: [UInt8]
    /// The earliest time of the first byte.
    var ready: Duration = .zero
    /// Silence after the burst before it, at least.
    var gap: Duration = .zero
  }

  /// A byte that has crossed the cable.
  struct Arrival: Hashable, Sendable {
    let byte: UInt8
    let time: Duration
    let isRealTime: Bool
  }

  private let byteTime: Duration
  private var queue: [Burst] = []
  private var head = 0
  private var position = 0
  /// When the last byte had crossed.
  private var free: Duration = .zero
  /// When the last byte of a message had crossed.
  private var lastEnd: Duration = .zero
  private var tickers: [Ticker]

  init(_ pace: Pace) {
    byteTime = pace.byteTime
    tickers = [pace.clockTempo.map(Ticker.clock), pace.isSensing ? Ticker.sensing : nil].compactMap(\.self)
  }

  mutating func send(_ burst: Burst) {
    if !burst.bytes.isEmpty { queue.append(burst) }
  }

  /// Everything not yet sent is lost.
  mutating func clear() {
    (queue, head, position) = ([], 0, 0)
  }

  /// When the next byte will have arrived; nil while nothing is under way.
  var due: Duration? {
    let tick = tickers.map { max($0.due, free) }.min()
    return [tick, messageStart].compactMap(\.self).min().map { $0 + byteTime }
  }

  /// The next byte that arrives by then; nil when none does.
  mutating func next(by deadline: Duration) -> Arrival? {
    let message = messageStart
    let due = tickers.indices.min { tickers[$0].due < tickers[$1].due }
    if let due, case let start = max(tickers[due].due, free), message.map({ start <= $0 }) ?? true {
      let end = start + byteTime
      guard end <= deadline else { return nil }
      free = end
      defer { tickers[due].advance() }
      return Arrival(byte: tickers[due].byte, time: end, isRealTime: true)
    }
    guard let message, message + byteTime <= deadline else { return nil }
    return Arrival(byte: takeByte(), time: crossed(message), isRealTime: false)
  }

  /// When the next byte of a message can start.
  private var messageStart: Duration? {
    guard head < queue.count else { return nil }
    return position > 0 ? free : max(free, queue[head].ready, lastEnd + queue[head].gap)
  }

  private mutating func crossed(_ start: Duration) -> Duration {
    free = start + byteTime
    lastEnd = free
    return free
  }

  private mutating func takeByte() -> UInt8 {
    let byte = queue[head].bytes[position]
    position += 1
    if position == queue[head].bytes.count { (head, position) = (head + 1, 0) }
    if head == queue.count { (queue, head) = ([], 0) }
    return byte
  }
}

/// A real-time byte that comes again and again.
struct Ticker: Hashable, Sendable {
  let byte: UInt8
  /// Times from one to the next, in turn.
  private let intervals: [Duration]
  private var count = 0
  private(set) var due: Duration

  private init(_ byte: UInt8, _ intervals: [Duration]) {
    self.byte = byte
    self.intervals = intervals
    due = intervals[0]
  }

  /// - Source: MIDI 1.0 detailed specification, timing clock: 24 a quarter note.
  static func clock(tempo: Int) -> Ticker { Ticker(0xF8, [.seconds(60) / (max(1, tempo) * 24)]) }

  /// - Source: MIDI 1.0 detailed specification, active sensing: 300 ms at most.
  static let sensing = Ticker(0xFE, [250, 267, 284, 300, 271].map { .milliseconds($0) })

  mutating func advance() {
    count += 1
    due += intervals[count % intervals.count]
  }
}
