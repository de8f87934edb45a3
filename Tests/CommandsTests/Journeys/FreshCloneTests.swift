import Foundation
import TestSupport
import Testing

@testable import Presentation

/// What a clone lacks that git does not copy, and where archives can be made.
@Suite("A fresh clone", .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct FreshCloneTests {
  @Test(
    "fsck has no findings, and git shows messages as text after the first command", arguments: [true, false])
  func driver(isBare: Bool) throws {
    let binary = try Binary()
    try binary.prepareToy()
    let clone = try GitClone(binary, "clone", isBare ? ["--bare"] : [])
    let fresh = try binary.run(["--archive", clone.folder, "fsck"])
    #expect(fresh.status == 0 && fresh.results.contains("no problems found"), "\(fresh)")
    #expect(try binary.run(["--archive", clone.folder, "log"]).status == 0)
    let patch = try clone.git("log", "-p", "-1", "--", "one/kit/005.syx")
    #expect(patch.contains("+Toy One kit/005 \"INIT 005\""), "\(patch)")
    #expect(try clone.git("check-attr", "merge", "x.syx") == "x.syx: merge: unset")
    let after = try binary.run(["--archive", clone.folder, "fsck"])
    #expect(after.status == 0 && !after.results.contains("note:"), "\(after)")
  }

  @Test("a user's settings in a clone stay, and wrong ones are reported")
  func settings() throws {
    let binary = try Binary()
    try binary.prepareToy()
    let clone = try GitClone(binary, "clone")
    try clone.git("config", "gc.auto", "100")
    try clone.check("log")
    #expect(try clone.git("config", "gc.auto") == "100")
    #expect(try clone.git("config", "gc.pruneExpire") == "never")
    let outcome = try clone("fsck")
    #expect(outcome.status == 3 && outcome.results.contains("1 suspicious"), "\(outcome)")
  }

  @Test("a merge keeps git's own reflog format and is no damage")
  func gitsOwnLogs() throws {
    let clone = try GitClone.toy()
    try clone.edit("kit/005", "level=72")
    try clone.check("snapshot", "-m", "second")
    try clone.git("reset", "-q", "--hard", "HEAD~1")
    #expect(FileManager.default.fileExists(atPath: clone.folder + "/.git/logs/ORIG_HEAD"))
    let checked = try clone("fsck").results
    #expect(!checked.contains("ORIG_HEAD"))
  }

  @Test("init refuses to nest an archive in an archive, a clone or git's files, and prints the alternative")
  func refused() throws {
    let binary = try Binary()
    try binary.prepareToy()
    let clone = try GitClone(binary, "work/clone")
    let bare = try GitClone(binary, "bare", ["--bare"])
    try FileManager.default.createDirectory(atPath: binary.home("below/it"), withIntermediateDirectories: true)
    for (words, folder) in [
      (["init"], binary.home(".synvc/objects")), (["init"], clone.folder), (["init"], clone.folder + "/one/kit"),
      (["init", ".git"], clone.folder), (["init"], bare.folder), (["init"], bare.folder + "/refs"),
      (["init"], binary.home("below/it")), (["init", "one"], clone.folder),
      (["--archive", "x", "init"], bare.folder + "/objects"),
    ] {
      let outcome = try binary.run(words, in: folder)
      #expect(outcome.status == 1, "\(words) in \(folder): \(outcome)")
      #expect(outcome.notes.contains("hint:"), "\(outcome)")
    }
    for folder in [binary.home.path, binary.home(".synvc")] {
      #expect(try binary.run(["init"], in: folder).notes.contains("already has an archive"))
    }
    let hint = try binary.run(["init"], in: binary.home("below/it")).notes
    let command = try GitClone.command("synvc --archive", in: hint)
    #expect(try GitClone(binary, at: binary.home("below/it")).shell(command) == 0)
    #expect(FileManager.default.fileExists(atPath: binary.home("below/it/.synvc/HEAD")))
  }

  @Test("init explains how git reads the archive, and that another repository must not track it")
  func ways() throws {
    let binary = try Binary()
    try binary.home.write("[user]\n\tname = Ada\n", to: ".gitconfig")
    try FileManager.default.createDirectory(atPath: binary.home("my music"), withIntermediateDirectories: true)
    let made = try binary("init", "my music")
    #expect(made.status == 0)
    let line = try #require(made.notes.split(separator: "\n").first)
    let command = try #require(line.range(of: "git --git-dir=")).lowerBound
    #expect(try GitClone(binary, at: binary.home.path).shell(String(line[command...])) == 0)
    try binary.git(["init", "-q", "code"], in: binary.home.path)
    let inside = try binary.run(["init"], in: binary.home("code"))
    #expect(inside.status == 0 && inside.notes.contains("must never track it"), "\(inside)")
    let keep = try #require(inside.notes.range(of: "echo "))
    let rest = inside.notes[keep.lowerBound...].prefix { $0 != "\n" }.dropLast()
    #expect(try GitClone(binary, at: binary.home("code")).shell(String(rest)) == 0)
    #expect(try binary.git(["status", "--porcelain"], in: binary.home("code")) == "?? .gitignore")
  }

  @Test("fsck reports lost settings in a used archive; other commands do not restore them")
  func lostSettings() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    let config = URL(filePath: bench.home("work/.synvc/config"))
    let text = try String(contentsOf: config, encoding: .utf8)
    let driver = try #require(text.firstRange(of: "[diff \"synvc\"]"))
    let cut = String(text[..<driver.lowerBound])
    try Data(cut.utf8).write(to: config)
    for words in [["log"], ["tag", "gig"], ["status"]] {
      bench.run(words)
      #expect(try String(contentsOf: config, encoding: .utf8) == cut, "\(words)")
    }
    let checked = bench.run("fsck")
    #expect(checked.status == .partial && checked.results.contains("diff.synvc.textconv"), "\(checked)")
  }
}
