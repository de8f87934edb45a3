import Files
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: check the archive")
struct FsckJourneyTests {
  private let files = RealFileSystem()

  /// Three snapshots; the value of `kit/002` in the first two is a loose object of its own.
  private func workspace() throws -> (bench: Workbench, archive: String) {
    let bench = try Workbench()
    try bench.edit("kit/002", ["name": "ACID", "level": "1"])
    bench.snapshot("first")
    try bench.edit("kit/001", ["level": "2"])
    bench.snapshot("second")
    try bench.edit("kit/002", ["level": "3"])
    bench.snapshot("third")
    return (bench, bench.home("work/.synvc"))
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws {
    if try files.isFile(path) { try files.remove(path) }
    let file = try files.create(path, permissions: 0o644)
    try file.write(bytes)
    try file.close()
  }

  /// Unpacks everything and takes the object of a slot away.
  private func lose(_ slot: String, of revision: String, _ bench: Workbench, _ archive: String) throws {
    var git = Git(in: bench.home.path, home: bench.home.path)
    git.environment["GIT_DIR"] = archive
    for name in try files.list(archive + "/objects/pack") where name.hasSuffix(".pack") {
      let path = archive + "/objects/pack/" + name
      let bytes = try files.read(path)
      try files.remove(path)
      try files.remove(path.dropLast(4) + "idx")
      try git("unpack-objects", "-q", input: bytes)
    }
    let id = try git("rev-parse", "\(revision):one/\(slot).syx").filter { !$0.isNewline }
    try files.remove("\(archive)/objects/\(id.prefix(2))/\(id.dropFirst(2))")
  }

  @Test("a sound archive is reported sound with status 0")
  func sound() throws {
    let (bench, _) = try workspace()
    let outcome = bench.run("fsck")
    #expect(outcome.status == .done && outcome.notes == "")
    #expect(outcome.results.contains(": no problems found\nthe newest good snapshot is "))
    #expect(bench.run("--json", "fsck").results.contains("\"findings\": []"))
  }

  @Test("a lost message is reported by slot, former name and affected snapshots")
  func hurt() throws {
    let (bench, archive) = try workspace()
    try lose("kit/002", of: "HEAD~1", bench, archive)
    let outcome = bench.run("fsck")
    #expect(outcome.status == .damaged)
    expectGolden(outcome.results, "journey-fsck-hurt")
    let json = bench.run("--json", "fsck")
    expectGolden(json.results, "journey-fsck-hurt-json")
    #expect(json.status == .damaged && json.notes == "")
  }

  @Test("fsck runs without HEAD, config or branch and from a subfolder, and checks no other archive")
  func broken() throws {
    for name in ["HEAD", "config", "refs/heads/main", "operations/log"] {
      let (bench, archive) = try workspace()
      try files.remove(archive + "/" + name)
      let outcome = bench.run("fsck")
      #expect(outcome.status == .damaged, "\(name)")
      #expect(outcome.results.contains("'\(name)'"), "\(outcome.results)")
      #expect(outcome.results.contains("the newest good snapshot is "), "\(outcome.results)")
    }
  }

  @Test("suspicious findings have their own status; crash leftovers have none")
  func grades() throws {
    let (bench, archive) = try workspace()
    try replace(archive + "/objects/tmp_obj_0", with: [1])
    #expect(bench.run("fsck").status == .done)
    #expect(bench.run("fsck").results.contains("note: 'objects/tmp_obj_0' was left by an interrupted command"))
    let config = try files.read(archive + "/config")
    let text = String(decoding: config, as: UTF8.self).replacing("auto = 0", with: "auto = 1")
    try replace(archive + "/config", with: Array(text.utf8))
    let outcome = bench.run("fsck")
    #expect(outcome.status == .partial)
    #expect(outcome.results.contains("suspicious: 'gc.auto' is '1' and should be '0'"))
  }

  @Test("without an archive fsck fails instead of reporting a clean result")
  func none() throws {
    let bench = try Workbench(archive: false, device: false)
    #expect(bench.run("fsck").status == .noArchive)
    #expect(bench.run("--archive", "nowhere", "fsck").status == .noArchive)
  }

  @Test("lost objects are restored from a copy after a preview; without a copy the losses are listed")
  func repaired() throws {
    let (bench, archive) = try workspace()
    var git = Git(in: bench.home.path, home: bench.home.path)
    try git("clone", "-q", "--bare", archive, bench.home("copy"))
    try lose("kit/002", of: "HEAD~1", bench, archive)
    git.environment["GIT_DIR"] = archive

    let alone = bench.run("fsck", "--repair")
    #expect(alone.status == .damaged && alone.results.hasPrefix("nothing was repaired\ndamage: "))
    let shown = bench.run("fsck", "--repair", "--from", bench.home("copy"), "--dry-run")
    #expect(shown.status == .damaged)
    expectGolden(shown.results, "journey-fsck-dry-run")
    #expect(throws: Git.Failure.self) { try git("fsck", "--strict") }

    let done = bench.run("fsck", "--repair", "--from", bench.home("copy"))
    #expect(done.status == .done, "\(done)")
    expectGolden(done.results, "journey-fsck-repaired")
    try git("fsck", "--strict")
    #expect(bench.run("cat", "HEAD~1:kit/002").results.contains("ACID"))
  }

  @Test("repair moves damaged files aside and restores HEAD and a branch from the operations log")
  func movedAside() throws {
    let (bench, archive) = try workspace()
    try replace(archive + "/HEAD", with: [])
    try replace(archive + "/refs/heads/main", with: Array("junk\n".utf8))
    try replace(archive + "/objects/pack/pack-junk.rev", with: [1, 2, 3])
    #expect(bench.run("log").status != .done)
    let outcome = bench.run("--json", "fsck", "--repair")
    #expect(outcome.status == .done, "\(outcome)")
    #expect(outcome.results.contains("\"ref\": \"HEAD\"") && outcome.results.contains("\"step\": \"set-aside\""))
    #expect(bench.run("log", "--oneline").results.split(separator: "\n").count == 3)
    let folder = archive + "/lost+found"
    let dated = try #require(files.list(folder).first)
    #expect(try files.read("\(folder)/\(dated)/refs/heads/main") == Array("junk\n".utf8))
    #expect(try files.read("\(folder)/\(dated)/objects/pack/pack-junk.rev") == [1, 2, 3])
    #expect(bench.run("fsck", "--from", "x").status == .usage)
    #expect(bench.run("fsck", "--repair", "--from", "nowhere").status == .noArchive)
  }

  @Test("a branch that another program advanced without a reflog is readable")
  func movedOn() throws {
    let (bench, archive) = try workspace()
    var git = Git(in: bench.home.path, home: bench.home.path)
    git.environment["GIT_DIR"] = archive
    let id = try git("commit-tree", "-p", "main", "-m", "elsewhere", "main^{tree}")
    try replace(archive + "/refs/heads/main", with: Array(id.utf8))
    let outcome = bench.run("log", "--oneline")
    #expect(outcome.status == .done && outcome.results.contains("elsewhere"), "\(outcome)")
    #expect(bench.run("fsck").status != .damaged)
  }

  @Test("every command refuses a branch that was set back")
  func setBack() throws {
    let (bench, archive) = try workspace()
    var git = Git(in: bench.home.path, home: bench.home.path)
    git.environment["GIT_DIR"] = archive
    let before = try git("rev-parse", "main~1")
    try replace(archive + "/refs/heads/main", with: Array(before.utf8))
    for words in [
      ["log"], ["show"], ["cat", "kit/001"], ["diff", "HEAD~1"], ["export", "HEAD", "-o", "x.syx", "--force"],
      ["status"],
    ] {
      let outcome = bench.run(words)
      #expect(outcome.status == .damaged && outcome.notes.contains("disagrees with its reflog"), "\(words) \(outcome)")
    }
    #expect(bench.run("fsck").results.contains("'refs/heads/main' holds object "))
    #expect(bench.run("fsck", "--repair").status == .done)
    #expect(bench.run("log", "--oneline").results.split(separator: "\n").count == 3)
  }

  @Test("settings missing in a git clone are no fault, and repair adds them")
  func clone() throws {
    let (bench, archive) = try workspace()
    #expect(bench.run("tag", "gig").status == .done)
    let git = Git(in: bench.home.path, home: bench.home.path)
    try git("clone", "-q", archive, bench.home("clone"))
    let outcome = bench.run("--archive", bench.home("clone"), "fsck")
    #expect(outcome.status == .done && outcome.results.contains("note: 'config' lacks the settings of synvc"))
    let repaired = bench.run("--archive", bench.home("clone"), "fsck", "--repair")
    #expect(repaired.status == .done, "\(repaired)")
    #expect(bench.run("--archive", bench.home("clone"), "fsck").results.contains("no problems found"))
    try git("-C", bench.home("clone"), "fsck", "--strict")
  }
}
