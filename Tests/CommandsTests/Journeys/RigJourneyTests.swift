import Files
import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: archives, the rig, branches and tags")
struct RigJourneyTests {
  @Test("init creates an archive here, in a folder or at --archive, and never twice")
  func initialise() throws {
    let bench = try Workbench(archive: false, device: false)
    #expect(bench.run("init").results == "created an empty archive in ~/work/.synvc\n")
    let again = bench.run("init")
    #expect(again.status == .failed && again.notes.contains("'~/work/.synvc' already has an archive"))
    #expect(bench.run("init", "set").results == "created an empty archive in ~/work/set/.synvc\n")
    #expect(bench.run("--archive", "bare", "init").results == "created an empty archive in ~/work/bare\n")
    let sha256 = bench.run("init", "other", "--object-format", "sha256", "--json")
    #expect(try JSON.parse(sha256.results)["objectFormat"] == "sha256")
    #expect(bench.run("init", "x", "--object-format", "md5").status == .usage)
    try bench.home.write("[init]\n\tdefaultObjectFormat = sha256\n", to: ".gitconfig")
    #expect(try JSON.parse(bench.run("init", "third", "--json").results)["objectFormat"] == "sha256")
  }

  @Test("git finds the program through the path that init writes")
  func textconv() throws {
    let bench = try Workbench()
    let git = TestSupport.Git(in: bench.home("work"), home: bench.home.path)
    let command = try git("--git-dir=.synvc", "config", "diff.synvc.textconv")
    #expect(command == "'\(bench.home("bin/synvc"))' textconv\n")
  }

