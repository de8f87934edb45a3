import TestSupport
import MIDI
import Operations
import Profiles
import Simulation
import Testing
import Transfer
import Archive

@Suite("device identification")
struct IdentityTests {
  /// A unit that answers the universal question; firmware 1.4.
  private static func reply(_ major: UInt8, _ minor: UInt8) -> [UInt8] {
    [0xF0, 0x7E, 0x00, 0x06, 0x02, 0x7D, 0x01, 0x00, 0x02, 0x00, minor, 0x00, major, 0x00, 0xF7]
  }

  private func inquire(_ port: any Port, _ profiles: [Profile]) throws -> PortFinding {
    try DeviceDiscovery(Conversation(port), profiles).run()
  }

  @Test("the identity reply gives maker, family, model, firmware and the matching profile")
  func universal() throws {
    let profile = try ToyProfile.profile()
    let port = ScriptedPort([IdentityRequest().message.bytes: [Self.reply(1, 4)]])
    let finding = try inquire(port, [profile])
    let voice = try #require(finding.voices.first)
    #expect(finding.voices.count == 1 && finding.rejection == nil)
    #expect(voice.maker == "no maker (educational use)" && voice.identity?.family == 1 && voice.identity?.member == 2)
    #expect(voice.fits.map(\.profile) == ["small"] && voice.fits.first?.firmware == "1.4")
  }

  @Test("a profile's own request finds a device without universal identity reply")
  func probe() throws {
    let bench = try Bench()
    let finding = try inquire(SimulatedPort(bench.unit), [try ToyProfile.profile(), bench.profile])
    #expect(finding.voices.map { $0.fits.map(\.profile) } == [["elektron-monomachine"]])
    #expect(finding.voices.first?.identity == nil && finding.voices.first?.maker == "Elektron")
  }

  @Test("a port that only echoes requests has no instrument")
  func echo() throws {
    let profile = try ToyProfile.profile()
    let wire = SimulatedPort(SimulatedUnit(profile: profile, memory: []), faults: [.echo, .sending(.silence)])
    #expect(try inquire(wire, [profile]).rejection == .onlyEcho)
    let reader = SlotReader(Conversation(wire), profile)
    #expect(throws: TransferError.onlyEcho) { try reader.identify() }
  }

  @Test("silence, clock and noise are distinguished, and none is waited for endlessly")
  func rejections() throws {
    let profile = try ToyProfile.profile()
    let unit = SimulatedUnit(profile: profile, memory: [])
    #expect(try inquire(SimulatedPort(unit, faults: [.sending(.silence)]), [profile]).rejection == .silence)
    var pace = Pace()
    pace.clockTempo = 120
    let clock = try inquire(SimulatedPort(unit, pace: pace, faults: [.sending(.silence)]), [profile]).rejection
    guard case .onlyRealTime(let tally)? = clock else {
      Issue.record("\(String(describing: clock))")
      return
    }
    #expect(tally[.clock] > 20)
    let chatter = ScriptedPort([IdentityRequest().message.bytes: [[0xF0, 0x41, 0x10, 0xF7]]])
    #expect(try inquire(chatter, [profile]).rejection == .onlyOtherMessages(1))
  }

