import TestSupport
import Testing

/// The power goes at every instant of every command, and anything not synced may be lost.
@Suite("a power cut", .serialized)
struct PowerCutTests {
  static var effort: PowerCut.Effort {
    PreparedScenario.isExhaustive
      ? PowerCut.Effort(all: 4096, deviations: 2, sample: 200) : PowerCut.Effort(all: 16, deviations: 0, sample: 4)
  }

  @Test(
    "after a power cut at any time the archive is sound and holds the old or the new state", arguments: Scenario.chosen)
  func everyInstant(_ scenario: Scenario) throws {
    let prepared = try PreparedScenario(scenario)
    var cut = PowerCut(prepared.recording, Self.effort, seed: 2)
    let end = PowerCut.instants(of: prepared.recording) - 1
    var (old, new, failures) = (0, 0, 0)
    cut.forEach(0..<end + 1) { disk, instant in
      do {
        let found = try prepared.examine(DiskFileSystem(disk), mustBeNew: instant == end)
        if found == prepared.pictures.first { old += 1 } else { new += 1 }
      } catch {
        failures += 1
        if failures < 4 { Issue.record("\(scenario.testDescription), instant \(instant) of \(end): \(error)") }
      }
    }
    let counts = cut.counts
    print(
      "\(scenario.testDescription): \(counts.instants) instants (\(counts.exhausted) exhausted), \(counts.states) states, "
        + "\(counts.distinct) distinct: \(old) old, \(new) new, \(failures) wrong")
    #expect(failures == 0 && counts.distinct > counts.instants / 4)
  }
}
