import Foundation
import TestSupport
import Testing

@testable import Commands
@testable import Operations
@testable import Repository
@testable import Presentation

@Suite("Journey: automatic snapshots")
struct AutoJourneyTests {
  @Test("changes print one line; an unchanged rig prints nothing and exits with 0")
  func silence() throws {
    let bench = try Workbench()
    let first = bench.run("auto", "one")
    #expect(first.status == .done && first.notes.isEmpty)
    #expect(first.results.hasPrefix("one: 12 slots read; [main ") && first.results.hasSuffix("] auto: one\n"))
    for words in [["auto"], ["auto", "one", "one"]] {
      let same = bench.run(words)
      #expect(same.status == .done && same.results.isEmpty && same.notes.isEmpty, "\(same)")
    }
    #expect(bench.run("auto", "-v").results == "one: unchanged\n")
    try bench.edit("kit/005", ["level": "72"])
    #expect(bench.run("auto").results.hasPrefix("one: 1 slot changed; [main "))
    #expect(bench.run("show").results.contains("made by 'synvc auto'"))
    #expect(bench.run("log", "--oneline").results.split(separator: "\n").count == 2)
  }

  @Test("a missing port is silent; --verbose names it and --settle waits for it")
  func absent() throws {
    let bench = try Workbench()
    bench.run("device", "add", "two", "--profile", "toy", "--port", "/nonexistent/midi")
    #expect(bench.run("auto").results.hasPrefix("one: 12 slots read;"))
    let silent = bench.run("auto")
    #expect(silent.status == .done && silent.results.isEmpty && silent.notes.isEmpty, "\(silent)")
    #expect(
      bench.run("auto", "--verbose").results
        == "one: unchanged\ntwo: not now: the port '/nonexistent/midi' was not found\n")
    let start = bench.clock.now
    bench.isPauseTime = true
    #expect(bench.run("auto", "two", "--settle", "10").status == .done)
    let waited = bench.clock.now - start - .seconds(60)
    #expect(waited >= .seconds(10) && waited < .seconds(11), "\(waited)")
    #expect(bench.run("auto", "two", "--settle", "-1").status == .usage)
  }

  @Test("an error on one device does not keep the others from being read")
  func others() throws {
    let bench = try Workbench()
    for name in ["a", "b"] {
      bench.run("device", "add", name, "--profile", "toy", "--port", bench.home("no-node-\(name)"))
      try Data().write(to: URL(filePath: bench.home("no-node-\(name)")))
    }
    let outcome = bench.run("auto")
    #expect(outcome.status == .unreachable)
    #expect(outcome.results.hasPrefix("one: 12 slots read;"))
    #expect(
      outcome.notes.contains("warning: b was not read: '~/no-node-b' is neither a named pipe nor a device node\n"))
    #expect(
      outcome.notes.hasSuffix(
        "error: '~/no-node-a' is neither a named pipe nor a device node\nhint:  make a named pipe with 'mkfifo'\n"))
  }

  @Test("an unknown device, an empty rig and a missing archive give the usual errors")
  func mistakes() throws {
    let bench = try Workbench()
    #expect(bench.run("auto", "onne").status == .unknownName)
    #expect(try Workbench(device: false).run("auto").status != .done)
    #expect(try Workbench(archive: false, device: false).run("auto").status == .noArchive)
  }

  @Test("a suspect state is stored on its own branch once with status 3, then silently skipped; HEAD stays")
  func suspect() throws {
    let bench = try Workbench()
    for number in 1...4 { try bench.edit("kit/00\(number)", ["level": "9"]) }
    bench.snapshot("mine")
    bench.run("device", "add", "two", "--profile", "toy", "--port", "/nonexistent/midi")
    for number in 1...8 { try bench.edit("kit/00\(number)", ["level": "\(number + 40)"]) }
    let aside = bench.run("auto", "one")
    #expect(aside.status == .partial && aside.results.contains("[suspect/one/"), "\(aside)")
    #expect(aside.results.hasSuffix(" (suspect: it looks like another state or another unit)\n"))
    for _ in 0..<2 {
      let again = bench.run("auto", "one")
      #expect(again.status == .done && again.results.isEmpty && again.notes.isEmpty, "\(again)")
    }
    #expect(bench.run("auto", "-v", "one").results.hasPrefix("one: already stored on suspect/one/"))
    #expect(bench.run("log", "--oneline").results.split(separator: "\n").count == 1)
    #expect(bench.run("device", "list").results.contains("two"), "what waits for the next snapshot is not forgotten")
    let asked = bench.run("snapshot", "-m", "twin")
    #expect(asked.status == .partial && asked.results.contains("already stored on suspect/one/"))
    #expect(
      bench.run("branch").results.split(separator: "\n").count == 2, "one suspect branch, however often it was read")
    try bench.edit("kit/001", ["level": "99"])
    #expect(bench.run("auto", "one").status == .partial, "another state is put aside too")
  }

  @Test("a signal between two devices ends the run without 'done', because the others were not read")
  func interrupted() throws {
    let bench = try Workbench()
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two")
    let fake = bench.process.0
    var process = fake.process
    let results = fake.results
    process.interrupt = Interrupt { results.text.contains("one: ") ? SIGTERM : nil }
    let status = Program().run(["auto", "--verbose"], in: process)
    #expect(results.text.contains("one: ") && !results.text.contains("two: "), "\(results.text)")
    #expect(status == .signal(SIGTERM), "\(fake.notes.text)")
  }

  @Test(
    "USB devices: a missing one is silent, a moved one is found, two candidates are an error"
  )
  func lost() throws {
    let bench = try Workbench(device: false)
    func plug(_ number: Int, _ product: String) throws {
      let device = "system/sys/devices/usb1/1-\(number)"
      for folder in ["\(device)/1-\(number):1.0", "system/sys/class/sound/card\(number)", "system/dev/snd"] {
        try FileManager.default.createDirectory(atPath: bench.home(folder), withIntermediateDirectories: true)
      }
      try FileManager.default.createDirectory(
        atPath: bench.home("system/proc/asound/card\(number)"), withIntermediateDirectories: true)
      try bench.home.write("Box\n\nOutput 0\nInput 0\n", to: "system/proc/asound/card\(number)/midi0")
      try bench.home.write("1d6b\n", to: "\(device)/idVendor")
      try bench.home.write("\(product)\n", to: "\(device)/idProduct")
      try FileManager.default.createSymbolicLink(
        atPath: bench.home("system/sys/class/sound/card\(number)/device"),
        withDestinationPath: bench.home("\(device)/1-\(number):1.0"))
    }
    try plug(0, "0104")
    try bench.home.write(" 0 [Box            ]: USB-Audio - Box\n", to: "system/proc/asound/cards")
    #expect(bench.run("device", "add", "one", "--profile", "toy", "--port", "hw:Box").status == .done)
    try bench.home.write("0999\n", to: "system/sys/devices/usb1/1-0/idProduct")
    #expect(bench.run("auto", "--verbose").results == "one: not now: the port 'hw:Box' was not found\n")
    #expect(bench.run("auto").status == .done)
    // No machine that runs this has as many cards: nothing is opened.
    try plug(31, "0104")
    let cards = " 0 [Box            ]: USB-Audio - Box\n31 [A              ]: USB-Audio - A\n"
    try bench.home.write(cards, to: "system/proc/asound/cards")
    #expect(bench.run("auto", "--settle", "0").notes == "", "where it is now is no news")
    #expect(bench.run("auto", "--verbose").notes.contains("one is on hw:A,0 now, not on hw:Box"))
    try plug(30, "0104")
    try bench.home.write(cards + "30 [B              ]: USB-Audio - B\n", to: "system/proc/asound/cards")
    let outcome = bench.run("auto")
    #expect(
      outcome.status == .unknownName && outcome.notes.contains("could be any of 'hw:A,0' or 'hw:B,0'"), "\(outcome)")
  }

  @Test("a device that cannot be queried is skipped; naming it is an error")
  func byHand() throws {
    let bench = try Workbench()
    bench.run("device", "add", "tape", "--profile", "none", "--port", bench.home("no-node"))
    #expect(bench.run("auto").status == .done)
    #expect(
      bench.run("auto", "-v").results.hasSuffix("tape: not now: the device sends dumps only from its front panel\n"))
    let named = bench.run("auto", "tape")
    #expect(named.status != .done && named.notes.hasPrefix("error: "), "\(named)")
  }

  @Test(
    "a device whose profile has disappeared is reported with a status on every run")
  func lostProfile() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two")
    #expect(bench.run("auto").status == .done)
    #expect(bench.run("device", "add", "one", "--profile", "none", "--port", "sim:one").status == .done)
    for _ in 0..<2 {
      let outcome = bench.run("auto")
      #expect(outcome.status == .failed && outcome.notes.contains("error: 'one' has no profile"), "\(outcome)")
    }
    #expect(bench.run("--json", "auto").results.contains(#""outcome": "failed""#))
    let snapshot = bench.run("snapshot", "-m", "later")
    #expect(
      snapshot.status == .partial && snapshot.notes.contains("one was not read: 'one' has no profile"), "\(snapshot)")
    // Known by the history alone, as in a clone.
    try bench.forget("trusted", of: "one")
    #expect(bench.run("auto").status == .failed)
  }

  @Test("'auto' and 'snapshot' report a device that lost its port, but not one that never had one here")
  func lostPort() throws {
    let bench = try Workbench()
    bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two")
    bench.snapshot("first")
    try bench.forget("port", of: "one")
    let outcome = bench.run("auto")
    #expect(outcome.status == .unreachable && outcome.notes.contains("error: 'one' has no port on this computer"))
    let snapshot = bench.run("snapshot", "-m", "later")
    #expect(
      snapshot.status == .partial && snapshot.notes.contains("one was not read: 'one' has no port"), "\(snapshot)")
    #expect(snapshot.results.contains("one  not read, carried over"))
    try bench.forget("trusted", of: "one")
    let silent = bench.run("auto")
    #expect(silent.status == .done && silent.notes.isEmpty, "\(silent)")
    #expect(bench.run("device", "remove", "one").status == .done && bench.run("auto").status == .done)
  }

  @Test("no question is asked and no suspect state accepted, even on a terminal or with --yes")
  func neverAsks() throws {
    let bench = try Workbench()
    for number in 1...4 { try bench.edit("kit/00\(number)", ["level": "9"]) }
    bench.snapshot("mine")
    for number in 1...8 { try bench.edit("kit/00\(number)", ["level": "\(number + 40)"]) }
    bench.terminal = true
    let aside = bench.run("auto", "--yes")
    #expect(aside.status == .partial && !aside.notes.contains("?") && aside.results.contains("suspect/one/"))
  }

  @Test("a device with an interrupted send is not read, because its state is half written")
  func cut() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    let (_, process) = bench.process
    let workspace = try CommandContext(process, options: .guess(from: [])).workspace()
    let head = try #require(try workspace.head())
    try workspace.write(Journal(device: "one", target: head, safety: head, slots: ["kit/005"]))
    try bench.edit("kit/005", ["level": "72"])
    let outcome = bench.run("auto")
    #expect(outcome.status == .refused && outcome.results.isEmpty, "\(outcome)")
  }

  @Test("the JSON document lists the outcome of each device")
  func json() throws {
    let bench = try Workbench()
    bench.run("device", "add", "two", "--profile", "toy", "--port", "/nonexistent/midi")
    let outcome = bench.run("--json", "auto")
    #expect(
      outcome.results.contains(#""outcome": "stored""#) && outcome.results.contains(#""outcome": "not-now""#),
      "\(outcome.results)")
    #expect(outcome.results.contains(#""reason": "the port '/nonexistent/midi' was not found""#))
    #expect(bench.run("--json", "auto").results.contains(#""outcome": "unchanged""#))
  }

  @Test("hooks run as for every snapshot; a refusing hook gives status 30")
  func hooks() throws {
    let hooked = try HookBench()
    for name in ["pre-snapshot", "post-snapshot"] { try hooked.witness(name) }
    #expect(hooked.bench.run("auto").status == .done)
    #expect(hooked.said("pre-snapshot") == ["[one]", "one toy sim:one"])
    #expect(hooked.said("post-snapshot") == ["[\(try hooked.head)]", "[main]", "one -"])
    try hooked.witness("pre-snapshot", status: 1)
    try hooked.bench.edit("kit/005", ["level": "72"])
    #expect(hooked.bench.run("auto").status == .hookRefused)
    #expect(hooked.bench.run("auto", "--no-hooks").status == .done)
  }
}

extension Workbench {
  /// Takes a setting of a device out of the archive's configuration, as a hand or another program does.
  fileprivate func forget(_ field: String, of device: String) throws {
    let (_, process) = process
    let workspace = try CommandContext(process, options: .guess(from: [])).workspace()
    try workspace.repository.changeConfig { config throws(ConfigError) in try config.unset("synvc.\(device).\(field)") }
  }
}
