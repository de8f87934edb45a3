import MIDI
package import Profiles

/// The devices behind a port: the cable, a simulated unit at its end, and the faults of both.
///
/// Knows neither port nor clock: the caller passes the time of each write, and asks for the bytes due by a time. So
/// ``SimulatedPort`` uses simulated time, and ``ServedUnit`` the time of a real port.
package struct SimulatedEndpoint: Sendable {
  /// Changes to it are seen by the next request.
  package var unit: SimulatedUnit
  package let pace: Pace
  package private(set) var statistics: WireStatistics
  private var line: SerialLine
  private var faults: FaultPlan
  private var framer = Framer()
  /// When the first byte of the message under way began to arrive.
  private var messageStart: Duration = .zero
  /// When the last byte written will have arrived.
  private var free: Duration = .zero
  private var passed = 0
  private var channels = ChannelReader()
  /// A program that was selected and is not in the edit buffer yet.
  private var loading: (slots: [Slot], ready: Duration)?

  package init(_ unit: SimulatedUnit, pace: Pace = Pace(), faults: [Fault] = []) {
    self.unit = unit
    let plan = FaultPlan(faults)
    var pace = pace
    if let tempo = plan.tempo { pace.clockTempo = tempo }
    self.pace = pace
    self.faults = plan
    line = SerialLine(pace)
    statistics = WireStatistics(pace: pace)
    if plan.tempo != nil { line.send(SerialLine.Burst(bytes: [0xFA])) }
  }

  /// Bytes that can still pass before the cable is pulled.
  package var room: Int { faults.unplugLimit.map { max(0, $0 - passed) } ?? Int.max }

  /// Whether the cable was pulled, by a fault.
  package var isUnplugged: Bool { room == 0 }

  /// Whether stored content survives switching off.
  package var isKept: Bool { faults.isKept }

  /// When the next byte will have arrived at the host; nil while nothing is under way.
  package var due: Duration? { line.due }

  /// Takes bytes written now; bytes beyond ``room`` are lost.
  ///
  /// - Returns: the unit's reactions to the completed messages.
  package mutating func take(_ bytes: [UInt8], at now: Duration) -> [UnitEvent] {
    let crossing = bytes.prefix(room)
    let start = max(now, free)
    statistics.bytesToUnit += crossing.count
    passed += crossing.count
    free = start + pace.byteTime * crossing.count
    if faults.hasEcho { line.send(SerialLine.Burst(bytes: Array(crossing), ready: start + pace.byteTime)) }
    var events: [UnitEvent] = []
    for (index, byte) in crossing.enumerated() {
      let time = start + pace.byteTime * (index + 1)
      if faults.crosses(at: time) { take(byte, arrivingAt: time, &events) }
    }
    return events
  }

  private mutating func take(_ byte: UInt8, arrivingAt time: Duration, _ events: inout [UnitEvent]) {
    if framer.underWay == 0 { messageStart = time - pace.byteTime }
    if let message = channels.take(byte), let selection = unit.hear(message) { load(selection, at: time) }
    for case .message(let message, at: _, raw: _) in framer.feed(CollectionOfOne(byte)) {
      statistics.messagesToUnit += 1
      hand(message, from: messageStart, to: time, &events)
    }
  }

  /// Begins to load the selection; a program of an absent bank leaves the unit unchanged.
  private mutating func load(_ selection: Selection, at time: Duration) {
    finishLoading(by: time)
    let slots = unit.slots(for: selection).filter { !faults.isAbsent($0) }
    guard !slots.isEmpty else { return }
    loading = (slots, time + faults.loadTime)
    finishLoading(by: time)
  }

  private mutating func finishLoading(by time: Duration) {
    guard let loading, loading.ready <= time else { return }
    for slot in loading.slots { unit.loadBuffer(slot) }
    self.loading = nil
  }

  /// The next byte that has arrived at the host by then; nil when none has.
  package mutating func next(by deadline: Duration) -> UInt8? { arrival(by: deadline)?.byte }

  mutating func arrival(by deadline: Duration) -> SerialLine.Arrival? {
    guard !isUnplugged, let arrival = line.next(by: deadline) else { return nil }
    passed += 1
    if arrival.isRealTime { statistics.realTimeBytesFromUnit += 1 } else { statistics.bytesFromUnit += 1 }
    return arrival
  }

  /// Sends the content of slots, like a person who presses SEND at the front panel.
  ///
  /// - Parameters:
  ///   - slots: nil: all slots of a full dump, in dump order.
  ///   - gap: silence between two messages.
  package mutating func dump(
    _ slots: [Slot]? = nil, at now: Duration, gap: Duration = .milliseconds(20)
  ) -> [UnitEvent] {
    let chosen = slots ?? unit.profile.slotsOfDump
    return chosen.flatMap { slot in
      (unit.dump(in: slot)?.messages ?? []).map { message in
        answer(SimulatedUnit.Reply(slot: slot, message: message), ready: now, gap: gap)
        return UnitEvent(time: now, what: .dumped(slot), message: message)
      }
    }
  }

  /// Disconnects the host: data in flight is lost.
  package mutating func hangUp() {
    line.clear()
    framer = Framer()
    free = .zero
  }

  // MARK: Messages

  private mutating func hand(
    _ message: SysExMessage, from start: Duration, to end: Duration, _ events: inout [UnitEvent]
  ) {
    finishLoading(by: end)
    if let shake = unit.shake(message) { return answer(shake, message, from: start, to: end, &events) }
    if let slot = unit.destination(of: message) {
      let fate = faults.store(message, for: slot, from: start, to: end, into: &unit)
      events.append(UnitEvent(time: end, what: .taken(slot, fate), message: message))
      return
    }
    let slot = unit.requested(by: message)?.slot
    let replies = faults.isByHand && slot != nil ? [] : unit.receive(message)
    let isQuestion = slot != nil || !replies.isEmpty
    events.append(UnitEvent(time: end, what: isQuestion ? .asked(slot) : .passedOver, message: message))
    for reply in replies {
      answer(reply, ready: end + pace.thinkTime)
      events.append(UnitEvent(time: end, what: .answered(reply.slot), message: reply.message))
    }
  }

  /// Goes on with a talk in which every message is answered.
  private mutating func answer(
    _ shake: SimulatedUnit.Shake, _ message: SysExMessage, from start: Duration, to end: Duration,
    _ events: inout [UnitEvent]
  ) {
    let replies: [SimulatedUnit.Reply]
    switch shake {
    case .answer(let answers): replies = answers
    case .store(let slot, let answers, let refusal):
      let fate = faults.store(message, for: slot, from: start, to: end, into: &unit)
      switch fate {
      case .stored, .ignored: replies = answers
      case .refused: replies = refusal
      // The unit never received the request.
      case .lost: replies = []
      }
      events.append(UnitEvent(time: end, what: .taken(slot, fate), message: message))
    }
    for reply in replies {
      answer(reply, ready: end + pace.thinkTime)
      events.append(UnitEvent(time: end, what: .answered(reply.slot), message: reply.message))
    }
  }

  private mutating func answer(_ reply: SimulatedUnit.Reply, ready: Duration, gap: Duration = .zero) {
    var bursts = faults.bursts(reply, of: unit, ready: ready)
    guard !bursts.isEmpty else { return }
    bursts[0].gap = max(bursts[0].gap, gap)
    statistics.replies += 1
    for burst in bursts { line.send(burst) }
  }
}
