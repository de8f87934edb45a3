import MIDI
import Profiles
import Testing

@testable import Simulation
import TestSupport

@Suite("faults of wire and unit")
struct FaultTests {
  private let unit: SimulatedUnit

  init() throws { unit = try blankUnit() }

  private func wire(_ faults: Fault...) -> SimulatedPort { SimulatedPort(unit, name: "sim", faults: faults) }

  /// What the slot answers with when nothing goes wrong.
  private func sound(_ slot: Slot = Slots.kit) -> SysExMessage? { unit.message(in: slot) }

  @Test("a byte from the unit is lost")
  func dropByte() throws {
    let wire = wire(.dropByte(20))
    var expected = try #require(sound()).bytes
    expected.remove(at: 20)
    #expect(try wire.ask(Slots.kit)?.bytes == expected)
    #expect(try wire.ask(Slots.kit) == sound())
  }

  @Test("a byte from the host is lost")
  func dropHostByte() throws {
    let wire = wire(.dropHostByte(3))
    #expect(try wire.ask(Slots.kit) == nil)
    #expect(try wire.ask(Slots.kit) == sound())
  }

  @Test("an answer arrives twice")
  func duplicate() throws {
    let wire = wire(.sending(.duplicate, of: .nth(1)))
    #expect(try wire.ask(Slots.kit) == sound())
    try wire.write(unit.ownProfile.request(Slots.kit).bytes)
    #expect(try wire.listen().messages == [sound(), sound()])
  }

