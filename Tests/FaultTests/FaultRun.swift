import Archive
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Testing
@testable import Presentation
import Transfer

/// What is tried with a fault.
enum Job: String, CaseIterable {
  case snapshot = "snapshot"
  case verified = "snapshot --verify"
  case restore = "checkout --send"
}

/// How a job ended, and whether what was stored and said is true.
struct Verdict: Hashable {
  let status: Int32
  /// What was said.
  let words: String
  /// What is not so although it was stored, or said to be.
  let untruth: String?

  var text: String { untruth.map { "\(status)  NOT SEEN: \($0)" } ?? "\(status)  \(words)" }
}

/// One job with faults, from the start that all jobs of a scene have.
final class FaultRun {
  private let fixture: FaultFixture
  private let archive: Repository
  private let registry = ProfileRegistry()
  private var seconds = 1_700_001_000
  /// What the unit holds when it is switched on.
  private var unit: SimulatedUnit
  private var wire: SimulatedPort?
  private var faults: [Fault] = []
  private let first: ObjectID
  private let second: ObjectID

  private var profile: Profile { fixture.profile }

  init(_ start: FaultRunStart) throws {
    (fixture, first, second, unit) = (start.fixture, start.first, start.second, start.unit)
    archive = try start.archive()
    #expect(registry.add(fixture.text, from: "test"))
  }

  private var workspace: Workspace {
    seconds += 60
    return FaultRunStart.workspace(archive, registry, seconds)
  }

  private var delegate: TransferDelegate {
    TransferDelegate(
      open: { _, name in
        let wire = SimulatedPort(self.unit, name: name, faults: self.faults, stored: { self.unit = $0 })
        self.wire = wire
        return wire
      }, progress: { _ in }, isInterrupted: { false }, agreeToSelect: { _ in })
  }

  /// Does the job with the faults and looks at what became of it.
  func run(_ job: Job, _ faults: [Fault]) throws -> Verdict {
    self.faults = faults
    unit = unit.prepared(for: faults)
    let before = unit
    let verdict: Verdict
    do {
      verdict = try job == .restore ? restore() : snapshot(twice: job == .verified)
    } catch {
      let report = ErrorPrinter.report(for: error)
      verdict = Verdict(
        status: report.status.code, words: report.message.plain, untruth: try untruthAfterFailure(before))
    }
    if verdict.untruth == nil, verdict.status == 0, verdict.words.isEmpty { Issue.record("nothing was said") }
    return verdict
  }

  /// Nothing was stored, or what was there before; and where the unit is another one now, a journal says so.
  private func untruthAfterFailure(_ before: SimulatedUnit) throws -> String? {
    if try workspace.head() != second, let untruth = try falsehood(of: "HEAD", workspace.head(), before) {
      return untruth
    }
    let isTouched = wire.map { $0.unit.memory != before.memory } ?? false
    return try isTouched && workspace.journals().isEmpty ? "the unit was changed, and no journal says so" : nil
  }

  private func snapshot(twice: Bool) throws -> Verdict {
    let held = unit
    var request = SnapshotRequest(text: "third")
    request.verify = twice
    let result = try workspace.takeSnapshot(request, on: delegate)
    let missing = result.parts.flatMap { $0.reading?.missing.map(\.slot) ?? [] }
    let unconfirmed = result.parts.flatMap { $0.reading?.unconfirmedRanges ?? [] }
    var words =
      result.isSuspect
      ? "right, put aside on a branch" : missing.isEmpty ? "right" : "without \(names(missing))"
    if !unconfirmed.isEmpty { words += ", unconfirmed \(unconfirmed.joined(separator: ", "))" }
    let untruth = try falsehood(of: "the snapshot", result.commit ?? workspace.head(), held, except: Set(missing))
    return Verdict(status: result.exitStatus.code, words: words, untruth: untruth)
  }

  private func restore() throws -> Verdict {
    let held = unit
    let restore = try workspace.planRestore(RestoreRequest(target: first), on: delegate)
    defer { restore.close() }
    var safety: ObjectID?
    let result = try workspace.send(restore, on: delegate) { id, _ in safety = id }
    let now = wire?.unit ?? unit
    let part = result.parts[0]
    var words = ["right"]
    if !part.different.isEmpty { words = ["differs: \(names(part.different.map(\.slot)))"] }
    if !part.changedUnasked.isEmpty { words.append("changed unasked: \(names(part.changedUnasked))") }
    var untruths = [
      try falsehood(of: "what was saved before", safety, held), try falsehood(of: "HEAD", workspace.head(), now),
    ]
    if result.isVerified {
      let wanted = try content(first)
      untruths += [falsehood(of: "what was verified", wanted, now), falsehood(of: "after power-off", wanted, unit)]
    }
    return Verdict(
      status: result.exitStatus().code, words: words.joined(separator: ", "), untruth: untruths.compactMap(\.self).first
    )
  }

  // MARK: Truth

  private func content(_ commit: ObjectID?) throws -> [Slot: SlotDump] {
    try workspace.state(commit).device("unit")?.content(profile).values ?? [:]
  }

  /// The slots of a snapshot that a unit does not hold so; nil where there is none.
  private func falsehood(
    of what: String, _ commit: ObjectID?, _ unit: SimulatedUnit, except: Set<Slot> = []
  ) throws -> String? {
    let unknown = try commit.map { try workspace.snapshot($0).values("Synvc-Partial") } ?? []
    let unconfirmed = try commit.map { try workspace.snapshot($0).values("Synvc-Unconfirmed") } ?? []
    let doubtful = try workspace.slotNames(of: try workspace.state(commit)).select(
      unconfirmed.map { $0.replacing(" ", with: "/") })
    let partial =
      unknown.compactMap { profile.slot($0.split(separator: " ").last ?? "") }
      + (unconfirmed.isEmpty ? [] : profile.slots().filter { doubtful.contains("unit", $0, profile) })
    return falsehood(of: what, try content(commit), unit, except: except.union(partial))
  }

  private func falsehood(
    of what: String, _ content: [Slot: SlotDump], _ unit: SimulatedUnit, except: Set<Slot> = []
  ) -> String? {
    let wrong = profile.slots().filter { slot in
      guard !except.contains(slot), let held = unit.dump(in: slot) else { return false }
      guard let stored = content[slot] else { return true }
      return !profile.areEqual(stored, held, of: slot)
    }
    return wrong.isEmpty ? nil : "\(what) is not so: \(names(wrong))"
  }

  private func names(_ slots: [Slot]) -> String {
    let names = slots.map(profile.name)
    return names.count <= 4 ? names.joined(separator: ", ") : "\(names[0]) and \(names.count - 1) more"
  }
}
