import CALSA
import Glibc
package import MIDI
import Synchronization

/// A port of ALSA's sequencer, both ways: for software, and for cards whose raw MIDI is not to be had.
///
/// The sequencer drops events when its pools are full, mostly without an error: events of 256 bytes at most are sent no
/// faster than a DIN cable takes them.
///
/// - Source: measured on Linux 6.1, `docs/interfaces.md`.
package final class SequencerPort: Port {
  package let name: String
  /// Whether the other side is a card: the kernel may then silently lose bytes that arrive fast.
  package let isOfCard: Bool

  private let client: SequencerClient
  private let coder: OpaquePointer
  private let own: Int32
  private let clock = PortClock()
  private let timeout: Duration
  private let pump: InputPump
  private let overruns: Overruns
  private var isClosed = false
  private var cutter = SysExCutter()
  /// When all that was sent has crossed a DIN cable.
  private var free: Duration = .zero

  /// Cells of the pools; the default of 200 holds some five kilobytes.
  private static let cells = 2000

  init(
    name: String, far: SequencerEntry, client: SequencerClient, timeout: Duration
  ) throws(ALSAError) {
    self.name = name
    isOfCard = far.client.card != nil
    let address = (client: far.client.number, port: far.port)
    self.client = client
    self.timeout = timeout
    let functions = client.functions
    try Self.check(functions.setClientPoolInput(client.handle, Self.cells))
    try Self.check(functions.setClientPoolOutput(client.handle, Self.cells))
    // Permits reading and writing, by this client only.
    own = try Self.check(functions.createSimplePort(client.handle, "synvc", 1 << 0 | 1 << 1, 1 << 20))
    let (number, port) = (Int32(address.client), Int32(address.port))
    try Self.check(functions.connectFrom(client.handle, own, number, port))
    try Self.check(functions.connectTo(client.handle, own, number, port))
    // The announcements report when the other side disconnects.
    try Self.check(functions.connectFrom(client.handle, own, 0, 1))
    coder = try Self.coder(functions)
    let input = SequencerInput(client, far: address, coder: try Self.coder(functions))
    overruns = input.overruns
    var request = pollfd()
    guard functions.pollDescriptors(client.handle, &request, 1, Int16(POLLIN)) == 1 else {
      throw ALSAError(code: EINVAL)
    }
    pump = try InputPump.started(
      name: name, source: InputPump.Source(descriptor: request.fd, take: input.take))
  }

  deinit {
    close()
    client.functions.freeCoder(coder)
  }

  package var now: Duration { clock.now }

  package func pause(_ duration: Duration) { clock.pause(duration) }

  package func write(_ bytes: [UInt8]) throws(PortError) {
    guard !isClosed else { throw .closed(name: name) }
    var rest = bytes[...]
    while !rest.isEmpty {
      if let part = cutter.part(at: rest) {
        try sendSysEx(Array(part))
        rest = rest.dropFirst(part.count)
      } else {
        rest = rest.dropFirst(try sendOther(Array(rest.prefix(16))))
      }
    }
  }

  /// Events are passed on as they are written; the sequencer does not report when the other side has played them.
  package func drain() throws(PortError) {
    guard !isClosed else { throw .closed(name: name) }
    pause(free - now)
  }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    guard !isClosed else { throw .closed(name: name) }
    return try pump.take(within: duration)
  }

  /// One at least each time: the sequencer does not say how many.
  package func lost() throws(PortError) -> Int { overruns.take() }

  package func close() {
    guard !isClosed else { return }
    isClosed = true
    pump.stop()
  }

  // MARK: Sending

  private func sendSysEx(_ bytes: [UInt8]) throws(PortError) {
    var event = snd_seq_event_t()
    event.type = UInt8(SND_SEQ_EVENT_SYSEX.rawValue)
    // SND_SEQ_EVENT_LENGTH_VARIABLE
    event.flags = 1 << 2
    var data = bytes
    let count = UInt32(data.count)
    let code = data.withUnsafeMutableBytes { raw -> Int32 in
      event.data.ext = snd_seq_ev_ext_t(len: count, ptr: raw.baseAddress)
      return output(&event)
    }
    try settle(code, sent: bytes.count)
  }

  /// Sends the first message of the bytes; returns the number of bytes sent.
  private func sendOther(_ bytes: [UInt8]) throws(PortError) -> Int {
    var event = snd_seq_event_t()
    let count = client.functions.encode(coder, bytes, bytes.count, &event)
    guard count > 0 else { throw .io(name: name, errno: EINVAL) }
    // SND_SEQ_EVENT_NONE: the bytes do not yet form a whole message.
    if event.type != 255 { try settle(output(&event), sent: count) }
    return count
  }

  private func output(_ event: inout snd_seq_event_t) -> Int32 {
    event.queue = UInt8(SND_SEQ_QUEUE_DIRECT)
    event.source.port = UInt8(own)
    event.dest = snd_seq_addr_t(client: UInt8(SND_SEQ_ADDRESS_SUBSCRIBERS), port: UInt8(SND_SEQ_ADDRESS_UNKNOWN))
    let deadline = now + timeout
    while true {
      let code = client.functions.eventOutputDirect(client.handle, &event)
      guard code == -EAGAIN, now < deadline else { return code }
      pause(.milliseconds(5))
    }
  }

  private func settle(_ code: Int32, sent: Int) throws(PortError) {
    guard code >= 0 else {
      if code == -ENODEV || code == -ENOENT { throw .unplugged(name: name) }
      throw .io(name: name, errno: code == -EAGAIN ? ETIMEDOUT : -code)
    }
    free = max(free, now) + .microseconds(320) * sent
    pause(free - now)
  }

  // MARK: Setting up

  @discardableResult private static func check(_ code: Int32) throws(ALSAError) -> Int32 {
    guard code >= 0 else { throw ALSAError(code: -code) }
    return code
  }

  private static func coder(_ functions: SequencerFunctions) throws(ALSAError) -> OpaquePointer {
    var coder: OpaquePointer?
    guard functions.newCoder(SysExCutter.longest, &coder) >= 0, let coder else { throw ALSAError(code: ENOMEM) }
    functions.noRunningStatus(coder, 1)
    return coder
  }
}

