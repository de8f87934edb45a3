import Bytes
import Foundation
import MIDI
import Simulation
import TestSupport
import Testing

@testable import Commands
@testable import Profiles
@testable import Presentation
import Transfer

@Suite("Journey: a bug report contains no secrets")
struct BugReportTests {
  /// Words that stand wherever a user can put words; each in one place, so that the one that leaks is known.
  private static let secrets = [
    "ada", "example", "devicenick", "portnick", "branchname", "tagname", "tagtext", "subjectword", "noteword",
    "profileid", "profilename", "kitname", "filename", "othermail", "remotename", "hookword", "optionvalue",
    "SECRET", "folderword", "eventword", "commentword",
  ]

  /// A studio with a secret in every place, and a wire log of it.
  private static func workspace() throws -> Workbench {
    let bench = try Workbench(archive: false, device: false)
    let files = FileManager.default
    for folder in ["work/folderword", ".config/git"] {
      try files.createDirectory(atPath: bench.home(folder), withIntermediateDirectories: true)
    }
    try bench.home.write("[user]\n\tname = Ada Secretname\n\temail = ada@example.com\n", to: ".gitconfig")
    try bench.home.write(
      ToyDevice.text.replacing("id: toy\n", with: "id: profileid\n").replacing(
        "name: Toy One", with: "name: profilename"
      )
      .replacing("F0 7D 01", with: "F0 7D 02"), to: ".config/synvc/profiles/profileid.yaml")
    bench.environment["SYNVC_DIR"] = bench.home("work/folderword/.synvc")
    bench.environment["LANG"] = "de_AT.optionvalue"
    func run(_ words: String...) {
      let outcome = bench.run(words)
      #expect(outcome.status == .done, "\(words): \(outcome)")
    }
    run("init")
    run("device", "add", "devicenick", "--profile", "toy", "--port", "sim:portnick")
    run("device", "add", "snapshot", "--profile", "profileid", "--port", "sim:othernick")
    run("--wire-log", bench.home("wire.txt"), "snapshot", "devicenick", "-m", "subjectword\n\nnoteword")
    try bench.edit("kit/005", ["name": "SECRET"], unit: "portnick")
    run("--wire-log", bench.home("wire.txt"), "snapshot", "devicenick", "-m", "subjectword")
    run("branch", "branchname")
    run("tag", "tagname", "-m", "tagtext")
    run("branch", "-m", "branchname", "branchname2")
    let kit = bench.run("cat", "HEAD:devicenick/kit/005", "--raw").bytes
    try Data(kit).write(to: URL(filePath: bench.home("work/filename.syx")))
    run("import", "filename.syx", "--message=optionvalue")
    let config = bench.home("work/folderword/.synvc/config")
    let text = try String(contentsOfFile: config, encoding: .utf8)
    try Data((text + "[remote \"remotename\"]\n\turl = git@othermail.example:x\n").utf8).write(
      to: URL(filePath: config))
    try Data("#!/bin/sh\n# hookword\n".utf8).write(
      to: URL(filePath: bench.home("work/folderword/.synvc/hooks/pre-send")))
    #expect(bench.run("trust", bench.home("work/folderword"), "--yes").status == .done)
    return bench
  }

  private static func leaks(_ text: String) -> [String] {
    secrets.filter { text.lowercased().contains($0.lowercased()) }
  }

