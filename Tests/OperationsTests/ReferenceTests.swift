import TestSupport
import Archive
import History
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Testing
import Transfer

/// An instrument that nobody makes: songs play patterns, patterns play kits.
enum Linked {
  static let text = ToyProfile.text(
    id: "linked", model: 5, head: "restore-order: [kit, pattern, song]",
    kinds: [
      ToyKind("kit", dump: dump, ["seq: [{ids: [level, tone], type: u1}]"]),
      ToyKind(
        "pattern", number: 1, dump: dump,
        ["refers-to: {kit: kit}", "seq: [{ids: [kit, length], type: u1}]", "view: {kit: {as: {slot: kit}}}"]),
      ToyKind(
        "song", number: 2, count: 2, dump: dump,
        [
          "refers-to: {pattern: pattern}", "seq: [{ids: [pattern, tempo], type: u1}]",
          "view: {pattern: {as: {slot: pattern}}}",
        ]),
    ])

  private static let dump = "{version} {slot} {body*} {checksum}"

  /// - Parameter kind: 0 for a kit, 1 for a pattern, 2 for a song.
  static func message(_ kind: UInt8, _ slot: Int, _ body: [UInt8], version: UInt8 = 1) throws -> SysExMessage {
    try ToyProfile.message(slot, body, model: 5, start: [0x20 + kind, version])
  }

  /// Kit 1 to 8; pattern N plays kit N; song N plays pattern N.
  static func bench() throws -> ToyBench {
    let bench = try ToyBench(text)
    var memory: [SysExMessage] = []
    for slot in 0..<8 { memory.append(try message(0, slot, [UInt8(slot), 50])) }
    for slot in 0..<8 { memory.append(try message(1, slot, [UInt8(slot), 16])) }
    for slot in 0..<2 { memory.append(try message(2, slot, [UInt8(slot), 120])) }
    bench.unit = SimulatedUnit(profile: bench.profile, memory: memory)
    return bench
  }
}

@Suite("references between slots")
struct ReferenceTests {
  private func put(_ bench: ToyBench, _ kind: UInt8, _ slot: Int, _ body: [UInt8], version: UInt8 = 1) throws {
    _ = bench.unit.receive(try Linked.message(kind, slot, body, version: version))
  }

