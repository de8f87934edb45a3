import TestSupport
import Archive
import History
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Testing
import Importers

@Suite("voices in a bank")
struct HeldTests {
  private static let text = ToyProfile.text(
    id: "banked", model: 2,
    kinds: [
      ToyKind("bank", count: 2, ["holds: {kind: voice, count: 4, size: 2}"]),
      ToyKind(
        "voice", count: nil, numbers: "{first: 1, digits: 2}", request: nil, dump: nil,
        ["seq: [{ids: [a, b], type: u1}]"]),
    ])

  private static func bank(_ slot: UInt8, _ body: [UInt8]) throws -> SysExMessage {
    try ToyProfile.message(Int(slot), body, model: 2)
  }

  private static let first: [[UInt8]] = [[1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16, 17, 18]]

  private func bench(_ bodies: [[UInt8]] = first) throws -> ToyBench {
    let bench = try ToyBench(Self.text)
    try set(bench, bodies)
    return bench
  }

  private func set(_ bench: ToyBench, _ bodies: [[UInt8]]) throws {
    bench.unit = SimulatedUnit(
      profile: bench.profile, memory: try bodies.enumerated().map { try Self.bank(UInt8($0), $1) })
  }

  private func banks(_ bench: ToyBench) -> [SysExMessage?] {
    (0..<2).map { bench.unit.message(in: Slot(kind: "bank", index: $0)) }
  }

