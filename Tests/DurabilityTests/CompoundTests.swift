import Simulation
import TestSupport
import Testing

/// What goes wrong while a command mends what went wrong before.
@Suite("consecutive faults", .serialized)
struct CompoundTests {
  /// Of the states after a power cut that follows a kill: every one of a few hundred, else each change alone.
  static var effort: PowerCut.Effort {
    PreparedScenario.isExhaustive ? PowerCut.Effort(all: 256, deviations: 1, sample: 20) : PowerCutTests.effort
  }

  /// How many calls one is taken of.
  static func step(_ calls: Int) -> Int { PreparedScenario.isExhaustive ? 1 : max(1, calls / 4) }

  @Test(
    "a killed and repeated command is durable: no power cut loses its half-finished work",
    arguments: Scenario.chosen)
  func killedThenCut(_ scenario: Scenario) throws {
    let prepared = try PreparedScenario(scenario)
    var (kills, states, failures) = (0, 0, 0)
    for call in stride(from: 0, to: prepared.calls.count, by: Self.step(prepared.calls.count)) {
      let disk = DiskFileSystem(prepared.before.disk)
      let dying = ArchiveClient(
        FaultyFileSystem(disk, failing: .init(call: call, .kill, isLasting: true)), prepared.before.unit,
        registry: prepared.registry, process: 2)
      // It never hears of the end.
      try? prepared.scenario.act(dying)
      let found = try prepared.examine(DiskFileSystem(disk.disk), mustBeNew: false)
      kills += 1
      if found == prepared.pictures.last, !scenario.isRepeatable { continue }
      let again = ArchiveClient(disk, dying.unit, registry: prepared.registry, process: 3)
      try scenario.act(again)
      let wanted = try Invariants(files: DiskFileSystem(disk.disk), registry: prepared.registry, unit: again.unit).run()
      var cut = PowerCut(disk, Self.effort, seed: 3)
      let end = PowerCut.instants(of: disk) - 1
      cut.forEach(end..<end + 1) { state, _ in
        states += 1
        do {
          let left = try Invariants(files: DiskFileSystem(state), registry: prepared.registry, unit: again.unit).run()
          if left != wanted { throw Invariants.Finding(description: "\(left) instead of \(wanted)") }
        } catch {
          failures += 1
          if failures < 4 { Issue.record("\(scenario.testDescription), killed before call \(call): \(error)") }
        }
      }
    }
    #expect(failures == 0)
    print(
      "\(scenario.testDescription): killed at \(kills) calls and given again, \(states) power cuts, \(failures) wrong")
  }

  @Test("a fault in the next command after a fault leaves the old or the new state", arguments: Scenario.chosen)
  func faultAfterFault(_ scenario: Scenario) throws {
    let prepared = try PreparedScenario(scenario)
    var numbers = SeededNumbers(seed: 4)
    let plans = Array(Plans(prepared.calls, seed: 4))
    var (runs, failures) = (0, 0)
    for _ in 0..<(PreparedScenario.isExhaustive ? 200 : 3) {
      guard let first = plans.randomElement(using: &numbers) else { break }
      let disk = DiskFileSystem(prepared.before.disk)
      let one = ArchiveClient(
        FaultyFileSystem(disk, failing: first), prepared.before.unit, registry: prepared.registry, process: 2)
      try? prepared.scenario.act(one)  // what it leaves is what this test begins with
      try second(prepared, disk, one, first, &numbers, &runs, &failures)
    }
    #expect(failures == 0)
    print("\(scenario.testDescription): \(runs) faults after a fault, \(failures) wrong")
  }

  @Test(
    "a fault in the next command after a power cut leaves the old or the new state", arguments: Scenario.chosen)
  func faultAfterCut(_ scenario: Scenario) throws {
    let prepared = try PreparedScenario(scenario)
    var numbers = SeededNumbers(seed: 5)
    var cut = PowerCut(prepared.recording, PowerCut.Effort(all: 0, deviations: 0, sample: 2), seed: 5)
    var states: [Disk] = []
    cut.forEach(0..<PowerCut.instants(of: prepared.recording)) { disk, _ in states.append(disk) }
    var (runs, failures) = (0, 0)
    for _ in 0..<(PreparedScenario.isExhaustive ? 200 : 3) {
      guard let state = states.randomElement(using: &numbers) else { break }
      let disk = DiskFileSystem(state)
      let one = ArchiveClient(disk, prepared.before.unit, registry: prepared.registry, process: 2)
      do { try second(prepared, disk, one, nil, &numbers, &runs, &failures) } catch {
        failures += 1
        Issue.record("\(scenario.testDescription), after a power cut: \(error)")
      }
    }
    #expect(failures == 0)
    print("\(scenario.testDescription): \(runs) faults after a power cut, \(failures) wrong")
  }

  /// The command once more with a fault of its own, and once more without.
  private func second(
    _ prepared: PreparedScenario, _ disk: DiskFileSystem, _ one: ArchiveClient, _ first: FaultyFileSystem.Plan?,
    _ numbers: inout SeededNumbers, _ runs: inout Int, _ failures: inout Int
  ) throws {
    let found = try prepared.examine(DiskFileSystem(disk.disk), mustBeNew: false)
    if found == prepared.pictures.last, !prepared.scenario.isRepeatable { return }
    let counting = FaultyFileSystem(DiskFileSystem(disk.disk))
    let rehearsal = ArchiveClient(counting, one.unit, registry: prepared.registry, process: 3)
    try prepared.scenario.act(rehearsal)
    let wanted = try Invariants(files: counting, registry: prepared.registry, unit: rehearsal.unit).run()
    guard let plan = Array(Plans(counting.calls, seed: numbers.next())).randomElement(using: &numbers) else { return }
    runs += 1
    do {
      let two = ArchiveClient(FaultyFileSystem(disk, failing: plan), one.unit, registry: prepared.registry, process: 3)
      try? prepared.scenario.act(two)
      let between = try Invariants(files: DiskFileSystem(disk.disk), registry: prepared.registry, unit: two.unit).run()
      if between == wanted, !prepared.scenario.isRepeatable { return }
      let three = ArchiveClient(disk, two.unit, registry: prepared.registry, process: 4)
      try prepared.scenario.act(three)
      let left = try Invariants(files: disk, registry: prepared.registry, unit: three.unit).run()
      if left.names != wanted.names { throw Invariants.Finding(description: "\(left) instead of \(wanted)") }
      guard three.unit.memory == prepared.after.unit.memory else {
        throw Invariants.Finding(description: "the instrument holds something else")
      }
    } catch {
      failures += 1
      let name = prepared.scenario.testDescription
      if failures < 4 { Issue.record("\(name), \(first.map { "\($0)" } ?? "power cut"), then \(plan): \(error)") }
    }
  }
}