  private func restore(
    _ bench: ToyBench, _ target: ObjectID, _ slots: [String], withReferences: Bool = false
  ) throws -> Restore {
    var request = RestoreRequest(target: target)
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(target)).select(slots)
    request.withReferences = withReferences
    return try bench.workspace.planRestore(request, on: bench.delegate)
  }

  private func names(_ plan: DevicePlan) -> [String] { plan.steps.map { plan.profile.name($0.slot) } }

  private func needs(_ plan: DevicePlan) -> [String] {
    plan.needs.map { "\(plan.profile.name($0.slot)) \(plan.profile.name($0.needs))" }
  }

  private func uses(_ plan: DevicePlan) -> [String] {
    plan.uses.map { ([$0.slot] + $0.users).map(plan.profile.name).joined(separator: " ") }
  }

  @Test("'--with-refs' stores a kit saved since the last snapshot before overwriting it")
  func saved() throws {
    let bench = try Linked.bench()
    let first = try #require(try bench.snapshot("first").commit)
    try put(bench, 1, 2, [2, 32])
    try bench.snapshot("second")
    try put(bench, 0, 2, [99, 98])
    let before = bench.unit.memory
    let plan = try restore(bench, first, ["pattern/3"], withReferences: true)
    #expect(names(plan.plans[0]) == ["kit/3", "pattern/3"] && plan.plans[0].needs.isEmpty)
    let result = try bench.workspace.send(plan, on: bench.delegate) { _, _ in }
    let kit = try Linked.message(0, 2, [2, 50])
    #expect(result.isVerified && bench.unit.message(in: Slot(kind: "kit", index: 2)) == kit)
    let safety = try #require(result.safety)
    #expect(result.isSafetyNew)
    let back = try restore(bench, safety, [])
    #expect(try bench.workspace.send(back, on: bench.delegate) { _, _ in }.isVerified && bench.unit.memory == before)
  }

  @Test("a kit that differs on the instrument is included even if the last snapshot holds the wanted one")
  func needed() throws {
    let bench = try Linked.bench()
    let first = try #require(try bench.snapshot("first").commit)
    try put(bench, 0, 2, [99, 98])
    try put(bench, 1, 2, [2, 32])
    let plan = try restore(bench, first, ["pattern/3"]).plans[0]
    #expect(names(plan) == ["pattern/3"] && needs(plan) == ["pattern/3 kit/3"])
    // Read were the pattern and its kit, nothing else: two questions of six bytes, and that who is there.
    #expect(bench.wire?.statistics.bytesToUnit == 2 * 6)
  }

  @Test("indirect references are included and sent, even through equal slots")
  func transitive() throws {
    let bench = try Linked.bench()
    let first = try #require(try bench.snapshot("first").commit)
    try put(bench, 0, 1, [99, 98])
    try put(bench, 2, 1, [4, 100])
    let plan = try restore(bench, first, ["song/2"]).plans[0]
    #expect(names(plan) == ["song/2"] && needs(plan) == ["pattern/2 kit/2"])
    let all = try restore(bench, first, ["song/2"], withReferences: true)
    #expect(names(all.plans[0]) == ["kit/2", "song/2"] && all.plans[0].needs.isEmpty)
    #expect(try bench.workspace.send(all, on: bench.delegate) { _, _ in }.isVerified)
    #expect(try bench.workspace.compareLive(with: first, .all, on: bench.delegate).allSatisfy(\.difference.isEmpty))
  }

  @Test("an interrupted send of a relocated slot with its references is completed or undone")
  func cut() throws {
    for resumption in [Resumption.complete, .takeBack] {
      let bench = try Linked.bench()
      let first = try #require(try bench.snapshot("first").commit)
      try put(bench, 0, 2, [99, 98])
      let before = bench.unit.memory
      var request = RestoreRequest(target: first)
      request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(first)).select(["pattern/3"])
      request.destination = Slot(kind: "pattern", index: 6)
      request.withReferences = true
      let delegate = bench.delegate { bench.phases.contains { $0.phase == .sending } }
      let plan = try bench.workspace.planRestore(request, on: delegate)
      #expect(names(plan.plans[0]) == ["kit/3", "pattern/7"])
      #expect(throws: OperationError.self) { try bench.workspace.send(plan, on: delegate) { _, _ in } }
      #expect(try bench.workspace.journals().first?.sent == ["kit/3"])
      let rest = try bench.workspace.planRestore(
        try #require(try bench.workspace.requests(to: resumption).first), on: bench.delegate)
      #expect(try bench.workspace.send(rest, on: bench.delegate) { _, _ in }.isVerified, "\(resumption)")
      guard resumption == .complete else {
        #expect(bench.unit.memory == before)
        continue
      }
      #expect(bench.unit.message(in: Slot(kind: "kit", index: 2)) == (try Linked.message(0, 2, [2, 50])))
      #expect(bench.unit.message(in: Slot(kind: "pattern", index: 6)) == (try Linked.message(1, 6, [2, 16])))
      #expect(try bench.workspace.journals().isEmpty)
    }
  }

  @Test("references in another structure version are refused")
  func version() throws {
    let bench = try Linked.bench()
    let first = try #require(try bench.snapshot("first").commit)
    try put(bench, 0, 2, [99, 98], version: 2)
    try put(bench, 1, 2, [2, 32], version: 2)
    let plan = try restore(bench, first, ["pattern/3"], withReferences: true)
    #expect(plan.plans[0].refusals == [.otherVersion(slots: ["kit/3", "pattern/3"])])
    #expect(throws: OperationError.self) { try bench.workspace.send(plan, on: bench.delegate) { _, _ in } }
  }

  @Test("the users of an overwritten slot are named, from the device if read, else from HEAD")
  func uses() throws {
    let bench = try Linked.bench()
    let first = try #require(try bench.snapshot("first").commit)
    try put(bench, 1, 6, [2, 16])
    try bench.snapshot("second")
    try put(bench, 0, 2, [99, 98])
    let plan = try restore(bench, first, ["kit/3"]).plans[0]
    #expect(names(plan) == ["kit/3"] && uses(plan) == ["kit/3 pattern/3 pattern/7"])
    // A pattern that is brought back too is as it shall be.
    #expect(try uses(restore(bench, first, ["kit/3", "pattern/3"]).plans[0]) == ["kit/3 pattern/7"])
    #expect(try restore(bench, first, []).plans[0].uses.isEmpty)
    var request = RestoreRequest(target: first)
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(first)).select(["kit/1"])
    request.destination = Slot(kind: "kit", index: 4)
    let moved = try bench.workspace.planRestore(request, on: bench.delegate).plans[0]
    #expect(uses(moved) == ["kit/5 pattern/5"])
  }
}
