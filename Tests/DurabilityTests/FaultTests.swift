import Files
import TestSupport
import Testing

/// Every file-system call of every command fails, in every way, once and for ever.
@Suite("a failing file system", .serialized)
struct FaultTests {
  @Test("after any failing call the archive is sound and holds the old or the new state", arguments: Scenario.chosen)
  func everyCall(_ scenario: Scenario) throws {
    let prepared = try PreparedScenario(scenario)
    var tally = Tally()
    for plan in Plans(prepared.calls, seed: 1) {
      do { try FaultRun(prepared, plan).run(&tally) } catch {
        Issue.record("\(scenario.testDescription), \(plan) (\(prepared.calls[plan.call])): \(error)")
      }
    }
    #expect(tally.runs >= (PreparedScenario.isExhaustive ? prepared.calls.count * 4 : min(25, prepared.calls.count)))
    print("\(scenario.testDescription): \(prepared.calls.count) calls, \(tally)")
  }

  @Test(
    "a rolled-back ref loses its reflog, even if the rollback was interrupted",
    arguments: Scenario.all.filter { ["branch --delete", "branch --rename"].contains($0.testDescription) })
  func reflogOfNoRef(_ scenario: Scenario) throws {
    let prepared = try PreparedScenario(scenario)
    let fault = FileFault("EIO", code: ErrorCode.input, effect: .all)
    let calls = prepared.calls.indices.filter { index in
      prepared.calls[index].call == .rename && prepared.calls[index].path.contains("/logs/")
    }
    #expect(!calls.isEmpty)
    var tally = Tally()
    for call in calls { try FaultRun(prepared, FaultyFileSystem.Plan(call: call, fault, isLasting: true)).run(&tally) }
  }
}

/// The calls that are made to fail, and how.
struct Plans: Sequence {
  private let calls: [(call: FileCall, path: String)]
  private let seed: UInt64

  init(_ calls: [(call: FileCall, path: String)], seed: UInt64) {
    self.calls = calls
    self.seed = seed
  }

  /// Every call with every fault, once and lasting; else some thirty calls with one of them.
  func makeIterator() -> IndexingIterator<[FaultyFileSystem.Plan]> {
    var numbers = SeededNumbers(seed: seed)
    var plans: [FaultyFileSystem.Plan] = []
    let step = PreparedScenario.isExhaustive ? 1 : Swift.max(1, calls.count / 30)
    let first = Int.random(in: 0..<step, using: &numbers)
    for index in stride(from: first, to: calls.count, by: step) {
      let all = FileFault.possible(for: calls[index].call).flatMap { fault in
        [false, true].map { FaultyFileSystem.Plan(call: index, fault, isLasting: $0) }
      }
      plans += PreparedScenario.isExhaustive ? all : Array(all.shuffled(using: &numbers).prefix(1))
    }
    return plans.makeIterator()
  }
}

/// What came of the runs.
struct Tally: CustomStringConvertible {
  var runs = 0
  var old = 0
  var new = 0
  /// Faults that the command survived, by call.
  var harmless: [String: Int] = [:]
  var repeated = 0

  var description: String {
    let survived = harmless.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return
      "\(runs) faults: \(old) left the old state, \(new) the new one; \(repeated) done again; harmless: \(survived)"
  }
}

/// One command with one fault.
struct FaultRun {
  let prepared: PreparedScenario
  let plan: FaultyFileSystem.Plan

  init(_ prepared: PreparedScenario, _ plan: FaultyFileSystem.Plan) {
    self.prepared = prepared
    self.plan = plan
  }

  func run(_ tally: inout Tally) throws {
    let disk = DiskFileSystem(prepared.before.disk)
    let faulty = FaultyFileSystem(disk, failing: plan)
    let player = ArchiveClient(faulty, prepared.before.unit, registry: prepared.registry, process: 2)
    var failure: (any Error)?
    do { try prepared.scenario.act(player) } catch { failure = error }
    let found = try prepared.examine(disk, mustBeNew: failure == nil)
    tally.runs += 1
    if found == prepared.pictures.first { tally.old += 1 } else { tally.new += 1 }
    // Two threads make their calls in another order each time.
    let calls = faulty.calls
    let call = plan.call < calls.count ? calls[plan.call] : prepared.calls[plan.call]
    if failure == nil {
      tally.harmless["\(call.call.rawValue) \(Path.name(call.path))", default: 0] += 1
    }
    if isTidy(after: call.call), !(try PreparedScenario.leftovers(disk.disk).isEmpty) {
      throw Invariants.Finding(description: "left behind: \(try PreparedScenario.leftovers(disk.disk))")
    }
    try prepared.repeatAct(on: disk, player.unit, found)
    tally.repeated += 1
  }

  /// Whether no temporary file may stay: one whose removal fails does, and one that seemed not to be made.
  private func isTidy(after call: FileCall) -> Bool {
    !plan.isLasting && call != .remove && !(plan.fault.effect == .all && [.create, .link].contains(call))
  }
}
