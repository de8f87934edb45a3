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

@Suite("the main job on a simulated Monomachine")
struct MainJobTests {
  @Test("a snapshot holds every message, byte for byte, and a second one changes nothing")
  func snapshot() throws {
    let bench = try Bench()
    let result = try bench.snapshot("first", verify: nil)
    let id = try #require(result.commit)
    let state = try bench.workspace.state(id)
    let held = try #require(state.device("mono")?.messages.map(\.message))
    #expect(held == bench.unit.memory.filter { bench.profile.recognise($0)?.kind.isOptional == false })
    #expect(held.count == 288)
    #expect(result.parts.first?.reading?.isReadTwice == true)
    let second = try bench.snapshot("second", verify: nil)
    #expect(second.commit == nil)
    #expect(second.parts.first?.reading?.isReadTwice == false)
  }

  @Test("an edit on the unit is named by track and parameter, reverted alone, and verified")
  func restore() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("before gig").commit)
    try bench.edit("kit/005", "track 2 filter base", "72")
    try bench.edit("pattern/A03", "length", "32")
    let second = try #require(try bench.snapshot("after gig").commit)
    let workspace = bench.workspace
    let differences = try workspace.compare(try workspace.state(first), try workspace.state(second))
    #expect(differences.map(\.device) == ["mono"])
    let changes = differences[0].comparison.changes
    #expect(changes.map { bench.profile.name($0.slot) } == ["kit/005", "pattern/A03"])
    guard case .changed(let fields) = changes[0].kind else {
      Issue.record("not changed")
      return
    }
    #expect(fields.map { "\($0.path)" } == ["track 2 filter base"])

    let restore = try workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    #expect(restore.plans[0].steps.map { bench.profile.name($0.slot) } == ["kit/005", "pattern/A03"])
    var safety: ObjectID?
    let result = try bench.workspace.send(restore, on: bench.delegate) { id, _ in safety = id }
    restore.close()
    #expect(result.isVerified)
    #expect(result.parts[0].verified.count == 2)
    #expect(safety == second && !result.isSafetyNew)
    let restored = try #require(result.commit)
    #expect(try bench.workspace.snapshot(restored).subject == "restore \"before gig\"")
    #expect(try workspace.compare(try workspace.state(first), try workspace.state(restored)).isEmpty)
    #expect(try bench.snapshot("again").commit == nil)
  }

  @Test("changes since the last snapshot are stored before they are overwritten")
  func safety() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("before gig").commit)
    try bench.edit("kit/005", "track 1 amp dec", "99")
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    let safety = try #require(result.safety)
    #expect(result.isSafetyNew && safety != first)
    let kept = try bench.workspace.state(safety).device("mono")?.content(bench.profile)
    let slot = try #require(bench.profile.slot("kit/005"))
    #expect(kept?.item(slot)?.value("track 1 amp dec") == "99")
  }
}
