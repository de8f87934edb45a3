import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: snapshot a rig")
struct SnapshotJourneyTests {
  @Test("first, unchanged and changed snapshots print what the manual shows")
  func snapshots() throws {
    let bench = try Workbench()
    let first = bench.run("snapshot", "-m", "first")
    #expect(first.status == .done)
    #expect(first.notes == "one  Toy One, sim:one\n")
    #expect(
      first.results.hasPrefix(
        "  12 slots read for the first time; read twice; not included: user waves (--with wave), unsaved edits\n[main ")
    )
    let same = bench.run("snapshot")
    #expect(same.status == .done)
    #expect(
      same.results
        == "  0 slots changed, 12 unchanged; not included: user waves (--with wave), unsaved edits\nunchanged\n")
    try bench.edit("kit/005", ["level": "72"])
    let changed = bench.run("snapshot", "-m", "louder")
    #expect(changed.results.contains("  1 slot changed, 11 unchanged;"))
    #expect(changed.results.contains("] louder\n"))
  }

  @Test("without a message the device names are used; a terminal user is asked")
  func text() throws {
    let bench = try Workbench()
    #expect(bench.run("snapshot").results.contains("] snapshot of one\n"))
    try bench.edit("kit/001", ["level": "1"])
    bench.terminal = true
    bench.answers = ["quiet"]
    let asked = bench.run("snapshot")
    #expect(asked.notes.contains("message of the snapshot [snapshot of one] "))
    #expect(asked.results.contains("] quiet\n"))
  }

  @Test("a short option's value may follow without a space, as with git")
  func joined() throws {
    let bench = try Workbench()
    #expect(bench.run("snapshot", "-mfirst").results.contains("] first"))
    #expect(bench.run("tag", "gig", "-mloud").status == .done)
    #expect(bench.run("export", "HEAD", "-oall.syx").status == .done)
    #expect(bench.run("import", "all.syx", "-mfrom a file").results.contains("] from a file"))
    #expect(bench.run("log", "--oneline", "-n1").results.split(separator: "\n").count == 1)
  }

  @Test("an imported file is listed separately by sound names, and never replaces a device")
  func files() throws {
    let bench = try Workbench()
    try bench.edit("kit/005", ["name": "ACID"])
    bench.snapshot("first")
    #expect(bench.run("export", "HEAD", "kit/005", "-o", "one.syx").status == .done)
    try bench.edit("kit/005", ["name": "PADS"])
    bench.snapshot("second")
    let imported = bench.run("import", "one.syx")
    #expect(imported.status == .done && imported.results.hasPrefix("files/one  Toy One: 1 message, 1 slot\n"))
    #expect(bench.run("status").results.contains("equal to the last snapshot"))
    #expect(bench.run("diff").results.contains("1 imported file was added"))
    #expect(
      bench.run("checkout", "files/one/kit/005", "--to", "kit/006").results.contains("1 slot differs from the device"))
    #expect(bench.run("checkout", "files/one", "--to", "files/one/kit/006").status == .usage)
    (bench.terminal, bench.environment["NO_COLOR"]) = (true, "1")
    let listed = bench.run("ls").results
    #expect(
      listed.hasPrefix("one  Toy One\n  kit/  8 of 8 slots are used\n    001  INIT 001  004  "), "\(listed)")
    #expect(listed.contains("    002  INIT 002  005  PADS      008  INIT 008\n"), "\(listed)")
    #expect(listed.hasSuffix("\nimported files\n  files/one  Toy One, 1 slot\n"))
    bench.terminal = false
    #expect(bench.run("ls", "files/").results == "files/one/kit/005\tACID\n")
    #expect(bench.run("ls", "HEAD~2:kit/005").results == "one/kit/005\tACID\n")
    #expect(bench.run("ls", "--all", "kit/").results.split(separator: "\n").count == 8)
    #expect(bench.run("cat", "pads").results.contains("\"PADS\""))
    #expect(bench.run("cat", "ACID").results.contains("\"ACID\""))
    #expect(bench.run("cat", "HEAD~2:ACID").results == bench.run("cat", "HEAD~2:one/kit/005").results)
    #expect(bench.run("cat", "PAD").notes.contains("did you mean 'PADS'?"))
    try bench.edit("kit/006", ["name": "PADS"])
    bench.snapshot("twice")
    let several = bench.run("cat", "PADS")
    #expect(several.status == .unknownName && several.notes.contains("write one of 'one/kit/005' or 'one/kit/006'"))
    #expect(bench.run("cat", "kit/PADS").status == .unknownName)
    #expect(bench.run("tag", "PADS").status == .done && bench.run("show", "PADS").results.contains("twice"))
    #expect(bench.run("import", "one.syx", "--device", "files").status == .failed)
  }

  @Test("an unknown kind or device is reported with similar names")
  func names() throws {
    let bench = try Workbench()
    let kind = bench.run("snapshot", "--with", "wav")
    #expect(kind.status == .unknownName && kind.notes.contains("did you mean 'wave'?"))
    let device = bench.run("snapshot", "onne")
    #expect(device.status == .unknownName && device.notes.contains("did you mean 'one'?"))
    #expect(bench.run("log").status == .unknownName)
  }

  @Test("a silent device is carried over with status 3 and the others are stored")
  func carried() throws {
    let bench = try Workbench()
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two")
    bench.snapshot("both")
    bench.run("device", "add", "two", "--profile", "toy", "--port", "/nonexistent/midi")
    try bench.edit("kit/005", ["level": "72"])
    let outcome = bench.run("snapshot", "-m", "one only")
    #expect(outcome.status == .partial)
    #expect(outcome.results.contains("two  not read, carried over from 20"))
    #expect(outcome.notes.contains("warning: two was not read: the port '/nonexistent/midi' was not found\n"))
    #expect(bench.run("show").results.contains("carried over, not read: two"))
  }

  @Test("a suspect state goes to its own branch, and HEAD stays")
  func suspect() throws {
    let bench = try Workbench()
    for number in 1...4 { try bench.edit("kit/00\(number)", ["level": "9"]) }
    bench.snapshot("mine")
    for number in 1...8 { try bench.edit("kit/00\(number)", ["level": "\(number + 40)"]) }
    let aside = bench.run("snapshot", "-m", "twin")
    #expect(aside.status == .partial)
    #expect(aside.results.contains("[suspect/one/"))
    #expect(bench.run("log", "--oneline").results.contains("mine"))
    #expect(!bench.run("log", "--oneline").results.contains("twin"))
    #expect(bench.run("snapshot", "-m", "mine again", "--yes").results.contains("[main "))
  }

  @Test("the snapshot's JSON document lists the outcome of each device")
  func json() throws {
    let bench = try Workbench()
    let outcome = bench.run("snapshot", "--json", "-m", "first")
    let document = try JSON.parse(outcome.results)
    #expect(document["version"] == 1 && document["branch"] == "main" && document["unchanged"] == false)
    guard case .array(let devices)? = document["devices"] else {
      Issue.record("no devices in \(document)")
      return
    }
    #expect(devices.count == 1 && devices[0]["slots"] == 12 && devices[0]["readTwice"] == true)
    #expect(outcome.notes == "")
  }

  @Test("the user's default archive is created on first use")
  func ownArchive() throws {
    let bench = try Workbench(archive: false, device: false)
    let missing = bench.run("log")
    #expect(missing.status == .noArchive)
    #expect(missing.notes.contains("your own in '~/.local/share/synvc'"))
    let added = bench.run("device", "add", "one", "--profile", "toy", "--port", "sim:one")
    #expect(added.notes == "made an archive in ~/.local/share/synvc\n")
    bench.snapshot("first")
    #expect(bench.run("log", "--oneline").results.hasSuffix("  first  (HEAD → main)\n"))
  }

  @Test("git finds a sound repository with author and trailers")
  func git() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    try bench.edit("kit/005", ["name": "BASS", "level": "72"])
    bench.snapshot("second")
    let git = TestSupport.Git(in: bench.home("work"), home: bench.home.path)
    #expect(try git("--git-dir=.synvc", "fsck", "--strict", "--no-dangling") == "")
    #expect(
      try git("--git-dir=.synvc", "log", "--format=%an %ae %s")
        == "Ada ada@example.com second\nAda ada@example.com first\n")
    #expect(try git("--git-dir=.synvc", "log", "-1", "--format=%(trailers:key=Synvc-Sequence,valueonly)") == "2\n\n")
  }
}
