import Files
import Foundation
import TestSupport
import Testing

@testable import Presentation

/// Commands on copies of an archive with one bit flipped somewhere: an answer is the sound one, or there is none.
@Suite("commands on damaged copies")
struct DamagedCopyTests {
  private static let commands = [
    ["log"], ["show"], ["cat", "kit/002"], ["diff", "HEAD~1"], ["show", "gig:kit/001"],
    ["export", "HEAD", "-o", "x.syx", "--force", "--yes"],
  ]

  private let files = RealFileSystem()

  private func names(below folder: String, _ prefix: String = "") throws -> [String] {
    try files.list(folder).flatMap { name -> [String] in
      let path = folder + "/" + name
      return try files.isFolder(path) ? try names(below: path, prefix + name + "/") : [prefix + name]
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try files.remove(path)
    let file = try files.create(path, permissions: 0o644)
    try file.write(bytes)
    try file.close()
  }

  @Test("no command prints wrong data with status 0, and fsck reports everything a command refuses")
  func flips() throws {
    let bench = try Workbench()
    try bench.edit("kit/002", ["name": "ACID", "level": "1"])
    bench.snapshot("first")
    #expect(bench.run("tag", "gig").status == .done)
    try bench.edit("kit/002", ["level": "3"])
    bench.snapshot("second")
    let archive = bench.home("work/.synvc")
    let exported = bench.home("work/x.syx")
    let sound = try answers(bench, exported)
    var numbers = SeededNumbers(seed: 77)
    let all = try names(below: archive)
    var refused = 0
    for round in 0..<60 {
      let name = all[round % all.count]
      let path = archive + "/" + name
      let bytes = try files.read(path)
      let bit = Int.random(in: 0..<bytes.count * 8, using: &numbers)
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      try write(damaged, to: path)
      let now = try answers(bench, exported)
      for (words, answer) in now where answer != nil {
        #expect(answer == sound[words], "bit \(bit) of \(name): \(words)")
      }
      if now.contains(where: { $0.value == nil }) {
        refused += 1
        #expect(bench.run("fsck").status != .done, "bit \(bit) of \(name)")
      }
      try write(bytes, to: path)
    }
    #expect(refused > 5)
    let again = try answers(bench, exported)
    #expect(again == sound)
  }

  /// What each command prints; nil for one that fails.
  private func answers(_ bench: Workbench, _ exported: String) throws -> [[String]: String?] {
    var answers: [[String]: String?] = [:]
    for words in Self.commands {
      if try files.isFile(exported) { try files.remove(exported) }
      let outcome = bench.run(words)
      let file = words[0] == "export" && outcome.status == .done ? try files.read(exported).description : ""
      answers[words] = .some(outcome.status == .done ? outcome.results + file : nil)
    }
    return answers
  }
}