  @Test("devices are added, listed, shown, moved to another port and removed")
  func devices() throws {
    let bench = try Workbench(device: false)
    #expect(bench.run("device", "list").notes.contains("the rig is empty: add a device with"))
    #expect(bench.run("device", "add", "one").notes.contains("is new and needs '--profile'"))
    #expect(bench.run("device", "add", "one", "--profile", "toy").notes.contains("no port on this computer yet: set"))
    #expect(
      bench.run("device", "add", "one", "--port", "sim:one", "--channel", "3").results == "one  Toy One, sim:one\n")
    #expect(bench.run("device", "list").results == "one  Toy One  sim:one  channel 3\n")
    expectGolden(bench.run("device", "show", "one").results, "journey-device-show")
    #expect(bench.run("device", "add", "one", "--port", "sim:").status == .usage)
    #expect(bench.run("device", "add", "one", "--channel", "0").status == .usage)
    #expect(bench.run("device", "add", "two", "--profile", "tou").notes.contains("did you mean 'toy'?"))
    #expect(bench.run("device", "remove", "one").results == "one is no longer in the rig\n")
    #expect(bench.run("device", "show", "one").status == .unknownName)
    #expect(bench.run("snapshot").notes.contains("the rig has no devices yet"))
  }

  @Test("a missing card is reported by name, and the device is carried over")
  func absentCard() throws {
    let bench = try Workbench()
    #expect(bench.run("device", "add", "one", "--port", "hw:None,0").status == .done)
    let outcome = bench.run("snapshot", "-m", "x")
    #expect(
      outcome.status == .unreachable && outcome.notes.contains("the port 'hw:None,0' was not found"), "\(outcome)")
  }

  @Test("branches are listed, created, renamed and deleted; the current branch is kept")
  func branches() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    #expect(bench.run("branch", "live").results.hasPrefix("live points to "))
    #expect(bench.run("branch", "live").status == .failed)
    #expect(bench.run("branch", "a b").status == .usage)
    #expect(bench.run("branch", "-m", "live", "gig").results == "live is now gig\n")
    #expect(bench.run("branch", "-m", "stage").results == "main is now stage\n")
    let list = bench.run("branch").results.split(separator: "\n")
    #expect(list.count == 2 && list[0].hasPrefix("  gig") && list[1].hasPrefix("* stage"))
    #expect(bench.run("branch", "-d", "stage").status == .refused)
    #expect(bench.run("branch", "-d", "gig").results.hasPrefix("deleted gig (was "))
    #expect(bench.run("branch", "-d", "gig").status == .unknownName)
    #expect(bench.run("log", "--oneline").results.hasSuffix("first  (HEAD → stage)\n"))
    let git = TestSupport.Git(in: bench.home("work"), home: bench.home.path)
    #expect(try git("--git-dir=.synvc", "fsck", "--strict", "--no-dangling") == "")
    #expect(try git("--git-dir=.synvc", "for-each-ref", "refs/synvc/deleted").split(separator: "\n").count == 3)
  }

  @Test("tags are listed with their text, created and deleted")
  func tags() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    bench.run("tag", "plain")
    bench.run("tag", "told", "HEAD", "-m", "as played")
    let list = bench.run("tag").results.split(separator: "\n")
    #expect(list.count == 2 && list[0].hasSuffix("first") && list[1].hasSuffix("as played"))
    #expect(bench.run("log").results.contains("(HEAD → main, tag: plain, tag: told)"))
    let git = TestSupport.Git(in: bench.home("work"), home: bench.home.path)
    #expect(try git("--git-dir=.synvc", "cat-file", "-t", "told") == "tag\n")
    #expect(try git("--git-dir=.synvc", "fsck", "--strict", "--no-dangling") == "")
    #expect(bench.run("tag", "-d", "told", "plain").results.split(separator: "\n").count == 2)
    #expect(bench.run("tag").results == "")
  }

  @Test("the reflog lists HEAD's positions, newest first")
  func reflog() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    try bench.edit("kit/001", ["level": "1"])
    bench.snapshot("second")
    let lines = bench.run("reflog").results.split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains("HEAD@{0}") && lines[0].hasSuffix("snapshot: second"))
    #expect(bench.run("reflog", "main").results.contains("main@{1}"))
    #expect(bench.run("reflog", "mian").notes.contains("did you mean 'main'?"))
  }

  @Test("'synvc git' passes all arguments to git and names the archive")
  func git() throws {
    let bench = try Workbench()
    #expect(bench.run("git", "log", "--json", "--", "-p").status == .done)
    #expect(bench.became.all == [["git", "--git-dir=\(bench.home("work/.synvc"))", "log", "--json", "--", "-p"]])
  }

  @Test("'synvc git' first settles a half-finished command")
  func gitAfterCut() throws {
    let files = RealFileSystem()
    var count = 0
    for calls in stride(from: 0, to: 1000, by: 4) {
      let bench = try Workbench()
      bench.snapshot("first")
      #expect(bench.run("branch", "side").status == .done)
      let stopping = StoppingFileSystem(files)
      stopping.stop(after: calls)
      bench.files = stopping
      let isDone = bench.run("branch", "--rename", "side", "other").status == .done
      bench.files = files
      if isDone { break }
      let archive = bench.home("work/.synvc")
      guard try files.isFile(archive + "/operations/pending") else { continue }
      // The command did not die, its file system did: its locks would be those of a living process.
      for name in try FileManager.default.subpathsOfDirectory(atPath: archive) where name.hasSuffix(".lock") {
        try files.remove("\(archive)/\(name)")
      }
      count += 1
      #expect(bench.run("git", "log").status == .done)
      #expect(try !files.isFile(archive + "/operations/pending"), "after \(calls) calls")
      #expect(bench.run("fsck").status == .done, "after \(calls) calls")
    }
    #expect(count > 2)
  }

  @Test("models are listed, shown and checked")
  func profiles() throws {
    let bench = try Workbench(archive: false, device: false)
    #expect(bench.run("profiles").results == "toy  Toy One\n")
    #expect(bench.run("profiles", "list").results == "toy  Toy One\n")
    expectGolden(bench.run("profiles", "show", "toy").results, "journey-profiles-show")
    #expect(bench.run("profiles", "show", "toi").notes.contains("did you mean 'toy'?"))
    try bench.home.write(ToyDevice.text, to: "work/good.yaml")
    try bench.home.write(ToyDevice.text.replacing("maker: Toys", with: "maker: Toys\nmakr: x"), to: "work/bad.yaml")
    let checked = bench.run("profiles", "check", "good.yaml", "bad.yaml")
    #expect(checked.status == .badInput)
    #expect(checked.results.hasPrefix("good.yaml: Toy One, 14 slots\n  15 facts have no source\nbad.yaml:5:"))
    #expect(bench.run("profiles", "check", "none.yaml").status == .storageFailed)
    try bench.home.write("{\"profile\": \"toy\", \"slot\": \"kit/009\", \"fields\": {}}", to: "work/item.json")
    #expect(bench.run("profiles", "encode", "item.json").status == .badInput)
  }

  @Test("shell completion offers revisions, slots, devices, models and ports")
  func completion() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    let complete = { (command: [String], typed: String) -> [String] in
      let words = ["---completion"] + command + ["--", "positional@0", "9", "\(typed.utf8.count)"] + command + [typed]
      return bench.run(words).results.split(separator: "\n").map(String.init)
    }
    #expect(complete(["show"], "HEAD:kit/00").first == "HEAD:kit/001")
    #expect(complete(["log"], "ma") == ["main"])
    #expect(complete(["log"], "pattern/") == ["pattern/A01", "pattern/A02", "pattern/B01", "pattern/B02", "pattern/"])
    #expect(complete(["device", "show"], "") == ["one"])
    #expect(complete(["profiles", "show"], "t") == ["toy"])
    #expect(complete(["branch"], "HE") == ["HEAD"])
    let nowhere = try Workbench(archive: false, device: false)
    #expect(nowhere.run("---completion", "log", "--", "positional@0", "1", "0", "log", "").results == "\n")
  }
}