  @Test("two instruments on one port are both named")
  func two() throws {
    let other: [UInt8] = [0xF0, 0x7E, 0x01, 0x06, 0x02, 0x00, 0x20, 0x3C, 0x01, 0x00, 0x00, 0x00, 0xF7]
    let port = ScriptedPort([IdentityRequest().message.bytes: [Self.reply(1, 4), other]])
    #expect(
      try inquire(port, [try ToyProfile.profile()]).voices.map(\.maker) == ["no maker (educational use)", "Elektron"])
  }

  @Test("firmware and identity are stored in the snapshot, and an update is a separate change")
  func kept() throws {
    let bench = try ToyBench()
    bench.firmware = (1, 4)
    let first = try #require(try bench.snapshot("first").commit)
    let facts = try #require(try bench.workspace.state(first).device("small")?.facts)
    #expect(facts.firmware == "1.4" && facts.identity == Self.reply(1, 4))
    #expect(try bench.workspace.snapshot(first).values("Synvc-Firmware") == ["small 1.4"])
    #expect(try bench.snapshot("again").commit == nil)
    bench.firmware = (1, 5)
    let second = try #require(try bench.snapshot("updated").commit)
    #expect(try bench.workspace.state(second).device("small")?.facts.firmware == "1.5")
  }

  @Test("a snapshot is restored only to a device of the same firmware family")
  func family() throws {
    let bench = try ToyBench()
    bench.firmware = (1, 4)
    let first = try #require(try bench.snapshot("first").commit)
    bench.firmware = (1, 9)
    try bench.put(3, [9, 9])
    let near = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    #expect(near.plans[0].refusals.isEmpty && near.plans[0].isIdentified)
    bench.firmware = (2, 0)
    let far = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    #expect(far.plans[0].refusals == [.otherFirmware(target: "1.4", device: "2.0")])
  }

  @Test("another model's answer is rejected for every request")
  func otherModel() throws {
    let bench = try ToyBench()
    bench.answers[IdentityRequest().message.bytes] = [
      [0xF0, 0x7E, 0x00, 0x06, 0x02, 0x41, 0x01, 0x00, 0x02, 0x00, 0xF7]
    ]
    do {
      try bench.snapshot("first")
      Issue.record("the snapshot was taken")
    } catch OperationError.transfer(.otherModel(let bytes), _) {
      #expect(bytes[5] == 0x41)
    }
  }

  @Test("a truncated or damaged answer is reported as such after a retry", arguments: [0, 1, 2])
  func badAnswer(number: Int) throws {
    let harms: [Fault.Corruption] = [.cutShort(keeping: 7), .insert(0x90, at: 7), .short(by: 3)]
    let bench = try ToyBench()
    bench.faults = [.sending(harms[number])]
    do {
      try bench.snapshot("first")
      Issue.record("the snapshot was taken")
    } catch OperationError.transfer(.badIdentity(let answer), _) {
      switch (number, answer) {
      case (0, .cutOff(.endOfStream, after: 7)), (1, .cutOff(.status(0x90, at: _), after: 7)): break
      case (2, .damaged(let bytes)): #expect(bytes.count == 12 && bytes[1] == 0x7E)
      default: Issue.record("\(answer)")
      }
    }
    #expect(bench.wire?.statistics.messagesToUnit == 3)
    bench.faults = [.sending(harms[number], times: 2)]
    #expect(try bench.snapshot("first").commit != nil)
  }

  @Test("a damaged reply to a maker's own request is reported; other messages and other models are not")
  func badProbe() throws {
    let head = """
      probe:
        request: "F0 7D 01 01 F7"
        reply: "F0 7D 01 02 {major} {minor} F7"
      """
    let bench = try ToyBench(ToyProfile.text(head: head))
    let question: [UInt8] = [0xF0, 0x7D, 0x01, 0x01, 0xF7]
    let cases: [(answer: [UInt8], isBad: Bool)] = [
      ([0xF0, 0x7D, 0x01, 0x02, 0x01, 0xF7], true), ([0xF0, 0x7D, 0x01, 0x42, 0x01, 0x04, 0xF7], true),
      ([0xF0, 0x7D, 0x02, 0x02, 0x01, 0x04, 0xF7], false),
    ]
    for (answer, isBad) in cases {
      bench.answers[question] = [answer]
      do {
        try bench.snapshot("first")
        Issue.record("the snapshot was taken")
      } catch OperationError.transfer(.badIdentity(.damaged(let bytes)), _) {
        #expect(isBad && bytes == answer)
      } catch OperationError.transfer(.otherModel(let bytes), _) {
        #expect(!isBad && bytes == answer)
      }
    }
  }

  @Test("a port that fails before the first slot names that slot")
  func unplugged() throws {
    let bench = try ToyBench(ToyProfile.text(head: ""))
    for bytes in [0, 9, 14] {
      bench.faults = [.unplug(afterBytes: bytes)]
      do {
        try bench.snapshot("first")
        Issue.record("the snapshot was taken")
      } catch OperationError.transfer(.cutOffBefore(.unplugged, let slot), _) { #expect(slot == "patch/1") }
    }
  }
}