  private func send(_ bench: ToyBench, _ target: ObjectID, _ slots: [String] = [], to: Slot? = nil) throws
    -> (plan: DevicePlan, result: RestoreResult)
  {
    var request = RestoreRequest(target: target)
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(target)).select(slots)
    request.destination = to
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    return (restore.plans[0], try bench.workspace.send(restore, on: bench.delegate) { _, _ in })
  }

  @Test("an imported voice goes into a device bank and the other voices stay")
  func fromFile() throws {
    let bench = try bench()
    try bench.snapshot("first")
    let body: [UInt8] = [21, 22, 23, 24, 25, 26, 27, 28]
    let file = try #require(try ImportedFile.read(try Self.bank(0, body).bytes, name: "rom.syx").first)
    let commit = try #require(try bench.workspace.importFiles([file], ImportRequest(text: "import")).commit)
    var request = RestoreRequest(target: commit)
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(commit)).select([
      "files/rom/bank/1/voice/03"
    ])
    request.destination = bench.profile.slot("bank/2/voice/01")
    request.origin = RestoreRequest.Origin(folder: "files/rom", device: "small")
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    #expect(restore.plans.count == 1 && restore.leftOut.isEmpty)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    #expect(result.isVerified)
    #expect(
      banks(bench) == [try Self.bank(0, Self.first[0]), try Self.bank(1, [25, 26] + Self.first[1].dropFirst(2))])
    let state = try bench.workspace.state(result.commit)
    #expect(state.device("files/rom")?.entries.map(\.bytes) == [try Self.bank(0, body).bytes])
  }

  @Test("a slot of another model is not sent")
  func fromOtherModel() throws {
    let bench = try bench()
    try bench.snapshot("first")
    let file = try #require(try ImportedFile.read([0xF0, 0x7D, 0x09, 0x01, 0xF7], name: "x.syx").first)
    var imported = ImportRequest(text: "import")
    imported.profile = "banked"
    let commit = try #require(try bench.workspace.importFiles([file], imported).commit)
    try bench.workspace.addDevice(Device(name: "other", profile: nil), port: "sim:other")
    var request = RestoreRequest(target: commit)
    request.destination = bench.profile.slot("bank/2/voice/01")
    request.origin = RestoreRequest.Origin(folder: "files/x", device: "other")
    #expect(throws: OperationError.self) { try bench.workspace.planRestore(request, on: bench.delegate) }
  }

  @Test("a second file with the same bank replaces the first")
  func overlaidBank() throws {
    let bench = try bench()
    try bench.snapshot("first")
    var request = ImportRequest(text: "import")
    request.device = "small"
    let bodies: [[UInt8]] = [[9, 9, 9, 9, 9, 9, 9, 9], [8, 8, 8, 8, 8, 8, 8, 8]]
    let files = try bodies.map { body in
      try #require(try ImportedFile.read(try Self.bank(0, body).bytes, name: "bank.syx").first)
    }
    let commit = try #require(try bench.workspace.importFiles(files, request).commit)
    let device = try #require(try bench.workspace.state(commit).device("small"))
    #expect(device.entries.map(\.path).sorted() == ["bank/1.syx", "bank/2.syx"])
    #expect(
      device.content(bench.profile).carriers[Slot(kind: "bank", index: 0)] == SlotDump(try Self.bank(0, bodies[1])))
  }

  @Test("a snapshot stores banks by number and compares them by voice")
  func snapshot() throws {
    let bench = try bench()
    let first = try #require(try bench.snapshot("first").commit)
    let held = try #require(try bench.workspace.state(first).device("small"))
    #expect(held.entries.map(\.path) == ["bank/1.syx", "bank/2.syx"])
    #expect(try bench.snapshot("again").commit == nil)
    try set(bench, [[1, 2, 3, 4, 99, 6, 7, 8], Self.first[1]])
    let result = try bench.snapshot("second")
    #expect(result.parts[0].changedSlots == 1 && result.parts[0].slotCount == 8)
    let second = try #require(result.commit)
    let difference = try bench.workspace.compare(try bench.workspace.state(first), try bench.workspace.state(second))
    let changes = try #require(difference.first).comparison.changes
    #expect(changes.map { bench.profile.name($0.slot) } == ["bank/1/voice/03"])
    guard case .changed(let fields) = changes[0].kind else {
      Issue.record("not changed")
      return
    }
    #expect(fields.map { "\($0.path) \($0.old?.text ?? "") \($0.new?.text ?? "")" } == ["a 5 99"])
  }

  @Test("a voice in another slot is a move")
  func moved() throws {
    let bench = try bench()
    let first = try #require(try bench.snapshot("first").commit)
    try set(bench, [Self.first[0], [11, 12, 3, 4, 15, 16, 17, 18]])
    let second = try #require(try bench.snapshot("second").commit)
    let difference = try bench.workspace.compare(try bench.workspace.state(first), try bench.workspace.state(second))
    guard case .copied(let from)? = difference.first?.comparison.changes.first?.kind else {
      Issue.record("not copied")
      return
    }
    #expect(bench.profile.name(from) == "bank/1/voice/02")
  }

  @Test("a restore sends each differing bank once and verifies it")
  func whole() throws {
    let bench = try bench()
    let first = try #require(try bench.snapshot("first").commit)
    let wanted = banks(bench)
    try set(bench, [[1, 2, 90, 4, 91, 6, 7, 8], Self.first[1]])
    let (plan, result) = try send(bench, first)
    #expect(plan.steps.map(\.slot) == [Slot(kind: "bank", index: 0)] && plan.steps[0].staying == 0)
    #expect(result.isVerified && banks(bench) == wanted)
    #expect(try bench.snapshot("again").commit == nil)
  }

  @Test("one voice is sent inside the current bank, and the other voices stay")
  func composed() throws {
    let bench = try bench()
    let first = try #require(try bench.snapshot("first").commit)
    try set(bench, [[80, 81, 82, 83, 84, 85, 86, 87], [11, 12, 13, 14, 15, 16, 17, 99]])
    let (plan, result) = try send(bench, first, ["bank/1/voice/02"])
    #expect(plan.steps.map(\.staying) == [3] && result.isVerified)
    let expected = [
      try Self.bank(0, [80, 81, 3, 4, 84, 85, 86, 87]), try Self.bank(1, [11, 12, 13, 14, 15, 16, 17, 99]),
    ]
    #expect(banks(bench) == expected)
    // The bank as it was is stored: undoing brings it back.
    let safety = try #require(result.safety)
    #expect(try send(bench, safety, ["bank/1"]).result.isVerified)
    let before = try Self.bank(0, [80, 81, 82, 83, 84, 85, 86, 87])
    #expect(banks(bench)[0] == before)
  }

  @Test("a voice can be sent to another place in another bank")
  func elsewhere() throws {
    let bench = try bench()
    let first = try #require(try bench.snapshot("first").commit)
    let place = try #require(bench.profile.slot("bank/2/voice/04"))
    let (_, result) = try send(bench, first, ["bank/1/voice/01"], to: place)
    let expected = try Self.bank(1, [11, 12, 13, 14, 15, 16, 1, 2])
    #expect(result.isVerified && banks(bench)[1] == expected)
  }

  @Test("an interrupted send of one voice completes or undoes that voice only")
  func cut() throws {
    for resumption in [Resumption.complete, .takeBack] {
      let bench = try bench()
      let first = try #require(try bench.snapshot("first").commit)
      try set(bench, [[80, 81, 82, 83, 84, 85, 86, 87], Self.first[1]])
      bench.faults = [.unplug(afterBytes: 6 + 15 + 9)]
      #expect(throws: (any Error).self) { _ = try send(bench, first, ["bank/1/voice/02"]) }
      bench.faults = []
      #expect(try bench.workspace.journals().first?.slots == ["bank/1/voice/02"])
      let request = try #require(try bench.workspace.requests(to: resumption).first)
      let restore = try bench.workspace.planRestore(request, on: bench.delegate)
      #expect(try bench.workspace.send(restore, on: bench.delegate) { _, _ in }.isVerified)
      let voice: [UInt8] = resumption == .complete ? [3, 4] : [82, 83]
      let expected = try Self.bank(0, [80, 81] + voice + [84, 85, 86, 87])
      #expect(banks(bench)[0] == expected)
    }
  }

  @Test("the live device is compared by voice, reading only banks of the named voices")
  func live() throws {
    let bench = try bench()
    let first = try #require(try bench.snapshot("first").commit)
    try set(bench, [[1, 2, 90, 4, 91, 6, 7, 8], Self.first[1]])
    let names = try bench.workspace.slotNames(of: try bench.workspace.state(first))
    for (text, count) in [("bank/1/voice/02", 1), ("bank/1/voice/01-03", 2), ("bank/1", 2), ("bank/2", 0)] {
      let selection = try names.select([text])
      let found = try bench.workspace.compareLive(with: first, selection, on: bench.delegate)
      #expect(found.first?.difference.comparison.changes.count == count && found.first?.slotCount == 1, "\(text)")
    }
  }

  @Test(
    "an edited voice leaves its neighbours and the other bank unchanged, and the checksum is right", arguments: 0..<8
  )
  func knob(index: Int) throws {
    let bench = try bench()
    let slot = Slot(kind: "voice", index: index)
    try bench.unit.edit(slot, FieldPath("b"), to: "99")
    var bodies = Self.first
    bodies[index / 4][index % 4 * 2 + 1] = 99
    #expect(banks(bench) == (try bodies.enumerated().map { try Self.bank(UInt8($0), $1) }))
    #expect(throws: EditError.unknownSlot(Slot(kind: "voice", index: 8))) {
      try bench.unit.edit(Slot(kind: "voice", index: 8), FieldPath("b"), to: "1")
    }
    #expect(throws: EditError.self) { try bench.unit.edit(slot, FieldPath("b"), to: nil) }
    #expect(throws: EditError.self) { try bench.unit.edit(slot, FieldPath("c"), to: "1") }
    #expect(banks(bench) == (try bodies.enumerated().map { try Self.bank(UInt8($0), $1) }))
  }
}
