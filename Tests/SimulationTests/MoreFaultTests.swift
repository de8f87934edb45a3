import MIDI
import Profiles
import Testing

@testable import Simulation
import TestSupport

@Suite("faults of drivers, memory and users")
struct MoreFaultTests {
  private let unit: SimulatedUnit

  init() throws { unit = try blankUnit() }

  private func wire(_ faults: Fault...) -> SimulatedPort { SimulatedPort(unit, name: "sim", faults: faults) }
  private func sound(_ slot: Slot = Slots.kit) throws -> SysExMessage { try #require(unit.message(in: slot)) }

  /// What arrives after a request.
  private func heard(_ wire: SimulatedPort, _ slot: Slot = Slots.kit) throws -> FramedStream {
    try wire.write(unit.ownProfile.request(slot).bytes)
    return try wire.listen()
  }

  @Test("only zeros that pad a packet are lost")
  func zeros() throws {
    #expect(
      Fault.Corruption.dropZeros.applied(to: [0xF0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xF7])
        == [0xF0, 0, 0, 1, 0, 0, 0, 0, 0xF7])
    // A sum does not see it.
    let profile = try Profile(text: Shipped.example())
    let wire = SimulatedPort(SimulatedUnit(profile: profile, memory: []), faults: [.sending(.dropZeros)])
    let slot = Slot(kind: "rhythm", index: 3)
    let message = try #require(wire.unit.message(in: slot))
    let heard = try #require(try wire.ask(slot))
    #expect(heard.bytes == Fault.Corruption.dropZeros.applied(to: message.bytes) && heard != message)
    #expect(try #require(profile.kind("rhythm")).problems(of: heard).isEmpty)
  }

  @Test("two answers are swapped")
  func reorder() throws {
    let wire = wire(.sending(.reorder, times: 1))
    #expect(try heard(wire).messages.isEmpty)
    #expect(try heard(wire, Slots.otherKit).messages == [try sound(Slots.otherKit), try sound()])
    #expect(try heard(wire).messages == [try sound()])
  }

  @Test("two answers arrive back to back")
  func merge() throws {
    let wire = wire(.sending(.merge, times: 1))
    #expect(try heard(wire).messages.isEmpty)
    let request = try unit.ownProfile.request(Slots.otherKit)
    try wire.write(request.bytes)
    let start = wire.now
    let stream = try wire.listen(until: .seconds(1))
    #expect(stream.messages == [try sound(), try sound(Slots.otherKit)])
    let count = stream.messages.reduce(0) { $0 + $1.bytes.count }
    #expect(wire.now == start + wire.pace.thinkTime + wire.pace.byteTime * count + .seconds(1))
  }

  @Test("a message arrives one byte per read")
  func split() throws {
    let wire = wire(.sending(.split(.milliseconds(5))))
    try wire.write(unit.ownProfile.request(Slots.kit).bytes)
    var (bytes, reads): ([UInt8], Int) = ([], 0)
    while case let more = try wire.read(within: .milliseconds(100)), !more.isEmpty {
      (bytes, reads) = (bytes + more, reads + 1)
    }
    #expect(bytes == (try sound()).bytes && reads == bytes.count)
  }

  @Test("bytes before the end, or the end itself, are missing")
  func short() throws {
    let whole = try sound().bytes
    #expect(try heard(wire(.sending(.short(by: 3)))).messages.map(\.bytes) == [whole.dropLast(4) + [0xF7]])
    #expect(try heard(wire(.sending(.short(by: 100_000)))).messages.map(\.bytes) == [[0xF0, 0xF7]])
    let open = try heard(wire(.sending(.noEnd)))
    #expect(open.pieces == [.broken(Array(whole.dropLast()), at: 0, reason: .endOfStream)])
  }

  @Test("bytes that overflow the unit's buffer are lost")
  func overflow() throws {
    let dump = try kitDump(named: "ACIDKIT", unit.ownProfile)
    let slow = wire(.overflow(room: 100, rate: 1000))
    try slow.write(dump.bytes)
    #expect(slow.unit.memory.isEmpty)
    let paced = wire(.overflow(room: 100, rate: 1000))
    for start in stride(from: 0, to: dump.bytes.count, by: 50) {
      try paced.write(Array(dump.bytes.dropFirst(start).prefix(50)))
      paced.pause(.milliseconds(50))
    }
    #expect(paced.unit.memory == [dump])
    let roomy = wire(.overflow(room: dump.bytes.count, rate: 1000))
    try roomy.write(dump.bytes)
    #expect(roomy.unit.memory == [dump])
  }

  @Test("a full buffer loses single bytes and accepts others as space is freed")
  func buffer() {
    var buffer = InputBuffer(room: 2, rate: 1000)
    let taken = [0, 0, 0, 999, 1000, 1000, 9_000_000].map { buffer.takes(at: .microseconds($0)) }
    #expect(taken == [true, true, false, false, true, false, true])
  }

  @Test("a unit with volatile memory returns sent data until power-off")
  func forgets() throws {
    var kept: [SimulatedUnit] = []
    let wire = SimulatedPort(unit, faults: [.forgets], stored: { kept.append($0) })
    let dump = try kitDump(named: "ACIDKIT", unit.ownProfile)
    try wire.write(dump.bytes)
    #expect(try wire.ask(Slots.kit) == dump)
    #expect(kept.isEmpty)
  }

  @Test("an absent bank repeats the previous dump until the bank is present")
  func absent() throws {
    let wire = wire(.absentBank(from: Slot(kind: "kit", index: 10)))
    #expect(try wire.ask(Slots.kit) == (try sound()))
    #expect(try wire.ask(Slots.otherKit) == (try sound()))
    #expect(try wire.ask(Slots.pattern) == (try sound(Slots.pattern)))
    #expect(try wire.ask(Slots.otherKit) == (try sound(Slots.pattern)))
  }

