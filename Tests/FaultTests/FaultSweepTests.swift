import Foundation
import Profiles
import Simulation
import Synchronization
import TestSupport
import Testing

/// Faults at every place where they can happen; a part of the places unless `SYNVC_EXHAUSTIVE` is set.
@Suite("faults at every position")
struct FaultSweepTests {
  private static let isExhaustive = ProcessInfo.processInfo.environment["SYNVC_EXHAUSTIVE"] == "1"

  /// Bytes that pass in one job, both directions together, at most.
  private static let places = 0..<760

  /// `SYNVC_FAULTS`: only rows with this word in them.
  private static let wanted = ProcessInfo.processInfo.environment["SYNVC_FAULTS"]

  /// A buffer without any room is none: it begins with one byte.
  private static func start(_ words: String, step: Int) -> Int {
    max(words.hasPrefix("--overflow") ? 1 : 0, words.utf8.count % step)
  }

  @Test(
    "a lost byte, an inserted byte or a pulled cable anywhere gives the true state or an error",
    arguments: [
      "--drop-byte N", "--drop-host-byte N", "--unplug N", "--insert 90@N --times 1", "--insert F8@N",
      "--overflow N:700", "--echo --drop-byte N", "--duplicate --drop-byte N", "--drop-byte N --drop-host-byte N",
    ].filter { words in wanted.map { words.contains($0) } ?? true })
  func everywhere(words: String) throws {
    let step = Self.isExhaustive ? 1 : 97
    var counts: [String: Int] = [:]
    for model in MatrixProfile.allCases {
      let places = stride(from: Self.start(words, step: step), to: Self.places.upperBound, by: step)
      for (index, place) in places.enumerated() {
        let row = FaultRow(words.replacing("N", with: "\(place)"))
        for (number, job) in Job.allCases.enumerated() where Self.isExhaustive || (index + number) % 3 == 0 {
          let verdict = try FaultMatrixTests.verdict(row, model, job)
          try FaultMatrixTests.judge(verdict, row, model, job)
          counts[verdict.untruth == nil ? "\(verdict.status)" : "not seen", default: 0] += 1
        }
      }
    }
    #expect(counts["0"] ?? 0 > 0)
    if Self.isExhaustive { print("\(words): \(counts.sorted { $0.key < $1.key })") }
  }

  @Test("a Monomachine with the matrix faults gives the true state or an error")
  func monomachine() throws {
    let start = try FaultRunStart(Self.monomachineScene())
    let rows = FaultMatrixTests.rows.filter { !$0.words.contains("sample/") && !$0.words.contains("-byte") }
    var counts: [String: Int] = [:]
    if let wanted = Self.wanted, !"monomachine".contains(wanted) { return }
    for (index, row) in rows.enumerated() where Self.isExhaustive || index % 24 == 7 {
      let row = FaultRow(
        row.words.replacing("patch/", with: "kit/").replacing("normalise level", with: "normalise track.1.level"))
      for (number, job) in Job.allCases.enumerated() where Self.isExhaustive || number == index % 3 {
        let verdict = try FaultRun(start).run(job, row.faults(for: start.fixture.profile))
        try FaultMatrixTests.judge(verdict, row, provesItself: true, "monomachine", job)
        counts[verdict.untruth == nil ? "\(verdict.status)" : "not seen", default: 0] += 1
        if Self.isExhaustive { print("\(row.words)  \(job.rawValue)  \(verdict.text)") }
      }
    }
    #expect(!counts.isEmpty)
    if Self.isExhaustive { print("Monomachine: \(counts.sorted { $0.key < $1.key })") }
  }

  private static func monomachineScene() throws -> FaultFixture {
    let text = try ShippedModels.profile("elektron-monomachine")
    let profile = try Profile(text: text)
    let memory = try FactoryMemory.messages(for: profile, from: ShippedModels.factory(profile.id))
    let unit = SimulatedUnit(profile: profile, memory: memory)
    return FaultFixture(
      profile, text, unit,
      knobs: [
        ("kit/002", "track 1 level", "33"), ("pattern/A03", "length", "12"), ("kit/005", "track 1 level", "55"),
      ])
  }
}