  @Test("the report omits names, notes, subjects, paths and addresses but keeps the diagnostic facts")
  func secrets() throws {
    let bench = try Self.workspace()
    let outcome = bench.run("bug-report", "--wire-log", bench.home("wire.txt"))
    #expect(outcome.status == .done && outcome.notes.isEmpty, "\(outcome.notes)")
    let report = outcome.results
    #expect(Self.leaks(report) == [])
    #expect(!report.contains("~"), "no path: the home folder would stand here")
    for line in [
      "synvc: 0.1.0", "kernel: Linux ", "ids: sha1", "branches: 2", "tags: 1", "hooks: pre-send",
      "snapshots on this branch: 3",
      "device 1: one of the user's own, simulated", "device 2: one of the user's own, simulated",
      "1 snapshot --wire-log … … -m …; status 0, 1 refs", "2 snapshot --wire-log … … -m …; status 0, 1 refs",
      "6 import … --message=…; status 0, 1 refs", "# synvc wire log 1",
    ] { #expect(report.contains("\n\(line)"), "\(line) in \(report)") }
  }

  @Test("texts in messages become x's of equal length, other bytes stay, and the log remains readable")
  func masked() throws {
    let bench = try Self.workspace()
    let report = bench.run("bug-report", "--wire-log", bench.home("wire.txt")).results
    let log = try #require(report.range(of: WireRecording.title)).lowerBound
    let shown = try WireRecording(String(report[log...]))
    let original = try WireRecording(String(contentsOfFile: bench.home("wire.txt"), encoding: .utf8))
    let kits = { (recording: WireRecording) in
      var framer = Framer()
      return recording.entries.flatMap { entry -> [SysExMessage] in
        guard case .received(let bytes) = entry.what else { return [] }
        return framer.feed(bytes).compactMap(\.message)
      }
    }
    let profile = try Profile(text: ToyDevice.text)
    let (masked, plain) = (kits(shown), kits(original))
    #expect(masked.count == plain.count)
    let pairs = zip(masked, plain).compactMap { one, other -> (Item, Item)? in
      guard let (kind, _) = profile.recognise(other), kind.id == "kit" else { return nil }
      #expect(kind.problems(of: one).isEmpty, "its checksum and length are right")
      return (kind.decode(one).item, kind.decode(other).item)
    }
    let named = pairs.filter { $0.1.name != nil }
    #expect(!named.isEmpty)
    for (one, other) in named {
      #expect(one.name == String(repeating: "x", count: other.name?.count ?? 0), "\(other.name ?? "")")
      #expect(one.value("level") == other.value("level") && one.value("tempo") == other.value("tempo"))
    }
  }

  @Test("undecodable messages are reduced to maker and length; --with-dumps keeps them")
  func leftOut() throws {
    let bench = try Workbench()
    let name = Array("SECRET".utf8)
    let unknown = Hex.spaced([0xF0, 0x00, 0x20, 0x29] + name + [0xF7])
    let wrong = Hex.spaced([0xF0, 0x7D, 0x01, 0x20, 0x03] + name + [0xF7])
    let log = """
      # synvc wire log 1
      # commentword
      0.000000 > F0 7E 7F 06 01 F7
      0.010000 < \(unknown)
      0.020000 < \(wrong)
      0.030000 < 90 40 7F F8
      0.040000 < F0 00 20 29 53 45 43 52 45 54
      0.050000 ! unplugged eventword
      0.060000 ! eventword

      """
    try bench.home.write(log, to: "wire.txt")
    let report = bench.run("bug-report", "--wire-log", bench.home("wire.txt")).results
    let shown = report[try #require(report.range(of: "== wire log")).lowerBound...]
    #expect(
      shown == """
        == wire log
        # synvc wire log 1
        # decoded texts are replaced by 'x'; messages that no profile decodes are left out
        0.000000 > F0 7E 7F 06 01 F7
        # 0.010000 < 11 bytes of maker 00 20 29 left out: no profile knows it
        # 0.020000 < 12 bytes of maker 7D left out: its texts cannot be located
        0.030000 < 90 40 7F F8
        # 0.040000 < 10 bytes of maker 00 20 29 left out: it has no end
        0.050000 ! unplugged
        0.060000 ! event

        """)
    let whole = bench.run("bug-report", "--with-dumps", "--wire-log", bench.home("wire.txt")).results
    #expect(
      whole.contains(unknown) && whole.contains(wrong) && whole.contains("# decoded texts are replaced by 'x'"))
  }

  @Test("a message without its beginning reveals no text either")
  func torn() throws {
    let bench = try Workbench()
    let name = Hex.spaced(Array("SECRET".utf8))
    try bench.home.write("# synvc wire log 1\n0.1 < 01 20 \(name) F7\n0.2 < F0 7D 90 \(name)\n", to: "wire.txt")
    let report = bench.run("bug-report", "--wire-log", bench.home("wire.txt")).results
    #expect(report.contains("0.100000 < 01 78 78 78 78 78 78 78 F7\n"), "\(report)")
    #expect(report.contains("0.200000 < 90 78 78 78 78 78 78\n"))
    #expect(bench.run("bug-report", "--with-dumps", "--wire-log", bench.home("wire.txt")).results.contains(name))
  }

