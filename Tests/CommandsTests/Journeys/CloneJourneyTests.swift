import Foundation
import TestSupport
import Testing

/// A clone with a work tree: HEAD, index and files stay in step.
@Suite(
  "Journey: work in a clone that git made", .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct CloneJourneyTests {
  @Test("every command that moves HEAD leaves nothing to commit")
  func inStep() throws {
    let clone = try GitClone.toy()
    try clone.edit("kit/005", "level=72")
    for words in [
      ["snapshot", "-m", "second"], ["undo"], ["redo"], ["checkout", "HEAD~1", "--send", "--yes"],
      ["undo", "--send", "--yes"], ["switch", "-c", "tour"], ["switch", "main"], ["import", "bank.syx", "-m", "bank"],
    ] {
      if words[0] == "import" { try clone.write([0xF0, 0x7D, 0x55, 0x01, 0xF7], to: "../bank.syx") }
      let real = words.map { $0 == "bank.syx" ? "../bank.syx" : $0 }
      let outcome = try clone.binary.run(real, in: clone.folder)
      #expect(outcome.status == 0, "\(words): \(outcome)")
      #expect(try clone.changes == "", "\(words)")
      #expect(throws: Git.Failure.self, "nothing to commit after \(words)") {
        try clone.git("commit", "-q", "-am", "x")
      }
    }
    try clone.check("fsck")
  }

  @Test("a snapshot made in a subfolder updates the whole clone")
  func below() throws {
    let clone = try GitClone.toy()
    try clone.edit("kit/005", "level=72")
    let outcome = try clone.binary.run(["snapshot", "-m", "second"], in: clone.folder + "/one/kit")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(try clone.changes == "")
    #expect(
      try clone.git("hash-object", "--no-filters", "one/kit/005.syx") == clone.git("rev-parse", "HEAD:one/kit/005.syx"))
  }

  @Test("the first snapshot on an empty branch writes its files")
  func unborn() throws {
    let binary = try Binary()
    try binary.prepareToy()
    try binary.git(["init", "-q", "-b", "main", "fresh"], in: binary.home.path)
    let fresh = GitClone(binary, at: binary.home("fresh"))
    let archive = fresh.folder + "/.git"
    for words in [
      ["device", "add", "one", "--profile", "toy", "--port", "sim:one"], ["snapshot", "-m", "first"],
    ] {
      let outcome = try fresh.binary.run(["--archive", archive] + words, in: fresh.folder)
      #expect(outcome.status == 0, "\(words): \(outcome)")
      #expect(try fresh.changes == "", "\(words)")
    }
    #expect(try fresh.git("ls-files", "--", "one/kit/005.syx") == "one/kit/005.syx")
  }

  /// A port that is not there: a command that came so far has not refused before reading.
  private func losePort(_ clone: GitClone) throws {
    try clone.check("device", "add", "one", "--port", "/nonexistent/port")
  }

  @Test("changed or staged files stop the command before reading; the hints stash them")
  func changed() throws {
    let clone = try GitClone.toy()
    try losePort(clone)
    for (isStaged, name, verb) in [
      (false, "one/order", "commit"), (true, "one/order", "stash"), (false, "rig.yaml", "stash"),
    ] {
      try clone.write(Array("# mine\n".utf8), to: name)
      if isStaged { try clone.git("add", name) }
      let head = try clone.head
      for words in [
        ["snapshot", "-m", "no"], ["import", "one/kit/001.syx"], ["checkout", "HEAD", "--send", "--yes"],
      ] {
        let outcome = try clone.binary.run(words, in: clone.folder)
        #expect(outcome.status == 14 && outcome.notes.contains("'\(name)'"), "\(words): \(outcome)")
      }
      #expect(try clone.head == head)
      let refused = try clone("snapshot", "-m", "no")
      let command = try GitClone.command(
        "git -C", in: refused.notes.components(separatedBy: verb == "stash" ? ", or" : "hint")[1])
      #expect(command.contains(verb))
      #expect(try clone.shell(command + (verb == "commit" ? " -m mine" : "")) == 0, "\(command)")
      #expect(try clone.changes == "")
      if verb == "commit" { try clone.git("reset", "-q", "--hard", "HEAD~1") }
      #expect(try clone("snapshot", "-m", "no").status == 20)
    }
  }

  @Test("untracked files in a snapshot's place stop the command before reading; others are left alone")
  func untracked() throws {
    let clone = try GitClone.toy()
    try clone.write(Array("one/mine\n".utf8), to: ".git/info/exclude")
    try clone.write(Array("mine".utf8), to: "one/mine")
    try losePort(clone)
    let refused = try clone("snapshot", "-m", "no")
    #expect(refused.status == 14 && refused.notes.contains("'one/mine'"), "\(refused)")
    #expect(try clone.shell(GitClone.command("git -C", in: refused.notes)) == 0)
    #expect(!FileManager.default.fileExists(atPath: clone.folder + "/one/mine"))
    try clone.write(Array("mine".utf8), to: "notes.txt")
    try clone.check("device", "add", "one", "--port", "sim:one")
    try clone.edit("kit/005", "level=72")
    try clone.check("snapshot", "-m", "second")
    #expect(try clone.git("status", "--porcelain") == "?? notes.txt")
  }

  @Test("an unfinished merge is refused with git's command to finish it")
  func merging() throws {
    let clone = try GitClone.toy()
    try clone.edit("kit/005", "level=72")
    try clone.check("snapshot", "-m", "second")
    try clone.write(Array((try clone.head + "\n").utf8), to: ".git/MERGE_HEAD")
    for words in [["snapshot", "-m", "no"], ["undo"]] {
      let outcome = try clone.binary.run(words, in: clone.folder)
      #expect(outcome.status == 14 && outcome.notes.contains("MERGE_HEAD"), "\(outcome)")
      #expect(try clone.shell(GitClone.command("git -C", in: outcome.notes)) == 0)
    }
  }

  @Test("without git installed a clone is refused before reading; a bare archive is not")
  func noGit() throws {
    let clone = try GitClone.toy()
    try losePort(clone)
    let outcome = try clone.run(["snapshot", "-m", "no"], path: clone.binary.home("nothing"))
    #expect(outcome.status == 1 && outcome.notes.contains("cannot start 'git'"), "\(outcome)")
    let bare = try clone.binary.run(["snapshot", "-m", "yes"], path: clone.binary.home("nothing"))
    #expect(bare.status == 0, "\(bare)")
  }

  @Test("a lock on git's index is reported before reading, with the command that removes it")
  func locked() throws {
    let clone = try GitClone.toy()
    try losePort(clone)
    try clone.write([], to: ".git/index.lock")
    let outcome = try clone("snapshot", "-m", "no")
    #expect(outcome.status == 11 && outcome.notes.contains("index.lock"), "\(outcome)")
    #expect(try clone.shell(GitClone.command("rm ", in: outcome.notes)) == 0)
    #expect(try clone("snapshot", "-m", "no").status == 20)
  }

  @Test("a sparse work tree is refused by name, and the hint makes it full")
  func sparse() throws {
    let clone = try GitClone.toy()
    try clone.git("sparse-checkout", "set", "one/pattern")
    try losePort(clone)
    let outcome = try clone("snapshot", "-m", "no")
    #expect(outcome.status == 14 && outcome.notes.contains("sparse"), "\(outcome)")
    #expect(try clone.shell(GitClone.command("git -C", in: outcome.notes)) == 0)
    #expect(try clone("snapshot", "-m", "no").status == 20)
  }

  @Test("a work tree set by core.worktree is refused, and nothing is written there")
  func elsewhere() throws {
    let clone = try GitClone.toy()
    let other = clone.binary.home("other")
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: false)
    try clone.git("config", "core.worktree", other)
    try clone.edit("kit/005", "level=72")
    let outcome = try clone("snapshot", "-m", "no")
    #expect(outcome.status == 14 && outcome.notes.contains("core.worktree"), "\(outcome)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: other) == [])
    let command = try GitClone.command("git clone --bare", in: outcome.notes)
    #expect(try clone.shell(command.replacingOccurrences(of: "COPY", with: "../bare")) == 0)
  }

  @Test("a linked work tree works as a clone, and its branch is not moved from elsewhere")
  func linked() throws {
    let clone = try GitClone.toy()
    try clone.git("worktree", "add", "-q", "-b", "tour", "../linked")
    let linked = GitClone(clone.binary, at: clone.binary.home("linked"))
    try clone.edit("kit/005", "level=72")
    try linked.check("snapshot", "-m", "second")
    #expect(try linked.changes == "")
    #expect(try clone.changes == "")
    #expect(try clone.head != linked.head)
    let refused = try clone("switch", "tour", "--force")
    #expect(refused.status == 14 && refused.notes.contains("'tour'"), "\(refused)")
    #expect(try clone.git("symbolic-ref", "--short", "HEAD") == "main")
    #expect(try clone.changes == "")
  }

  @Test("a clone with line-ending conversion stays clean after a snapshot, and messages keep their bytes")
  func lineEnds() throws {
    let clone = try GitClone.toy(["-c", "core.autocrlf=true"])
    #expect(try Data(contentsOf: URL(filePath: clone.folder + "/one/order")).contains(0x0D))
    try clone.edit("kit/005", "level=13")
    try clone.check("snapshot", "-m", "second", "--with", "wave")
    try clone.git("update-index", "--really-refresh")
    #expect(try clone.changes == "")
    #expect(throws: Git.Failure.self) { try clone.git("commit", "-q", "-am", "x") }
    let there = try Data(contentsOf: URL(filePath: clone.folder + "/one/kit/005.syx"))
    #expect(try there == clone.binary.bytes(["cat-file", "blob", "HEAD:one/kit/005.syx"], in: clone.folder))
    #expect(try Data(contentsOf: URL(filePath: clone.folder + "/one/order")).contains(0x0D))
  }

  @Test("programs named by the clone's configuration, attributes or hooks are never run")
  func hostile() throws {
    let clone = try GitClone.toy()
    let evil = clone.binary.home("evil")
    try clone.binary.home.write("#!/bin/sh\ntouch '\(clone.binary.home("ran"))'\ncat\n", to: "evil")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: evil)
    for hook in [
      "post-index-change", "post-checkout", "reference-transaction", "pre-commit", "post-merge", "fsmonitor-watchman",
    ] {
      try FileManager.default.copyItem(atPath: evil, toPath: clone.folder + "/.git/hooks/" + hook)
    }
    try clone.write(Array("* filter=evil ident\n".utf8), to: ".git/info/attributes")
    let config = """
      [core]
      \tfsmonitor = \(evil)
      \tpager = \(evil)
      \tsshCommand = \(evil)
      \teditor = \(evil)
      [filter "evil"]
      \tsmudge = \(evil)
      \tclean = \(evil)
      \trequired = true
      [diff]
      \texternal = \(evil)
      [alias]
      \tread-tree = !\(evil)
      \tstatus = !\(evil)

      """
    let path = clone.folder + "/.git/config"
    try (String(contentsOfFile: path, encoding: .utf8) + config).write(toFile: path, atomically: true, encoding: .utf8)
    try clone.edit("kit/005", "level=72")
    for words in [["snapshot", "-m", "second", "--no-hooks"], ["undo", "--no-hooks"], ["redo", "--no-hooks"]] {
      let outcome = try clone.binary.run(words, in: clone.folder)
      #expect(outcome.status == 0, "\(outcome)")
    }
    #expect(!FileManager.default.fileExists(atPath: clone.binary.home("ran")))
    #expect(
      try Data(contentsOf: URL(filePath: clone.folder + "/one/kit/005.syx"))
        == clone.binary.bytes(["cat-file", "blob", "HEAD:one/kit/005.syx"], in: clone.folder))
  }
}