  @Test("other firmware changes the version in dump headers and keeps checksums correct")
  func firmware() throws {
    let other = unit.prepared(for: [.otherFirmware])
    let message = try #require(other.message(in: Slots.kit))
    let kit = try #require(unit.ownProfile.kind("kit"))
    #expect(kit.problems(of: message).isEmpty)
    #expect(!unit.ownProfile.isSameVersion(SlotDump(message), SlotDump(try sound()), of: Slots.kit))
    #expect(try Array(message.bytes.dropFirst(20).dropLast(5)) == Array(sound().bytes.dropFirst(20).dropLast(5)))
    #expect(unit.prepared(for: [.echo]).memory == unit.memory)
  }

  @Test("another project changes nearly every slot, and each slot is intact")
  func project() throws {
    let profile = try Profile(text: Shipped.example())
    let unit = SimulatedUnit(profile: profile, memory: [])
    let other = unit.prepared(for: [.otherProject])
    for slot in profile.slots() where slot.kind != "setup" {
      let (one, two) = (try #require(unit.message(in: slot)), try #require(other.message(in: slot)))
      #expect(one != two && profile.kind(slot.kind)?.problems(of: two).isEmpty == true, "\(profile.name(slot))")
    }
  }

  @Test("a playing sequencer sends start and then clock")
  func playing() throws {
    let wire = wire(.playing(tempo: 120))
    var bytes: [UInt8] = []
    while wire.now < .seconds(1) { bytes += try wire.read(within: .milliseconds(100)) }
    #expect(bytes.first == 0xFA && bytes.dropFirst().allSatisfy { $0 == 0xF8 })
    #expect((47...49).contains(bytes.count))
  }

  @Test("a manual unit ignores slot requests and sends the user's dumps")
  func byHand() throws {
    let wire = wire(.byHand)
    #expect(try heard(wire).messages.isEmpty)
    let probe = try #require(unit.ownProfile.probe)
    try wire.write(probe.request.fill([:]))
    #expect(try wire.listen().messages.count == 1)
    wire.pressSend([Slots.kit, Slots.pattern], after: .seconds(3))
    let start = wire.now
    #expect(try wire.read(within: .milliseconds(2999)).isEmpty)
    #expect(try wire.listen().messages == [try sound(), try sound(Slots.pattern)])
    #expect(wire.now > start + .seconds(3))
    let everything = SimulatedPort(SimulatedUnit(profile: try Profile(text: Shipped.example()), memory: []))
    everything.pressSend()
    #expect(try everything.listen().messages == everything.unit.ownProfile.slots().compactMap(everything.unit.message))
  }

  @Test("a fault applies only to its slot and count")
  func aim() throws {
    let profile = unit.ownProfile
    let fault = try FaultName.cut.fault("12", for: profile, aim: FaultAim(.slot(Slots.kit), times: 1))
    #expect(fault == .sending(.cutShort(keeping: 12), of: .slot(Slots.kit), times: 1))
  }
}

@Suite("fault names")
struct FaultNameTests {
  private static let values: [FaultName: String] = [
    .dropByte: "20", .dropHostByte: "3", .insert: "FE@40", .stall: "40:1.5", .delay: "3", .wrongSlot: "kit/020",
    .short: "3", .cut: "40", .overflow: "512:1000", .slowProgram: "400", .needsGap: "300", .unplug: "100",
    .storeIn: "kit/020",
    .normalise: "track 1 level=100", .absentBank: "kit/100",
  ]

  @Test("faults with a value parse one, and other faults refuse one", arguments: FaultName.allCases)
  func value(name: FaultName) throws {
    let profile = try Shipped.monomachine()
    #expect((name.value == nil) == (Self.values[name] == nil))
    let fault = try name.fault(Self.values[name] ?? "", for: profile, aim: FaultAim(.nth(2), times: 4))
    let isAimed =
      switch fault {
      case .sending(_, let target, let times), .taking(_, let target, let times): target == .nth(2) && times == 4
      default: false
      }
    #expect(isAimed == name.isForMessages)
    #expect(name.summary.hasSuffix(".") && name.rawValue.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
  }

  @Test("fault names create distinct faults")
  func distinct() throws {
    let profile = try Shipped.monomachine()
    let faults = try FaultName.allCases.map { try $0.fault(Self.values[$0] ?? "", for: profile) }
    #expect(Set(faults).count == FaultName.allCases.count)
  }

  @Test(
    "an invalid value is rejected with the fault's name",
    arguments: [
      (FaultName.dropByte, ""), (.dropByte, "-1"), (.dropByte, "x"), (.dropByte, "99999999999999999999"),
      (.insert, "F"), (.insert, "XY"), (.insert, "F8@"), (.insert, "F8@1@2"), (.stall, "40"), (.stall, "40:-1"),
      (.stall, "40:nan"), (.delay, "a while"), (.delay, "1e9"), (.overflow, "512"), (.overflow, "0:10"),
      (.overflow, "10:0"), (.normalise, "level"), (.normalise, "=3"), (.normalise, "level="),
    ])
  func refused(name: FaultName, text: String) throws {
    let profile = try Shipped.monomachine()
    #expect(throws: FaultTextError(name: name, text: text, isUnknownSlot: false)) {
      _ = try name.fault(text, for: profile)
    }
  }

  @Test("a slot missing from the model is named")
  func slot() throws {
    let profile = try Shipped.monomachine()
    #expect(throws: FaultTextError(name: .storeIn, text: "kit/999", isUnknownSlot: true)) {
      _ = try FaultName.storeIn.fault("kit/999", for: profile)
    }
  }
}
