import Files
import Foundation
import Objects
import Maintenance
import Repository
import TestSupport
import RepositoryFixtures
import Testing

/// Every bit of every file of a small archive is flipped, and every file taken away, emptied, cut at every length, and put
/// in the place of another: fsck finds it, or nothing that is read differs; and nothing is ever read wrong.
///
/// `make test` tries a seeded part; `SYNVC_EXHAUSTIVE=1` all of it, `SYNVC_EXHAUSTIVE=config,HEAD` all of these files.
@Suite("every damage to every file")
struct FsckProofTests {
  /// One kind of damage, tried on all files.
  struct Tally {
    var cases = 0
    var found = 0
    /// Found, by a finding that names the file or the object in it.
    var named = 0
    /// Not found, and all that is read is as it was.
    var harmless = 0
    /// Not found, by file: what the document argues for.
    var unseen: [String: Int] = [:]
    /// Found, while a ref that HEAD does not name leads to another sound snapshot.
    var elsewhere = 0
    var problems: [String] = []
  }

  /// A sound archive and how its copies are judged.
  struct Judge {
    let sample: FsckSample
    let names: [RefName]
    let reading: Reading
    let settings: [String]

    init(_ format: ObjectFormat) throws {
      sample = try FsckSample(format)
      let memory = try sample.memory()
      let archive = try Repository(opening: FsckSample.root, Fixture.context(memory))
      names = try archive.refs.list().map(\.name)
      reading = Reading(memory, names)
      settings = try archive.config().all.map { "\($0.name)=\($0.value ?? "")" }
      try #require(reading.failures == 0 && reading.pieces.count > 10)
    }

    func judge(_ what: String, _ file: String, _ files: MemoryFileSystem, into tally: inout Tally) throws {
      tally.cases += 1
      let damaged = Reading(files, names)
      // A ref that HEAD does not name may lead to another sound snapshot until fsck is run; nothing else may differ.
      let lies = damaged.lies(beside: reading)
      if lies == ["ref \(file)"] || file == "packed-refs" && lies.count == 1 && lies[0].hasPrefix("ref refs/") {
        tally.elsewhere += 1
      } else if !lies.isEmpty {
        tally.problems.append("\(what): what is read is not so: \(lies)")
      }
      guard let place = ArchivePlace(FsckSample.root, in: files) else {
        tally.found += 1
        tally.named += 1
        return
      }
      let report = Fsck.run(place, lockContext: .current(command: "test"))
      if !report.isClean {
        tally.found += 1
        if report.findings.contains(where: { names(file, $0) }) {
          tally.named += 1
        } else {
          tally.problems.append("\(what): found, and not named: \(FsckSample.words(report.findings))")
        }
      } else if lies.isEmpty, damaged == reading, isArgued(file, files) {
        tally.harmless += 1
        tally.unseen[file, default: 0] += 1
      } else {
        tally.problems.append("\(what): not found")
      }
    }

    /// Whether a finding leads to the file.
    private func names(_ file: String, _ finding: Finding) -> Bool {
      if finding.severity < .suspicious { return false }
      let isFile = finding.file == file || finding.ref == file || finding.evidence.namedBy == file
      let isObject = finding.object.map { "objects/\($0.hex.prefix(2))/\($0.hex.dropFirst(2))" == file } ?? false
      // The half of a pack that is left is named for the half that is gone.
      let isTwin = finding.file.map { stem($0) == stem(file) && stem(file).hasPrefix("objects/pack/") } ?? false
      // Refs and their logs tell of each other.
      let isLog = finding.ref.map { file == "logs/" + $0 } ?? false
      let isPacked = file == "packed-refs" && finding.ref?.hasPrefix("refs/") == true
      let isOperation = file == "operations/log" && finding.kind == .logCut
      return isFile || isObject || isTwin || isLog || isPacked || isOperation
    }

    private func stem(_ file: String) -> String { file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file }

