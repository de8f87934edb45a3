import MIDI
import Testing

@testable import Simulation
import TestSupport

@Suite("the simulated wire")
struct WireTests {
  @Test("a request and its answer take wire time and think time", arguments: [31_250, 62_500, 1_000_000])
  func timing(baud: Int) throws {
    var pace = Pace(baud: baud)
    pace.thinkTime = .milliseconds(7)
    let wire = SimulatedPort(try blankUnit(), pace: pace)
    let request = try wire.unit.ownProfile.request(Slots.kit).bytes.count
    let reply = try #require(try wire.ask(Slots.kit)).bytes.count
    #expect(wire.now == pace.byteTime * (request + reply) + .milliseconds(7))
    #expect(wire.statistics.wireTime == wire.now)
    #expect(wire.statistics.bytesToUnit == request && wire.statistics.bytesFromUnit == reply)
  }

  @Test("a byte of DIN MIDI takes 320 µs")
  func byteTime() { #expect(Pace().byteTime == .microseconds(320)) }

  @Test("a read without data takes exactly its timeout")
  func silence() throws {
    let wire = SimulatedPort(try blankUnit())
    #expect(try wire.read(within: .milliseconds(750)).isEmpty)
    #expect(wire.now == .milliseconds(750))
    wire.pause(.seconds(3))
    #expect(wire.now == .milliseconds(3750))
    #expect(wire.statistics.wireTime == .zero)
  }

  @Test("reads of any size return the same bytes")
  func chunks() throws {
    var streams: Set<[UInt8]> = []
    for chunk in [1, 3, 64, 100_000] {
      var pace = Pace()
      pace.chunk = chunk
      pace.clockTempo = 120
      let wire = SimulatedPort(try blankUnit(), pace: pace)
      try wire.write(try wire.unit.ownProfile.request(Slots.kit).bytes)
      var bytes: [UInt8] = []
      while bytes.last != 0xF7 { bytes += try wire.read(within: .seconds(1)).prefix(chunk) }
      streams.insert(bytes)
    }
    #expect(streams.count == 1)
  }

  @Test("clock and active sensing interleave with messages and leave them unchanged")
  func realTime() throws {
    let unit = try blankUnit()
    var pace = Pace()
    pace.clockTempo = 240
    pace.isSensing = true
    let wire = SimulatedPort(unit, pace: pace, faults: [.sending(.stall(at: 40, .seconds(1)))])
    try wire.write(try unit.ownProfile.request(Slots.kit).bytes)
    var bytes: [UInt8] = []
    while wire.now < .seconds(4) { bytes += try wire.read(within: .milliseconds(100)) }
    let stream = FramedStream(bytes)
    #expect(stream.messages == [try #require(unit.message(in: Slots.kit))])
    #expect(stream.removed[.clock] >= 96 && stream.removed[.activeSensing] >= 3)
    // 96 a second at 240 beats a minute; the first comes after one interval.
    #expect((380...384).contains(stream.realTime[.clock]))
    #expect((13...16).contains(stream.realTime[.activeSensing]))
    #expect(wire.statistics.realTimeBytesFromUnit == stream.realTime.total)
  }

  @Test("active sensing keeps gaps below 300 ms")
  func sensing() throws {
    var pace = Pace()
    pace.isSensing = true
    let wire = SimulatedPort(try blankUnit(), pace: pace)
    for _ in 0..<20 { #expect(try wire.read(within: .milliseconds(300) + pace.byteTime) == [0xFE]) }
  }

  @Test("pipelined requests are answered without a pause")
  func ahead() throws {
    let wire = SimulatedPort(try blankUnit())
    let request = try wire.unit.ownProfile.request(Slots.kit).bytes
    try wire.write(request + request + request)
    let start = wire.pace.byteTime * request.count + wire.pace.thinkTime
    let messages = try wire.listen(until: .milliseconds(50)).messages
    #expect(messages.count == 3)
    let bytes = messages.reduce(0) { $0 + $1.bytes.count }
    #expect(wire.now == start + wire.pace.byteTime * bytes + .milliseconds(50))
  }

  @Test("every time step sleeps in real time when requested")
  func sleeping() throws {
    var slept: Duration = .zero
    let wire = SimulatedPort(try blankUnit(), sleep: { slept += $0 })
    _ = try wire.ask(Slots.kit)
    wire.pause(.milliseconds(10))
    _ = try wire.read(within: .milliseconds(10))
    #expect(slept == wire.now && slept > .milliseconds(20))
  }

  @Test("the unit's memory is reported after every change by the host")
  func stored() throws {
    var memories: [[SysExMessage]] = []
    let wire = SimulatedPort(try blankUnit(), stored: { memories.append($0.memory) })
    let dump = try kitDump(named: "ACIDKIT", wire.unit.ownProfile)
    try wire.write(dump.bytes)
    _ = try wire.ask(Slots.kit)
    #expect(memories == [[dump]])
  }

  @Test("a message is stored when its last byte has arrived")
  func storedAfterwards() throws {
    var steps: [String] = []
    let wire = SimulatedPort(
      try blankUnit(), sleep: { _ in steps.append("crossing") }, stored: { _ in steps.append("stored") })
    try wire.write(try kitDump(named: "ACIDKIT", wire.unit.ownProfile).bytes)
    #expect(steps == ["crossing", "stored"])
  }

  @Test("a closed port refuses every call")
  func closed() throws {
    let wire = SimulatedPort(try blankUnit(), name: "sim:mono")
    wire.close()
    #expect(throws: PortError.closed(name: "sim:mono")) { try wire.write([0xF8]) }
    #expect(throws: PortError.closed(name: "sim:mono")) { try wire.read(within: .zero) }
    #expect(throws: PortError.closed(name: "sim:mono")) { try wire.drain() }
  }
}
