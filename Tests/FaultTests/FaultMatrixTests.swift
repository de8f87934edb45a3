import ArgumentParser
import Foundation
import Profiles
import Simulation
import TestSupport
import Testing

@testable import Commands

/// Faults as they are given to `simulate run`.
struct FaultRow {
  let words: String

  init(_ words: String) { self.words = words }

  func faults(for profile: Profile) throws -> [Simulation.Fault] {
    try FaultOptions.parse(words.split(separator: " ").map(String.init)).faults(for: profile)
  }

  /// The names of its faults.
  var names: [String] { words.split(separator: " ").filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) } }
}

@Suite("the fault matrix")
struct FaultMatrixTests {
  static let rows: [FaultRow] = [
    FaultRow("--drop-byte 40"), FaultRow("--drop-byte 41"), FaultRow("--drop-host-byte 20"),
    FaultRow("--drop-host-byte 101"), FaultRow("--drop-host-byte 116"), FaultRow("--drop-host-byte 118"),
    FaultRow("--drop-zeros"), FaultRow("--drop-zeros --on patch/3"), FaultRow("--drop-zeros --on patch/3 --times 1"),
    FaultRow("--duplicate"), FaultRow("--reorder"), FaultRow("--merge"), FaultRow("--split"),
    FaultRow("--insert F8@9"), FaultRow("--insert FE@9"), FaultRow("--insert 90@9"), FaultRow("--insert 41@9"),
    FaultRow("--insert 41@9 --on patch/3 --times 1"),
    FaultRow("--insert 90@9 --on patch/3 --times 1"),
    FaultRow("--stall 9:0.3"), FaultRow("--stall 9:3"), FaultRow("--stall 9:3 --on patch/3 --times 1"),
    FaultRow("--delay 0.3"), FaultRow("--delay 3"), FaultRow("--delay 3 --on patch/3 --times 1"),
    FaultRow("--silence --on patch/3"), FaultRow("--silence --on patch/3 --times 1"),
    FaultRow("--silence --on sample/1"),
    FaultRow("--silence --on sample/1 --times 1"), FaultRow("--wrong-slot patch/5 --on patch/3"),
    FaultRow("--wrong-slot patch/5 --on patch/3 --times 1"),
    FaultRow("--wrong-checksum --on patch/3"), FaultRow("--wrong-checksum --on patch/3 --times 1"),
    FaultRow("--short 3 --on patch/3"), FaultRow("--short 3 --on patch/3 --times 1"),
    FaultRow("--cut 9 --on patch/3"), FaultRow("--cut 9 --on patch/3 --times 1"),
    FaultRow("--no-f7 --on patch/3"), FaultRow("--no-f7 --on patch/3 --times 1"),
    FaultRow("--overflow 16:500"), FaultRow("--needs-gap 500"),
    FaultRow("--unplug 0"), FaultRow("--unplug 70"), FaultRow("--unplug 300"),
    FaultRow("--write-protect"), FaultRow("--store-nothing"), FaultRow("--store-in patch/8"),
    FaultRow("--normalise level=99"), FaultRow("--lose-at-power-off"), FaultRow("--absent-bank patch/6"),
    FaultRow("--slow-program 50"), FaultRow("--slow-program 150"),
    FaultRow("--other-model"), FaultRow("--other-firmware"), FaultRow("--other-project"), FaultRow("--playing"),
    FaultRow("--echo"), FaultRow("--echo --write-protect"), FaultRow("--by-hand"),
  ]

  @Test("every fault has a row in the matrix")
  func complete() {
    let named = Set(Self.rows.flatMap(\.names))
    for name in FaultName.allCases { #expect(named.contains(name.rawValue), "\(name.rawValue)") }
  }

  @Test("fault matrix: every outcome matches the golden table")
  func table() throws {
    var lines: [String] = []
    for row in Self.rows {
      lines.append(row.words)
      for model in MatrixProfile.allCases where row.isFor(model) {
        for job in Job.allCases {
          let verdict = try Self.verdict(row, model, job)
          let name = model.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
          let task = job.rawValue.padding(toLength: 19, withPad: " ", startingAt: 0)
          lines.append("  \(name)\(task)\(verdict.status < 10 ? " " : "")\(verdict.text)")
          try Self.judge(verdict, row, model, job)
        }
      }
    }
    expectGolden(lines.joined(separator: "\n") + "\n", "fault-matrix")
  }

  /// Where the jobs begin, made once.
  static let starts = Result {
    try Dictionary(MatrixProfile.allCases.map { ($0, try FaultRunStart(FaultFixture($0))) }) { $1 }
  }

  static func verdict(_ row: FaultRow, _ model: MatrixProfile, _ job: Job) throws -> Verdict {
    let start = try #require(try starts.get()[model])
    return try FaultRun(start).run(job, row.faults(for: start.fixture.profile))
  }

  /// What no table may say.
  static func judge(_ verdict: Verdict, _ row: FaultRow, _ model: MatrixProfile, _ job: Job) throws {
    try judge(verdict, row, provesItself: [.sealed, .summed, .chosen].contains(model), "\(model)", job)
  }

  static func judge(
    _ verdict: Verdict, _ row: FaultRow, provesItself: Bool, _ model: String, _ job: Job
  ) throws {
    if let untruth = verdict.untruth {
      // One read of a message that cannot prove itself may be wrong; two only where the limits say so.
      let isOneRead = !provesItself && job == .snapshot
      let isKnown = try row.names.contains { try limits.contains("`--\($0)`") || limits.contains("`--\($0) ") }
      #expect(isOneRead || isKnown, "\(row.words), \(model), \(job.rawValue): \(untruth)")
    } else if verdict.status != 0 {
      #expect(namesCause(verdict), "\(row.words), \(model), \(job.rawValue): \(verdict.text)")
    }
  }

  /// A slot, or what is wrong with the device as a whole.
  private static func namesCause(_ verdict: Verdict) -> Bool {
    let words = verdict.words
    if ["patch/", "song/", "sample/", "setup/", "kit/", "pattern/", "global/"].contains(where: words.contains) {
      return true
    }
    switch verdict.status {
    case 3: return words.contains("put aside")
    case 14: return words.contains("playing") || words.contains("firmware")
    case 20: return words.contains("was disconnected")
    case 21: return words.contains("the device does not answer") || words.contains("reply to the device inquiry")
    case 22: return words.contains("another device answers")
    default: return false
    }
  }

  /// What the limits say cannot be seen.
  private static var limits: String {
    get throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
      let text = try String(contentsOf: root.appending(path: "docs/limits.md"), encoding: .utf8)
      return text.split(separator: "## ").first { $0.hasPrefix("What cannot be seen") }.map(String.init) ?? ""
    }
  }
}

extension FaultRow {
  /// Samples are there on one of the models only.
  func isFor(_ model: MatrixProfile) -> Bool { model == .sealed || !words.contains("sample/") }
}
