import Files
import Simulation
import Storage
import TestSupport
import Testing

/// What goes wrong while a command mends what went wrong before.
@Suite("one fault after the other", .serialized)
struct CompoundTests {
  /// Of the states after a power cut that follows a kill: every one of a few hundred, else each change alone.
  static var effort: PowerCut.Effort {
    Trial.isExhaustive ? PowerCut.Effort(all: 256, deviations: 1, sample: 20) : PowerCutTests.effort
  }

  /// How many calls one is taken of.
  static func step(_ calls: Int) -> Int { Trial.isExhaustive ? 1 : max(1, calls / 4) }

  @Test(
    "a command that is killed anywhere and given again is durable: no power cut takes back what it found half done",
    arguments: Scenario.chosen)
  func killedThenCut(_ scenario: Scenario) throws {
    let trial = try Trial(scenario)
    var (kills, states, failures) = (0, 0, 0)
    for call in stride(from: 0, to: trial.calls.count, by: Self.step(trial.calls.count)) {
      let disk = DiskFileSystem(trial.before.disk)
      let dying = Player(
        FaultyFileSystem(disk, failing: .init(call: call, .kill, isLasting: true)), trial.before.unit,
        shelf: trial.shelf, process: 2)
      // It never hears of the end.
      try? trial.scenario.act(dying)
      let found = try trial.examine(DiskFileSystem(disk.disk), mustBeNew: false)
      kills += 1
      if found == trial.pictures.last, !scenario.isRepeatable { continue }
      let again = Player(disk, dying.unit, shelf: trial.shelf, process: 3)
      try scenario.act(again)
      let wanted = try Examination(files: DiskFileSystem(disk.disk), shelf: trial.shelf, unit: again.unit).run()
      var cut = PowerCut(disk, Self.effort, seed: 3)
      let end = PowerCut.instants(of: disk) - 1
      cut.forEach(end..<end + 1) { state, _ in
        states += 1
        do {
          let left = try Examination(files: DiskFileSystem(state), shelf: trial.shelf, unit: again.unit).run()
          if left != wanted { throw Examination.Finding(description: "\(left) instead of \(wanted)") }
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

  @Test("a fault in the command that follows a fault leaves the old state or the new one", arguments: Scenario.chosen)
  func faultAfterFault(_ scenario: Scenario) throws {
    let trial = try Trial(scenario)
    var numbers = SeededNumbers(seed: 4)
    let plans = Array(Plans(trial.calls, seed: 4))
    var (runs, failures) = (0, 0)
    for _ in 0..<(Trial.isExhaustive ? 200 : 3) {
      guard let first = plans.randomElement(using: &numbers) else { break }
      let disk = DiskFileSystem(trial.before.disk)
      let one = Player(
        FaultyFileSystem(disk, failing: first), trial.before.unit, shelf: trial.shelf, process: 2)
      try? trial.scenario.act(one)  // what it leaves is what this test begins with
      try second(trial, disk, one, first, &numbers, &runs, &failures)
    }
    #expect(failures == 0)
    print("\(scenario.testDescription): \(runs) faults after a fault, \(failures) wrong")
  }

  @Test(
    "a fault in the command that follows a power cut leaves the old state or the new one", arguments: Scenario.chosen)
  func faultAfterCut(_ scenario: Scenario) throws {
    let trial = try Trial(scenario)
    var numbers = SeededNumbers(seed: 5)
    var cut = PowerCut(trial.recording, PowerCut.Effort(all: 0, deviations: 0, sample: 2), seed: 5)
    var states: [Disk] = []
    cut.forEach(0..<PowerCut.instants(of: trial.recording)) { disk, _ in states.append(disk) }
    var (runs, failures) = (0, 0)
    for _ in 0..<(Trial.isExhaustive ? 200 : 3) {
      guard let state = states.randomElement(using: &numbers) else { break }
      let disk = DiskFileSystem(state)
      let one = Player(disk, trial.before.unit, shelf: trial.shelf, process: 2)
      do { try second(trial, disk, one, nil, &numbers, &runs, &failures) } catch {
        failures += 1
        Issue.record("\(scenario.testDescription), after a power cut: \(error)")
      }
    }
    #expect(failures == 0)
    print("\(scenario.testDescription): \(runs) faults after a power cut, \(failures) wrong")
  }

  /// The command once more with a fault of its own, and once more without.
  private func second(
    _ trial: Trial, _ disk: DiskFileSystem, _ one: Player, _ first: FaultyFileSystem.Plan?,
    _ numbers: inout SeededNumbers, _ runs: inout Int, _ failures: inout Int
  ) throws {
    let found = try trial.examine(DiskFileSystem(disk.disk), mustBeNew: false)
    if found == trial.pictures.last, !trial.scenario.isRepeatable { return }
    let counting = FaultyFileSystem(DiskFileSystem(disk.disk))
    let rehearsal = Player(counting, one.unit, shelf: trial.shelf, process: 3)
    try trial.scenario.act(rehearsal)
    let wanted = try Examination(files: counting, shelf: trial.shelf, unit: rehearsal.unit).run()
    guard let plan = Array(Plans(counting.calls, seed: numbers.next())).randomElement(using: &numbers) else { return }
    runs += 1
    do {
      let two = Player(FaultyFileSystem(disk, failing: plan), one.unit, shelf: trial.shelf, process: 3)
      try? trial.scenario.act(two)
      let between = try Examination(files: DiskFileSystem(disk.disk), shelf: trial.shelf, unit: two.unit).run()
      if between == wanted, !trial.scenario.isRepeatable { return }
      let three = Player(disk, two.unit, shelf: trial.shelf, process: 4)
      try trial.scenario.act(three)
      let left = try Examination(files: disk, shelf: trial.shelf, unit: three.unit).run()
      if left.names != wanted.names { throw Examination.Finding(description: "\(left) instead of \(wanted)") }
      guard three.unit.memory == trial.after.unit.memory else {
        throw Examination.Finding(description: "the instrument holds something else")
      }
    } catch {
      failures += 1
      let name = trial.scenario.testDescription
      if failures < 4 { Issue.record("\(name), \(first.map { "\($0)" } ?? "power cut"), then \(plan): \(error)") }
    }
  }
}