    /// Without a finding only `config` may read otherwise, and there nothing that synvc goes by.
    private func isArgued(_ file: String, _ files: MemoryFileSystem) -> Bool {
      guard file == "config" else { return true }
      let archive = try? Repository(opening: FsckSample.root, Fixture.context(files))
      let now = (try? archive?.config())?.all.map { "\($0.name)=\($0.value ?? "")" }
      let changed = zip(settings, now ?? []).filter { $0 != $1 }
      return now?.count == settings.count
        && changed.allSatisfy { old, new in
          // Git and synvc take a switch in any case.
          new.hasPrefix("diff.synvc.textconv=") || old.lowercased() == new.lowercased()
        }
    }
  }

  static var isExhaustive: Bool { ProcessInfo.processInfo.environment["SYNVC_EXHAUSTIVE"] == "1" }

  /// Whether all of a file is tried: every file's, or those that the environment names.
  private static func isWhole(_ file: String) -> Bool {
    let names = ProcessInfo.processInfo.environment["SYNVC_EXHAUSTIVE"] ?? ""
    return isExhaustive || names.split(separator: ",").contains { $0 == file }
  }

  /// All of them, or so many chosen by a seed.
  private static func some(_ count: Int, of all: Int, seed: UInt64, in file: String = "") -> [Int] {
    if isWhole(file) || all <= count { return Array(0..<all) }
    var numbers = SeededNumbers(seed: seed)
    return Set((0..<count).map { _ in Int.random(in: 0..<all, using: &numbers) }).sorted()
  }

  private func conclude(_ name: String, _ format: ObjectFormat, _ tally: Tally) {
    let unseen = tally.unseen.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    print(
      "fsck proof, \(format.rawValue), \(name): \(tally.cases) cases, \(tally.found) found, \(tally.named) of them by file, "
        + "\(tally.harmless) change nothing that is read (\(unseen)), \(tally.elsewhere) lead another name elsewhere, "
        + "\(tally.problems.count) problems")
    #expect(tally.problems.prefix(20) == [])
    #expect(tally.cases > 0 && tally.found > tally.cases / 2)
  }

  @Test("a flipped bit is found, or changes no data that is read", arguments: ObjectFormat.allCases)
  func flips(format: ObjectFormat) throws {
    let judge = try Judge(format)
    var tally = Tally()
    for (index, file) in judge.sample.files.keys.sorted().enumerated() {
      let bytes = judge.sample.files[file] ?? []
      for bit in Self.some(24, of: bytes.count * 8, seed: UInt64(index), in: file) {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << (bit % 8)
        try judge.judge("bit \(bit) of \(file)", file, try judge.sample.memory(file, damaged), into: &tally)
      }
    }
    conclude("flipped bits", format, tally)
  }

  @Test(
    "a file truncated to any length, empty or missing is found",
    arguments: ObjectFormat.allCases)
  func cuts(format: ObjectFormat) throws {
    let judge = try Judge(format)
    var tally = Tally()
    for (index, file) in judge.sample.files.keys.sorted().enumerated() {
      let bytes = judge.sample.files[file] ?? []
      if bytes.isEmpty { continue }
      try judge.judge("\(file) deleted", file, try judge.sample.memory(file, nil), into: &tally)
      for length in Set(Self.some(16, of: bytes.count, seed: UInt64(index), in: file) + [0, bytes.count - 1]).sorted() {
        let cut = Array(bytes[..<length])
        try judge.judge("\(file) cut to \(length)", file, try judge.sample.memory(file, cut), into: &tally)
      }
    }
    conclude("deleted, emptied, cut", format, tally)
  }

  @Test("a file with another file's content, or replaced by a folder, is found", arguments: ObjectFormat.allCases)
  func swaps(format: ObjectFormat) throws {
    let judge = try Judge(format)
    var tally = Tally()
    let files = judge.sample.files.keys.sorted()
    for (index, file) in files.enumerated() {
      for other in Self.some(10, of: files.count, seed: UInt64(index)) {
        guard let content = judge.sample.files[files[other]], content != judge.sample.files[file] else { continue }
        try judge.judge("\(file) as \(files[other])", file, try judge.sample.memory(file, content), into: &tally)
      }
      let memory = try judge.sample.memory(file, nil)
      try memory.makeFolder(FsckSample.root + "/" + file)
      try judge.judge("\(file) as a folder", file, memory, into: &tally)
    }
    conclude("other content, folders", format, tally)
  }
}
