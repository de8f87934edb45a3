import Foundation
import TestSupport
import Testing

@testable import Presentation

/// An archive that version 0.1 made, in each format of ids: what was stored once is read by every version after it.
///
/// `Golden/archive-0.1.tar.gz` holds a toy's four snapshots, packed by `gc` after the second, a branch, a tag, reflogs
/// and the operations log. It is never made anew; a version that writes something new adds an archive of its own.
@Suite("Journey: an archive of the first format version")
struct FirstArchiveTests {
  private static let heads = [
    "sha1": "a1b032323ddd24732b917575da41de6f4d071d46",
    "sha256": "246ee80cd45a82242dfde3548625d327f0e308a2e802aa7dc11043134c302c40",
  ]

  private func bench(_ format: String) throws -> Workbench {
    let bench = try Workbench(archive: false, device: false)
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/archive-0.1.tar.gz")
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/tar")
    tar.arguments = [
      "xzf", golden.path, "-C", bench.home("work"), "--strip-components=1", "--no-same-owner", "--transform",
      "s,^\(format),&/.synvc,", format,
    ]
    try tar.run()
    tar.waitUntilExit()
    #expect(tar.terminationStatus == 0)
    return bench
  }

  @Test("fsck and git find it sound, and its refs are unchanged", arguments: ["sha1", "sha256"])
  func sound(format: String) throws {
    let bench = try bench(format)
    let check = bench.run("fsck")
    #expect(check.status == .done && check.results.contains("no problems found"), "\(check)")
    let git = TestSupport.Git(in: bench.home("work"), home: bench.home.path)
    #expect(try git("--git-dir=.synvc", "rev-parse", "HEAD") == Self.heads[format].map { $0 + "\n" })
    try git("--git-dir=.synvc", "fsck", "--strict")
    let log = bench.run("log", "--oneline").results.split(separator: "\n")
    #expect(log.map { $0.split(separator: "  ")[2] } == ["a box", "third", "second", "first"])
    #expect(bench.run("diff", "v1", "HEAD~1").results.contains("11 → 12"))
    #expect(bench.run("show", "side").results.contains("first"))
    #expect(bench.run("undo").status == .done && bench.run("redo").status == .done)
  }

  @Test("every snapshot of the old archive can be sent and reads back equal", arguments: ["sha1", "sha256"])
  func restored(format: String) throws {
    let bench = try bench(format)
    let git = TestSupport.Git(in: bench.home("work"), home: bench.home.path)
    let third = try #require(try git.lines("--git-dir=.synvc", "rev-parse", "HEAD~1").first)
    for (revision, level) in [("side", "100"), ("v1", "11"), (third, "12")] {
      let sent = bench.run("checkout", revision, "--send", "--yes", "--all")
      #expect(sent.status == .done, "\(sent)")
      let kit = bench.run("cat", "HEAD:one/kit/003").results.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(kit.contains(["level", Substring(level)]), "\(revision): \(kit)")
      #expect(bench.run("diff", revision, "HEAD", "one", "--exit-code").status == .done)
      bench.run("snapshot", "-m", "read again")
      #expect(bench.run("diff", revision, "HEAD", "one", "--exit-code").status == .done)
    }
    #expect(bench.run("fsck").status == .done)
    #expect(bench.run("gc").status == .done)
    #expect(bench.run("fsck").status == .done)
  }
}
