import Foundation
import TestSupport
import Testing

@Suite(
  "The main job through the built program", .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct MainJobTests {
  @Test(
    "git accepts twenty snapshots, and synvc works in a clone of the archive",
    arguments: ["sha1", "sha256"])
  func twenty(format: String) throws {
    let binary = try Binary()
    try binary.prepareToy(format: format)
    for number in 2...20 {
      try binary.check("simulate", "edit", "sim:one", "kit/00\(number % 8 + 1)", "level=\(number)")
      try binary.check("snapshot", "-m", "take \(number)")
    }
    try judge(binary)
    try cloneElsewhere(binary)
    try handMade(binary)
  }

  /// What git itself says of the archive.
  private func judge(_ binary: Binary) throws {
    try binary.check("git", "fsck", "--strict")
    let stat = try binary.check("git", "log", "--stat")
    #expect(stat.components(separatedBy: "\ncommit ").count == 20)
    let patch = try binary.check("git", "log", "-p", "-1")
    #expect(patch.contains("+level                   20"), "\(patch)")
    #expect(try binary.check("git", "cat-file", "-p", "HEAD^{tree}").contains("rig.yaml"))
    let message = try binary.check("git", "log", "-1", "--format=%B")
    try binary.home.write(message, to: "message")
    let trailers = try binary.git(["interpret-trailers", "--parse", "message"], in: binary.home.path)
    #expect(trailers.contains("Synvc-Sequence: 20"), "\(trailers)")
  }

  /// A clone on another path, told its port, compares and restores; one with autocrlf holds the same bytes.
  private func cloneElsewhere(_ binary: Binary) throws {
    let archive = binary.home(".synvc")
    try binary.git(["clone", "-q", archive, "elsewhere"], in: binary.home.path)
    let clone = binary.home("elsewhere")
    #expect(try binary.run(["device", "add", "one", "--profile", "toy", "--port", "sim:one"], in: clone).status == 0)
    #expect(try binary.run(["diff", "HEAD~1"], in: clone).results.contains("level"))
    let restored = try binary.run(["checkout", "take 10", "--send", "--yes"], in: clone)
    #expect(restored.status == 0 && restored.results.contains("restore \"take 10\""), "\(restored)")
    #expect(try binary.run(["status", "--exit-code"], in: clone).status == 0)
    try binary.git(["-c", "core.autocrlf=true", "clone", "-q", archive, "crlf"], in: binary.home.path)
    for name in ["kit/005.syx", "kit/001.syx"] {
      let there = try Data(contentsOf: URL(filePath: binary.home("crlf/one/\(name)")))
      #expect(there == (try binary.bytes(["cat-file", "blob", "HEAD:one/\(name)"], in: binary.home("crlf"))))
    }
  }

  /// A commit that git made from the same tree is a snapshot.
  private func handMade(_ binary: Binary) throws {
    let archive = ["--git-dir", binary.home(".synvc")]
    let id = try binary.git(
      archive + ["commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "by hand"], in: binary.home.path)
    try binary.git(archive + ["update-ref", "refs/heads/byhand", id], in: binary.home.path)
    #expect(try binary.check("show", "byhand").contains("by hand"))
    #expect(try binary.run(["diff", "--exit-code", "main", "byhand"]).status == 0)
  }

  @Test("an edit is named, reverted alone and verified; undo restores it")
  func restore() throws {
    let binary = try Binary()
    try binary.prepareToy()
    try binary.check("simulate", "edit", "sim:one", "kit/003", "level=7")
    #expect(try binary.run(["status", "--exit-code"]).status == 1)
    try binary.check("snapshot", "-m", "after")
    #expect(try binary.check("diff", "HEAD~1").contains("100 → 7"))
    let plan = try binary.check("checkout", "x")
    #expect(plan.contains("kit/003") && plan.contains("nothing was sent"))
    #expect(try binary.run(["status", "--exit-code"]).status == 0)
    #expect(try binary.run(["checkout", "x", "--send"]).status == 14)
    let sent = try binary.check("checkout", "x", "--send", "--yes")
    #expect(sent.contains("read back: 1 of 1 slot matches"), "\(sent)")
    #expect(try binary.check("cat", "HEAD:kit/003").contains("100"))
    try binary.check("undo", "--send", "--yes")
    #expect(try binary.check("log", "--oneline").contains("after  (HEAD"))
    #expect(try binary.run(["status", "--exit-code"]).status == 0)
    try binary.check("redo", "--send", "--yes")
    #expect(try binary.check("log", "--oneline").contains("restore \"x\"  (HEAD"))
  }
}

extension Binary {
  func prepareToy(format: String) throws {
    let folder = home(".config/synvc/profiles")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try home.write(ToyDevice.text, to: ".config/synvc/profiles/toy.yaml")
    try check("init", "--object-format", format)
    try check("device", "add", "one", "--profile", "toy", "--port", "sim:one")
    try check("snapshot", "-m", "x")
  }

  /// Runs a command that must end with 0.
  @discardableResult
  func check(_ words: String...) throws -> String {
    let outcome = try run(words)
    #expect(outcome.status == 0, "\(words): \(outcome)")
    return outcome.results
  }

  /// What git prints.
  @discardableResult
  func git(_ words: [String], in folder: String) throws -> String {
    String(decoding: try bytes(words, in: folder), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func bytes(_ words: [String], in folder: String) throws -> Data {
    Data(try Git(in: folder, home: home.path).bytes(words))
  }
}
