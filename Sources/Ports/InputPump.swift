import Glibc
import MIDI
import Synchronization
import Concurrency

/// Reads input from a port as soon as it arrives, on a thread of its own, and keeps it until a caller reads it.
///
/// Whatever the program is doing, at most `limit` bytes wait here; the system's own buffer comes before that. A class,
/// for it owns a thread.
final class InputPump: @unchecked Sendable {
  /// The descriptors to wait for, and the function that reads. Runs on the pump's thread alone.
  struct Source {
    let descriptor: Int32
    /// Never waits. After bytes it is called again: it may have buffered more bytes already.
    let take: () -> IOResult<[UInt8]>
  }

  /// Most bytes that wait: 8 MiB are 43 minutes of a DIN cable.
  static let limit = 8 << 20

  private struct State {
    var bytes: [UInt8] = []
    var end: PortError?
    var isStopped = false
  }

  private let name: String
  private let source: Source
  private let clock = PortClock()
  private let state = Mutex(State())
  /// Readable while there is something to take or the input has ended.
  private let ready: WakeupPipe
  /// Readable once the thread shall end, or shall check for room again.
  private let wake: WakeupPipe
  private var thread: WorkThread?

  /// Input is read only after ``start()``.
  ///
  /// - Throws: ``PortError/io(name:errno:)`` where the system gives no more descriptors.
  init(name: String, source: Source) throws(PortError) {
    self.name = name
    self.source = source
    ready = try WakeupPipe(of: name)
    wake = try WakeupPipe(of: name)
  }

  /// - Throws: ``PortError/io(name:errno:)`` where the system gives no thread.
  func start() throws(PortError) {
    thread = WorkThread { self.run() }
    if thread == nil { throw .io(name: name, errno: EAGAIN) }
  }

  /// Ends the thread; returns when it has let go of the source.
  func stop() {
    guard let thread else { return }
    self.thread = nil
    state.withLock { $0.isStopped = true }
    wake.tell()
    thread.join()
  }

  /// Waits until a byte arrives, for the duration at most; returns all waiting bytes, or none.
  func take(within duration: Duration) throws(PortError) -> [UInt8] {
    let deadline = clock.now + duration
    while true {
      _ = Poll.wait(for: [(ready.descriptor, Poll.input)], atMost: deadline - clock.now)
      let bytes = try takeWaiting()
      if !bytes.isEmpty || clock.now >= deadline { return bytes }
    }
  }

  private func takeWaiting() throws(PortError) -> [UInt8] {
    let (bytes, end, wasFull) = state.withLock { state in
      defer { state.bytes = [] }
      if state.end == nil { ready.clear() }
      return (state.bytes, state.end, state.bytes.count >= Self.limit)
    }
    if wasFull { wake.tell() }
    if bytes.isEmpty, let end { throw end }
    return bytes
  }

  // MARK: On the thread

  private func run() {
    // Signals are for the program's main thread.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    var mayBeMore = false
    while let hasRoom = state.withLock({ $0.isStopped || $0.end != nil ? nil : $0.bytes.count < Self.limit }) {
      guard hasRoom && mayBeMore || waitForInput(hasRoom: hasRoom) else { continue }
      mayBeMore = false
      switch source.take() {
      case .done(let bytes):
        add(bytes)
        mayBeMore = !bytes.isEmpty
      case .notYet: continue
      case .gone: end(.unplugged(name: name))
      case .failed(let code): end(.io(name: name, errno: code))
      }
    }
  }

  /// Waits; false when there is no input.
  private func waitForInput(hasRoom: Bool) -> Bool {
    // A negative descriptor is passed over.
    let descriptors = [(wake.descriptor, Poll.input), (hasRoom ? source.descriptor : -1, Poll.input)]
    guard let ready = Poll.wait(for: descriptors, atMost: nil) else { return false }
    if ready[0] != 0 { wake.clear() }
    return ready[1] != 0
  }

  private func add(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    state.withLock { $0.bytes += bytes }
    ready.tell()
  }

  private func end(_ error: PortError) {
    state.withLock { $0.end = error }
    ready.tell()
  }
}