/// Counts how often the sequencer had no room for input; it does not report how many bytes were lost.
final class Overruns: Sendable {
  private let count = Atomic<Int>(0)

  func add() { count.add(1, ordering: .relaxed) }

  /// Those since it was asked last.
  func take() -> Int { count.exchange(0, ordering: .relaxed) }
}

/// The input from one port of the sequencer, as bytes. Used on the pump's thread alone.
final class SequencerInput: @unchecked Sendable {
  let overruns = Overruns()
  private let client: SequencerClient
  private let far: (client: Int, port: Int)
  private let coder: OpaquePointer
  /// Input from before the disconnect is returned first.
  private var isFarEndGone = false

  init(_ client: SequencerClient, far: (client: Int, port: Int), coder: OpaquePointer) {
    self.client = client
    self.far = far
    self.coder = coder
  }

  deinit { client.functions.freeCoder(coder) }

  /// The bytes of all waiting events.
  func take() -> IOResult<[UInt8]> {
    guard !isFarEndGone else { return .gone }
    var bytes: [UInt8] = []
    while true {
      var event: UnsafeMutablePointer<snd_seq_event_t>?
      let code = client.functions.eventInput(client.handle, &event)
      if code == -ENOSPC {
        overruns.add()
        continue
      }
      guard code >= 0, let event else {
        return code == -EAGAIN || !bytes.isEmpty ? .done(bytes) : .failure(-code)
      }
      if isFarewell(event.pointee) {
        isFarEndGone = true
        return bytes.isEmpty ? .gone : .done(bytes)
      }
      bytes += decoded(event)
    }
  }

  private func isFarewell(_ event: snd_seq_event_t) -> Bool {
    guard event.source.client == 0 else { return false }
    let address = event.data.addr
    switch UInt32(event.type) {
    case SND_SEQ_EVENT_CLIENT_EXIT.rawValue: return Int(address.client) == far.client
    case SND_SEQ_EVENT_PORT_EXIT.rawValue: return Int(address.client) == far.client && Int(address.port) == far.port
    default: return false
    }
  }

  private func decoded(_ event: UnsafeMutablePointer<snd_seq_event_t>) -> [UInt8] {
    guard Int(event.pointee.source.client) == far.client else { return [] }
    if UInt32(event.pointee.type) == SND_SEQ_EVENT_SYSEX.rawValue {
      let data = event.pointee.data.ext
      return Array(UnsafeRawBufferPointer(start: data.ptr, count: Int(data.len)))
    }
    var buffer = [UInt8](repeating: 0, count: 16)
    // Negative: an event that is not MIDI.
    let count = client.functions.decode(coder, &buffer, buffer.count, event)
    return Array(buffer.prefix(max(0, count)))
  }
}
