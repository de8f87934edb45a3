package import MIDI
package import Profiles

/// The callbacks that a served unit needs from its caller.
package struct ServerDelegate {
  /// An action of a person at the front panel.
  package enum Order: Hashable, Sendable {
    /// Presses SEND; nil: for everything.
    case dump([Slot]?)
    /// Switches the unit off and on.
    case restart
    case end
  }

  /// Opens the port, again after it was unplugged.
  package let open: () throws -> any Port
  /// The next order, asked for some twenty times a second; nil: none.
  package let order: () -> Order?
  /// The unit, where another program has changed its memory since.
  package let reload: () -> SimulatedUnit?
  /// Called whenever data from the port has changed the memory.
  package let stored: (SimulatedUnit) -> Void
  package let report: (UnitEvent) -> Void

  package init(
    open: @escaping () throws -> any Port, order: @escaping () -> Order?,
    reload: @escaping () -> SimulatedUnit? = { nil }, stored: @escaping (SimulatedUnit) -> Void = { _ in },
    report: @escaping (UnitEvent) -> Void = { _ in }
  ) {
    self.open = open
    self.order = order
    self.reload = reload
    self.stored = stored
    self.report = report
  }
}

/// A simulated unit that answers over a real port, at that port's time.
///
/// A host that goes away and comes back finds it as it was; the fault that pulls the cable is for good.
package struct ServedUnit {
  package private(set) var end: SimulatedEndpoint
  /// Bytes that were lost, because no host was connected or the host did not read.
  package private(set) var bytesLost = 0
  private let delegate: ServerDelegate
  private var port: any Port
  /// Time of the ports that were open before this one.
  private var past: Duration = .zero
  private var lastByte: Duration = .zero
  /// As it was when it was switched on.
  private var unitAtStart: SimulatedUnit

  /// How long orders wait while nothing happens.
  private static let breath = Duration.milliseconds(50)
  /// A pause in the host's bytes after which the memory may have been changed by another program.
  private static let calm = Duration.milliseconds(5)
  /// Most bytes handed to the port at once.
  private static let chunk = 256

  /// - Throws: why the port cannot be opened.
  package init(_ end: SimulatedEndpoint, on delegate: ServerDelegate) throws {
    self.end = end
    self.delegate = delegate
    unitAtStart = end.unit
    port = try delegate.open()
  }

  package var now: Duration { past + port.now }

  /// Serves until the order to end.
  package mutating func run() {
    while true {
      guard let order = delegate.order() else {
        step()
        continue
      }
      switch order {
      case .dump(let slots): end.dump(slots, at: now).forEach(delegate.report)
      case .restart: restart()
      case .end:
        port.close()
        return
      }
    }
  }

  /// Sends the data that is due, and waits a moment for input.
  private mutating func step() {
    do throws(PortError) {
      guard !end.isUnplugged else {
        port.close()
        port.pause(Self.breath)
        return
      }
      try send()
      let wait = end.due.map { $0 - now } ?? Self.breath
      let bytes = try port.read(within: max(.zero, min(wait, Self.breath)))
      if !bytes.isEmpty { take(bytes) }
    } catch {
      reconnect(after: error)
    }
  }

  private mutating func send() throws(PortError) {
    let deadline = now
    var bytes: [UInt8] = []
    while bytes.count < Self.chunk, let byte = end.next(by: deadline) { bytes.append(byte) }
    guard !bytes.isEmpty else { return }
    do { try port.write(bytes) } catch {
      bytesLost += bytes.count
      // No host is connected: a synthesizer does not notice.
      if case .io = error { return }
      throw error
    }
  }

  private mutating func take(_ bytes: [UInt8]) {
    let time = now
    if time - lastByte > Self.calm, let unit = delegate.reload() { end.unit = unit }
    lastByte = time
    let events = end.take(bytes, at: time)
    events.forEach(delegate.report)
    if end.isKept, events.contains(where: \.isStored) { delegate.stored(end.unit) }
  }

  /// The unit is switched off and on: content that it did not store is lost.
  private mutating func restart() {
    end.hangUp()
    if end.isKept { return }
    end.unit = delegate.reload() ?? unitAtStart
  }

  /// Waits for the host, or the interface, to be there again.
  private mutating func reconnect(after error: PortError) {
    end.hangUp()
    port.close()
    port.pause(Self.breath / 5)
    let before = now
    // It may be gone for as long as it likes: the next step tries again.
    guard let next = try? delegate.open() else { return }
    port = next
    past = before
  }
}