  @Test("texts in bytes without a known meaning are masked too")
  func unknownBytes() throws {
    let bench = try Self.workspace()
    let profile = try Profile(text: ToyDevice.text)
    let kind = try #require(profile.kind("kit"))
    let kit = try SysExMessage(bench.run("cat", "HEAD:devicenick/kit/005", "--raw").bytes)
    var tree = ItemTree(kind.decode(kit).item)
    let wave = Array("ab\u{1}SECRET".utf8) + [UInt8](repeating: 0x80, count: 31)
    tree.set(["wave"], to: Value(.bytes, Hex.spaced(wave)))
    let dump = try kind.encode(tree, slot: 4)
    let mask = WireMask(withDumps: false) { _ in [profile] }
    let lines = mask.lines(of: WireRecording([.init(time: .zero, what: .received(dump.bytes))]))
    guard case .entry(let entry) = try #require(lines.first), case .received(let bytes) = entry.what else {
      Issue.record("\(lines)")
      return
    }
    let item = kind.decode(try SysExMessage(bytes)).item
    #expect(item.value("wave")?.hasPrefix("78 78 01 78 78 78 78 78 78 80") == true, "\(item.value("wave") ?? "")")
  }

  @Test("repeated content is checked once")
  func twice() throws {
    let profile = try Profile(text: ToyDevice.text)
    let dump = try #require(try FactoryMemory.messages(for: profile).first)
    var asked = 0
    let mask = WireMask(withDumps: false) { _ in
      asked += 1
      return [profile]
    }
    let lines = mask.lines(
      of: WireRecording((0..<3).map { .init(time: .seconds($0), what: .received(dump.bytes)) }))
    #expect(lines.count == 3 && asked == 1)
  }

  @Test("the report is shown, confirmed, and never written over an existing file")
  func written() throws {
    let bench = try Workbench()
    let path = bench.home("work/report.txt")
    let refused = bench.run("bug-report", "-o", "report.txt")
    #expect(refused.status == .refused && refused.results.hasPrefix("== synvc bug report 1\n"))
    #expect(!FileManager.default.fileExists(atPath: path))
    bench.terminal = true
    bench.answers = ["n"]
    #expect(bench.run("bug-report", "-o", "report.txt").status == .refused)
    #expect(!FileManager.default.fileExists(atPath: path))
    bench.answers = ["y"]
    let written = bench.run("bug-report", "-o", "report.txt")
    #expect(written.status == .done && written.notes.contains("write this to 'report.txt'? [y/N]"))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("== synvc bug report 1\n") && written.results == text)
    let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(permissions == 0o600)
    #expect(bench.run("bug-report", "-o", "report.txt", "--yes").status != .done)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test("a report is made without an archive, from a damaged archive, and from a truncated log")
  func broken() throws {
    let none = try Workbench(archive: false, device: false)
    #expect(none.run("bug-report").results.contains("== archive\ncannot be opened: no-archive\n"))
    let bench = try Workbench()
    bench.snapshot("first")
    try Data().write(to: URL(filePath: bench.home("work/.synvc/config")))
    let damaged = bench.run("bug-report")
    #expect(damaged.status == .done && damaged.results.contains("cannot be opened: damaged\n"), "\(damaged)")
    try bench.home.write("# synvc wire log 1\n0.1 > F8\n0.2 > F", to: "cut.txt")
    #expect(bench.run("bug-report", "--wire-log", bench.home("cut.txt")).results.contains("0.100000 > F8\n"))
    try bench.home.write("something else\n", to: "other.txt")
    let wrong = bench.run("bug-report", "--wire-log", bench.home("other.txt"))
    #expect(wrong.status == .badInput && wrong.notes.contains("line 1 is not the title of a wire log"), "\(wrong)")
  }

  @Test("a command outline holds verbs and options only, even when a name equals a command or option")
  func outlines() {
    let cases: [([String], String)] = [
      (["snapshot", "mono", "-m", "before gig"], "snapshot … -m …"),
      (["snapshot", "snapshot"], "snapshot …"), (["device", "add", "remove"], "device add …"),
      (["--archive", "/home/ada/x", "tag", "gig"], "tag --archive … …"),
      (["snapshot", "--message=--secret"], "snapshot --message=…"), (["checkout", "--", "--secret"], "checkout -- …"),
      (["snapshot", "-mSECRET"], "snapshot …"), (["secret"], "…"), ([], ""),
    ]
    for (words, text) in cases { #expect(CommandOutline(words).text == text, "\(words)") }
  }
}
