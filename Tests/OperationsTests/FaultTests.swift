import Archive
import History
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Testing
import Transfer
import Importers

@Suite("a misbehaving instrument or wire")
struct FaultTests {
  private func slot(_ bench: Bench, _ text: String) throws -> Slot { try #require(bench.profile.slot(text)) }

  @Test("a slot that never answers fails the snapshot by name and nothing is stored")
  func silence() throws {
    let bench = try Bench()
    bench.faults = [.sending(.silence, of: .slot(try slot(bench, "kit/007")))]
    #expect(throws: (any Error).self) { try bench.snapshot("first") }
    do { try bench.snapshot("first") } catch OperationError.transfer(let error, let device) {
      #expect(device == "mono" && error == .noAnswer(slot: "kit/007", attempts: 3))
    }
    #expect(try bench.workspace.head() == nil)
  }

  @Test("--allow-partial keeps the received slots, names the missing one and carries it over")
  func partial() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("first").commit)
    try bench.edit("kit/001", "track 1 level", "11")
    bench.faults = [.sending(.silence, of: .slot(try slot(bench, "kit/007")))]
    var request = SnapshotRequest(text: "second")
    request.allowPartial = true
    let result = try bench.workspace.takeSnapshot(request, on: bench.delegate)
    let id = try #require(result.commit)
    #expect(result.isPartial)
    #expect(try bench.workspace.snapshot(id).values("Synvc-Partial") == ["mono kit/007"])
    let (old, new) = (try bench.workspace.state(first), try bench.workspace.state(id))
    let differences = try bench.workspace.compare(old, new)
    #expect(differences.first?.comparison.changes.count == 1)
    // What was not received is not sent back without being told twice.
    bench.faults = []
    try bench.edit("kit/007", "track 1 level", "12")
    let restore = try bench.workspace.planRestore(RestoreRequest(target: id), on: bench.delegate)
    #expect(restore.plans[0].refusals == [.partialSnapshot(slots: ["kit/007"])])
    #expect(throws: OperationError.self) { _ = try bench.workspace.send(restore, on: bench.delegate) { _, _ in } }
  }

  @Test(
    "one bad answer is requested again and then accepted",
    arguments: [Fault.Corruption.wrongChecksum, .cutShort(keeping: 40), .silence, .insert(0x90, at: 30)])
  func once(harm: Fault.Corruption) throws {
    let bench = try Bench()
    bench.faults = [.sending(harm, of: .slot(try slot(bench, "pattern/B02")), times: 1)]
    let id = try #require(try bench.snapshot("first").commit)
    let held = try bench.workspace.state(id).device("mono")?.messages.map(\.message)
    #expect(held == bench.unit.memory.filter { bench.profile.recognise($0)?.kind.isOptional == false })
  }

  @Test("an answer for another slot is never stored under the requested one")
  func otherSlot() throws {
    let bench = try Bench()
    let other = try slot(bench, "kit/009")
    bench.faults = [.sending(.answer(with: other), of: .slot(try slot(bench, "kit/008")))]
    do {
      try bench.snapshot("first")
      Issue.record("the snapshot was taken")
    } catch OperationError.transfer(let error, _) {
      #expect(error == .badAnswer(slot: "kit/008", attempts: 3, reason: .otherSlot("kit/009")))
    }
  }

  @Test("reading back detects a silent unit that stores nothing")
  func writeProtected() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("first").commit)
    try bench.edit("kit/003", "track 1 level", "13")
    let edited = try #require(try bench.snapshot("second").commit)
    bench.faults = [.taking(.ignore)]
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    #expect(!result.isVerified)
    #expect(result.parts[0].different.map { bench.profile.name($0.slot) } == ["kit/003"])
    // What HEAD says is still what the unit holds.
    let head = try #require(try bench.workspace.head())
    let differences = try bench.workspace.compare(try bench.workspace.state(edited), try bench.workspace.state(head))
    #expect(differences.isEmpty)
    #expect(try bench.workspace.snapshot(head).subject == "partly restore \"first\"")
  }

  @Test("reading back detects a unit that stores in another slot, and names the changed slot")
  func misplaced() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("first").commit)
    try bench.edit("kit/003", "track 1 level", "13")
    bench.faults = [.taking(.store(in: try slot(bench, "kit/100")))]
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    #expect(result.parts[0].different.map { bench.profile.name($0.slot) } == ["kit/003"])
    #expect(result.parts[0].changedUnasked.map(bench.profile.name) == ["kit/100"])
  }

  @Test("clock and active sensing inside messages are removed and reported")
  func realTime() throws {
    let bench = try Bench()
    bench.pace.clockTempo = 120
    bench.pace.isSensing = true
    let result = try bench.snapshot("first")
    let id = try #require(result.commit)
    let held = try bench.workspace.state(id).device("mono")?.messages.map(\.message)
    #expect(held == bench.unit.memory.filter { bench.profile.recognise($0)?.kind.isOptional == false })
    #expect((result.parts.first?.reading?.removed[.clock] ?? 0) > 0)
  }

  @Test("a state with over half of the filled slots changed goes to its own branch; HEAD stays")
  func suspect() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("first").commit)
    bench.unit = SimulatedUnit(profile: bench.profile, memory: [])
    let result = try bench.snapshot("another unit")
    #expect(result.isSuspect && result.commit != nil)
    #expect(try bench.workspace.head() == first)
    #expect(result.branch.hasPrefix("suspect/mono/"))
  }

  @Test("an interrupted send leaves a journal, and repeating it completes it")
  func interrupted() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("first").commit)
    for number in 1...3 { try bench.edit("kit/00\(number)", "track 1 level", "\(number)") }
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    var asked = 0
    let delegate = bench.delegate {
      asked += 1; return asked > 288 + 1
    }
    let cut = try bench.workspace.planRestore(RestoreRequest(target: first), on: delegate)
    restore.close()
    #expect(throws: (any Error).self) { _ = try bench.workspace.send(cut, on: delegate) { _, _ in } }
    let journal = try #require(try bench.workspace.journals().first)
    #expect(journal.slots == ["kit/001", "kit/002", "kit/003"] && journal.target == first)
    let second = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    #expect(throws: OperationError.self) { _ = try bench.workspace.send(second, on: bench.delegate) { _, _ in } }
    var request = RestoreRequest(target: journal.target)
    request.isResuming = true
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(first)).select(journal.slots)
    let again = try bench.workspace.planRestore(request, on: bench.delegate)
    let completed = try bench.workspace.send(again, on: bench.delegate) { _, _ in }
    #expect(completed.isVerified)
    let open = try bench.workspace.journals()
    #expect(open.isEmpty)
    let live = try bench.workspace.compareLive(with: first, .all, on: bench.delegate)
    #expect(live.allSatisfy { $0.difference.isEmpty })
  }

  @Test("a message with a wrong checksum is kept, marked, and sent only with force")
  func wrongChecksum() throws {
    let bench = try Bench()
    try bench.snapshot("first")
    var bytes = try #require(bench.unit.message(in: try slot(bench, "kit/004"))).bytes
    bytes[60] ^= 1
    var request = ImportRequest(text: "damaged")
    request.device = "mono"
    let result = try bench.workspace.importFiles(try ImportedFile.read(bytes, name: "kit.syx"), request)
    let id = try #require(result.commit)
    #expect(try bench.workspace.snapshot(id).values("Synvc-Damaged") == ["mono kit/004"])
    let restore = try bench.workspace.planRestore(RestoreRequest(target: id), on: bench.delegate)
    #expect(restore.plans[0].refusals.contains(.wrongChecksum(slots: ["kit/004"])))
    var forced = RestoreRequest(target: id)
    forced.isForced = true
    let forcedPlan = try bench.workspace.planRestore(forced, on: bench.delegate)
    #expect(forcedPlan.plans[0].refusals.isEmpty)
  }
}