  @Test("a slot stays silent for a number of requests or forever")
  func silence() throws {
    let twice = wire(.sending(.silence, of: .slot(Slots.kit), times: 2))
    #expect(try twice.ask(Slots.otherKit) == sound(Slots.otherKit))
    #expect(try twice.ask(Slots.kit) == nil)
    #expect(try twice.ask(Slots.kit) == nil)
    #expect(try twice.ask(Slots.kit) == sound())
    #expect(twice.statistics.replies == 2)
    let ever = wire(.sending(.silence, of: .slot(Slots.kit)))
    for _ in 0..<5 { #expect(try ever.ask(Slots.kit) == nil) }
  }

  @Test("the answer is for another slot")
  func otherSlot() throws {
    let wire = wire(.sending(.answer(with: Slots.otherKit), of: .slot(Slots.kit)))
    #expect(try wire.ask(Slots.kit) == sound(Slots.otherKit))
  }

  @Test("only the checksum is wrong")
  func checksum() throws {
    let wire = wire(.sending(.wrongChecksum, times: 1))
    let spoiled = try #require(try wire.ask(Slots.kit))
    let problems = try #require(wire.unit.ownProfile.kind("kit")).problems(of: spoiled)
    #expect(problems.count == 1)
    guard case .wrongChecksum? = problems.first else { Issue.record("\(problems)"); return }
    #expect(try wire.ask(Slots.kit) == sound())
  }

  @Test("a message is truncated")
  func cut() throws {
    for count in [1, 10, 100_000] {
      let wire = wire(.sending(.cutShort(keeping: count)))
      try wire.write(unit.ownProfile.request(Slots.kit).bytes)
      let pieces = try wire.listen().pieces
      let whole = try #require(sound()).bytes
      #expect(pieces == [.broken(Array(whole.prefix(min(count, whole.count - 1))), at: 0, reason: .endOfStream)])
    }
  }

  @Test("a message stalls in the middle and continues")
  func stall() throws {
    let wire = wire(.sending(.stall(at: 40, .seconds(1))))
    #expect(try wire.ask(Slots.kit, within: .seconds(5)) == sound())
    #expect(wire.now == wire.statistics.wireTime + .seconds(1))
  }

  @Test("an answer arrives late")
  func late() throws {
    let wire = wire(.sending(.delay(.seconds(3)), times: 1))
    #expect(try wire.ask(Slots.kit) == nil)
    #expect(try wire.listen(until: .seconds(2)).messages == [sound()])
  }

  @Test("a status byte appears inside a message")
  func status() throws {
    let wire = wire(.sending(.insert(0x90, at: 30)))
    try wire.write(unit.ownProfile.request(Slots.kit).bytes)
    let stream = try wire.listen()
    #expect(stream.messages.isEmpty)
    #expect(
      stream.pieces.first
        == .broken(Array(try #require(sound()).bytes.prefix(30)), at: 0, reason: .status(0x90, at: 30)))
  }

  @Test("a dump is accepted and not stored")
  func protect() throws {
    let wire = wire(.taking(.ignore))
    try wire.write(kitDump(named: "ACIDKIT", wire.unit.ownProfile).bytes)
    #expect(wire.unit.memory.isEmpty)
  }

  @Test("a dump is stored in another slot with that slot's byte")
  func elsewhere() throws {
    let wire = wire(.taking(.store(in: Slots.otherKit), of: .slot(Slots.kit)))
    let dump = try kitDump(named: "ACIDKIT", wire.unit.ownProfile)
    try wire.write(dump.bytes)
    #expect(try wire.ask(Slots.kit) == sound())
    #expect(try wire.ask(Slots.otherKit) == wire.unit.profile.addressed(SlotDump(dump), to: Slots.otherKit).messages[0])
  }

  @Test("a dump is stored with one field changed")
  func normalise() throws {
    let field = FieldPath("track 1 level")
    let wire = wire(.taking(.normalise(field, to: "100")))
    let dump = try kitDump(named: "ACIDKIT", wire.unit.ownProfile)
    try wire.write(dump.bytes)
    let kit = try #require(wire.unit.ownProfile.kind("kit"))
    let kept = kit.decode(try #require(try wire.ask(Slots.kit))).item
    #expect(changedKeys(kit.decode(dump).item, kept) == ["level/0"])
    #expect(kept.field(field)?.value.text == "100")
  }

  @Test("the host's messages are echoed")
  func echo() throws {
    let wire = wire(.echo)
    let request = try unit.ownProfile.request(Slots.kit)
    try wire.write(request.bytes)
    #expect(try wire.listen().messages == [request, sound()])
  }

  @Test("a pulled cable passes no bytes", arguments: [0, 5, 9, 40])
  func unplug(limit: Int) throws {
    let wire = wire(.unplug(afterBytes: limit))
    var bytes: [UInt8] = []
    #expect(throws: PortError.unplugged(name: "sim")) {
      try wire.write(unit.ownProfile.request(Slots.kit).bytes)
      while true { bytes += try wire.read(within: .seconds(1)) }
    }
    #expect(bytes == Array(try #require(sound()).bytes.prefix(max(0, limit - 9))))
    #expect(throws: PortError.unplugged(name: "sim")) { try wire.write([0xF8]) }
    #expect(throws: PortError.unplugged(name: "sim")) { try wire.read(within: .zero) }
  }

  @Test("another model replies")
  func otherModel() throws {
    let wire = wire(.otherModel([0xF0, 0x00, 0x20, 0x3C, 0x02]))
    let message = try #require(try wire.ask(Slots.kit))
    #expect(message.bytes == [0xF0, 0x00, 0x20, 0x3C, 0x02] + (try #require(sound())).bytes.dropFirst(5))
    #expect(wire.unit.ownProfile.recognise(message) == nil)
  }

  @Test("a dump sent too soon after another is lost")
  func gap() throws {
    let wire = wire(.needsGap(.milliseconds(300)))
    let dump = try kitDump(named: "ACIDKIT", wire.unit.ownProfile)
    let other = wire.unit.profile.addressed(SlotDump(dump), to: Slot(kind: "kit", index: 7))
    try wire.write(dump.bytes)
    wire.pause(.milliseconds(299))
    try wire.write(other.bytes)
    #expect(wire.unit.memory == [dump])
    wire.pause(.milliseconds(300))
    try wire.write(other.bytes)
    #expect(wire.unit.memory.count == 2)
  }

  @Test("faults can be combined")
  func together() throws {
    let wire = wire(
      .sending(.duplicate, of: .slot(Slots.kit)), .sending(.cutShort(keeping: 12), of: .slot(Slots.kit)), .echo)
    let request = try unit.ownProfile.request(Slots.kit)
    try wire.write(request.bytes)
    let start = Array(try #require(sound()).bytes.prefix(12))
    #expect(try wire.listen().pieces.map(\.raw) == [request.bytes, start, start])
  }
}
