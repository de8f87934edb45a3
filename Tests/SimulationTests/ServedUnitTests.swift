import MIDI
import Testing

@testable import Simulation
import TestSupport

/// A port between a unit and nobody: what is to come over it is arranged before.
private final class HostEnd: Port {
  let name = "host"
  private(set) var now: Duration = .zero
  private(set) var written: [(time: Duration, bytes: [UInt8])] = []
  private var coming: [(time: Duration, bytes: [UInt8])]
  /// When it is pulled out, and refuses to be written to.
  var unplugged: Duration?
  var isDeaf = false

  init(_ coming: [(time: Duration, bytes: [UInt8])]) { self.coming = coming }

  func write(_ bytes: [UInt8]) throws(PortError) {
    if isDeaf { throw .io(name: name, errno: 110) }
    written.append((now, bytes))
  }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    let deadline = now + duration
    if let first = coming.first, first.time <= deadline {
      now = max(now, first.time)
      return coming.removeFirst().bytes
    }
    now = deadline
    if let unplugged, unplugged <= now { throw .unplugged(name: name) }
    return []
  }

  func drain() throws(PortError) {}
  func pause(_ duration: Duration) { now += duration }
  func close() {}
}

@Suite("a unit on a real port")
struct ServedUnitTests {
  private let unit: SimulatedUnit
  private let request: [UInt8]
  private let reply: [UInt8]

  init() throws {
    unit = try blankUnit()
    request = try unit.ownProfile.request(Slots.kit).bytes
    reply = try #require(unit.message(in: Slots.kit)).bytes
  }

  /// Serves until the ports' time is over.
  private func serve(
    _ end: SimulatedEndpoint, _ ports: HostEnd..., until limit: Duration, orders: [ServerDelegate.Order] = [],
    reload: @escaping () -> SimulatedUnit? = { nil }, stored: @escaping (SimulatedUnit) -> Void = { _ in }
  ) throws -> (ServedUnit, [UnitEvent]) {
    var (opened, left, events) = (0, orders, [UnitEvent]())
    let delegate = ServerDelegate(
      open: {
        opened += 1
        return ports[min(opened, ports.count) - 1]
      },
      order: {
        let total = ports.prefix(opened).reduce(Duration.zero) { $0 + $1.now }
        if total >= limit { return .end }
        return left.isEmpty ? nil : left.removeFirst()
      }, reload: reload, stored: stored, report: { events.append($0) })
    var served = try ServedUnit(end, on: delegate)
    served.run()
    return (served, events)
  }

  @Test("an answer comes at cable speed after the unit's think time")
  func paced() throws {
    let port = HostEnd([(.seconds(1), request)])
    let (served, events) = try serve(SimulatedEndpoint(unit), port, until: .seconds(2))
    #expect(port.written.flatMap(\.bytes) == reply)
    var count = 0
    for (time, bytes) in port.written {
      count += bytes.count
      let least = Duration.seconds(1) + .microseconds(320) * (request.count + count) + .milliseconds(5)
      #expect(time >= least && time < least + .milliseconds(1))
    }
    #expect(events.map(\.what) == [.asked(Slots.kit), .answered(Slots.kit)])
    #expect(served.bytesLost == 0 && served.end.statistics.bytesFromUnit == reply.count)
  }

  @Test("without a speed all bytes are sent at once")
  func unpaced() throws {
    let port = HostEnd([(.seconds(1), request)])
    _ = try serve(SimulatedEndpoint(unit, pace: Pace(baud: 0)), port, until: .seconds(2))
    #expect(port.written.flatMap(\.bytes) == reply)
    #expect(port.written.allSatisfy { $0.time == .seconds(1) + .milliseconds(5) })
  }

  @Test("clock is sent on time without any request")
  func clock() throws {
    var pace = Pace()
    pace.clockTempo = 120
    let port = HostEnd([])
    _ = try serve(SimulatedEndpoint(unit, pace: pace), port, until: .seconds(1))
    #expect((47...48).contains(port.written.count) && port.written.allSatisfy { $0.bytes == [0xF8] })
  }

  @Test("a host that disconnects during a dump and returns finds the unit unchanged")
  func reconnects() throws {
    let dump = try kitDump(named: "ACIDKIT", unit.ownProfile).bytes
    let first = HostEnd([(.zero, Array(dump.prefix(40)))])
    first.unplugged = .milliseconds(500)
    let second = HostEnd([(.zero, request), (.seconds(1), dump), (.seconds(3), request)])
    var stored: [SimulatedUnit] = []
    let (_, events) = try serve(
      SimulatedEndpoint(unit), first, second, until: .seconds(5), stored: { stored.append($0) })
    #expect(second.written.flatMap(\.bytes) == reply + dump)
    #expect(stored.map(\.memory) == [[try SysExMessage(dump)]])
    #expect(events.count == 5)
  }

  @Test("bytes without a listener are lost and counted")
  func deaf() throws {
    let port = HostEnd([(.zero, request)])
    port.isDeaf = true
    let (served, _) = try serve(SimulatedEndpoint(unit), port, until: .seconds(2))
    #expect(served.bytesLost == reply.count)
  }

  @Test("SEND at the front panel sends the requested dumps with a pause between messages")
  func panel() throws {
    let port = HostEnd([])
    let (_, events) = try serve(
      SimulatedEndpoint(unit), port, until: .seconds(3), orders: [.dump([Slots.kit, Slots.pattern])])
    #expect(
      FramedStream(port.written.flatMap(\.bytes)).messages == [Slots.kit, Slots.pattern].compactMap(unit.message))
    #expect(events.map(\.what) == [.dumped(Slots.kit), .dumped(Slots.pattern)])
    let times = port.written.map(\.time)
    #expect(zip(times, times.dropFirst()).contains { $1 - $0 >= .milliseconds(20) })
  }

  @Test("memory changed by another program is used from the next request")
  func reload() throws {
    let dump = try kitDump(named: "ACIDKIT", unit.ownProfile)
    let port = HostEnd([(.seconds(1), request), (.seconds(3), request)])
    var changed = unit
    changed.hold(dump, in: Slots.kit)
    var asked = 0
    _ = try serve(
      SimulatedEndpoint(unit), port, until: .seconds(5),
      reload: {
        asked += 1
        return asked == 2 ? changed : nil
      })
    #expect(port.written.flatMap(\.bytes) == reply + dump.bytes)
  }

  @Test("a power cycle of a unit with volatile memory loses the sent data")
  func restart() throws {
    let dump = try kitDump(named: "ACIDKIT", unit.ownProfile)
    for (faults, kept) in [([Fault.forgets], false), ([], true)] {
      let port = HostEnd([(.zero, dump.bytes)])
      var orders: [ServerDelegate.Order] = []
      var events: [UnitEvent] = []
      let delegate = ServerDelegate(
        open: { port },
        order: {
          if port.now > .seconds(2) { return .end }
          return orders.isEmpty ? nil : orders.removeFirst()
        },
        report: {
          events.append($0)
          orders = [.restart]
        })
      var served = try ServedUnit(SimulatedEndpoint(unit, faults: faults), on: delegate)
      served.run()
      #expect(events.count == 1 && (served.end.unit.memory == [dump]) == kept)
    }
  }

  @Test("after a simulated cable pull no bytes pass")
  func pulled() throws {
    let port = HostEnd([(.zero, request), (.seconds(1), request)])
    _ = try serve(SimulatedEndpoint(unit, faults: [.unplug(afterBytes: 12)]), port, until: .seconds(3))
    #expect(port.written.flatMap(\.bytes) == Array(reply.prefix(3)))
  }
}
