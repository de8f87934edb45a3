import Foundation
import Glibc
import TestSupport
import Testing

@testable import Commands
@testable import Operations
@testable import Presentation

/// The samples as a musician would use them.
@Suite("Sample hooks")
struct HookSampleTests {
  private static let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../hooks")
    .standardizedFileURL.path

  /// A bench whose program was installed with its samples, and a folder of programs that stand before the system's.
  private static func installed() throws -> HookBench {
    let hooked = try HookBench()
    let files = FileManager.default
    try files.createDirectory(atPath: hooked.bench.home("share/synvc/hooks"), withIntermediateDirectories: true)
    try files.createDirectory(atPath: hooked.bench.home("fakes"), withIntermediateDirectories: true)
    for moment in HookMoment.allCases {
      let name = "\(moment.rawValue).sample"
      try files.copyItem(atPath: "\(source)/\(name)", toPath: hooked.bench.home("share/synvc/hooks/\(name)"))
    }
    try files.removeItem(atPath: hooked.bench.home("work/.synvc"))
    #expect(hooked.bench.run("init").status == .done)
    #expect(hooked.bench.run("device", "add", "one", "--profile", "toy", "--port", "sim:one").status == .done)
    hooked.bench.environment["PATH"] = hooked.bench.home("fakes") + ":/usr/local/bin:/usr/bin:/bin"
    return hooked
  }

  private static func fake(_ name: String, _ script: String, _ hooked: HookBench) throws {
    let path = hooked.bench.home("fakes/\(name)")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  private static func enable(_ name: String, _ hooked: HookBench) throws {
    try FileManager.default.copyItem(atPath: "\(hooked.hooks)/\(name).sample", toPath: "\(hooked.hooks)/\(name)")
    hooked.trust()
  }

  @Test("init installs a sample of every hook, and none runs")
  func initial() throws {
    let hooked = try Self.installed()
    let names = try FileManager.default.contentsOfDirectory(atPath: hooked.hooks).sorted()
    #expect(names == HookMoment.allCases.map { "\($0.rawValue).sample" }.sorted())
    for name in names {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(hooked.hooks)/\(name)")
      #expect(attributes[.posixPermissions] as? Int == 0o755, "enabled by a copy")
    }
    hooked.bench.snapshot("first")
  }

  @Test(
    "every sample documents arguments, input and status, and is POSIX sh",
    arguments: HookMoment.allCases)
  func form(_ moment: HookMoment) throws {
    let path = "\(Self.source)/\(moment.rawValue).sample"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("#!/bin/sh\n# \(moment.rawValue): "))
    for word in ["# arguments  ", "# input      ", "# status     "] { #expect(text.contains("\n\(word)"), "\(word)") }
    let checks = [["sh", "-n"], ["dash", "-n"], ["shellcheck", "--shell=sh"]]
    for check in checks where check[0] == "sh" || Self.isInstalled(check[0]) {
      let end = ChildProcess.run(
        ChildProcess.Order(
          path: "/usr/bin/env", arguments: check + [path], environment: ["PATH": "/usr/bin:/bin"], folder: "/",
          input: [],
          limit: .seconds(30)), isInterrupted: { false }, hear: { print(String(decoding: $0, as: UTF8.self)) })
      #expect(end == .status(0), "\(check) \(moment)")
    }
  }

  @Test("systemd accepts the unit files, and udev the rule")
  func units() throws {
    let folder = try TemporaryFolder()
    for name in ["synvc-auto@.service", "synvc-auto@.timer", "synvc-plugged.service"] {
      let text = try String(contentsOfFile: "\(Self.source)/systemd/\(name)", encoding: .utf8)
      // The program need not be installed here.
      try folder.write(
        text.replacing("/usr/local/bin/synvc", with: "/bin/true"), to: name.replacing("@", with: "@mono"))
      if name.hasSuffix(".service") {
        #expect(text.contains("\nExecStart=/usr/local/bin/synvc auto --wait 300 --settle 10"))
      }
    }
    let rule = try String(contentsOfFile: "\(Self.source)/systemd/90-synvc.rules", encoding: .utf8)
    #expect(rule.contains(#"TAG+="systemd", ENV{SYSTEMD_USER_WANTS}+="synvc-plugged.service""#))
    guard Self.isInstalled("systemd-analyze") else {
      print("systemd-analyze is not installed: the units were not verified")
      return
    }
    for name in ["synvc-auto@mono.service", "synvc-auto@mono.timer", "synvc-plugged.service"] {
      let end = ChildProcess.run(
        ChildProcess.Order(
          path: "/usr/bin/systemd-analyze", arguments: ["verify", "--user", "./\(name)"],
          environment: [
            "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": folder.path, "SYSTEMD_UNIT_PATH": folder.path + ":",
          ],
          folder: folder.path, input: [], limit: .seconds(60)), isInterrupted: { false },
        hear: { print(String(decoding: $0, as: UTF8.self)) })
      #expect(end == .status(0), "\(name)")
    }
  }

  private static func isInstalled(_ program: String) -> Bool {
    ["/usr/bin", "/bin"].contains { access("\($0)/\(program)", X_OK) == 0 }
  }

  @Test("pre-snapshot sample: refuses while a recording runs")
  func recording() throws {
    let hooked = try Self.installed()
    try Self.enable("pre-snapshot", hooked)
    try Self.fake("pgrep", "[ \"$2\" = ardour ]", hooked)
    let outcome = hooked.bench.run("snapshot", "-m", "first")
    #expect(outcome.status == .hookRefused && outcome.notes.hasPrefix("pre-snapshot: ardour is running: not now\n"))
    try Self.fake("pgrep", "exit 1", hooked)
    hooked.bench.snapshot("first")
  }

  @Test("post-snapshot sample: pushes the archive to a named server and reports failure")
  func pushed() throws {
    let hooked = try Self.installed()
    try Self.enable("post-snapshot", hooked)
    try Self.fake("notify-send", "echo \"$1|$2\" > \(hooked.bench.home("notified"))", hooked)
    hooked.bench.snapshot("first")
    #expect(hooked.said("notified") == ["synvc: main|stored: one (-)"])
    let git = TestSupport.Git(in: hooked.bench.home.path, home: hooked.bench.home.path)
    try git("init", "-q", "--bare", hooked.bench.home("server"))
    try git("--git-dir", hooked.bench.home("work/.synvc"), "remote", "add", "backup", hooked.bench.home("server"))
    try hooked.bench.edit("kit/005", ["level": "72"])
    hooked.bench.snapshot("louder")
    let pushed = try git.lines("--git-dir", hooked.bench.home("server"), "rev-parse", "main")
    #expect(try pushed == [hooked.head])
    try FileManager.default.removeItem(atPath: hooked.bench.home("server"))
    try hooked.bench.edit("kit/005", ["level": "73"])
    let outcome = hooked.bench.run("snapshot", "-m", "loudest")
    #expect(outcome.status == .done && outcome.notes.contains("is not on 'backup' yet: the next snapshot tries again"))
    #expect(outcome.notes.contains("warning: the hook 'post-snapshot' failed: it ended with status 1"))
  }

  @Test(
    "pre-send sample: refuses during a gig and allows all sends before and after",
    arguments: [
      ("5", "19", true), ("5", "20", false), ("5", "23", false), ("6", "00", false), ("6", "01", false),
      ("6", "02", true),
      ("6", "08", true), ("1", "21", true),
    ])
  func gig(_ day: String, _ hour: String, isSent: Bool) throws {
    let hooked = try Self.installed()
    hooked.bench.snapshot("first")
    try hooked.bench.edit("kit/005", ["level": "72"])
    try Self.enable("pre-send", hooked)
    try Self.fake("date", "case $1 in +%u) echo \(day);; +%H) echo \(hour);; esac", hooked)
    let outcome = hooked.bench.run("checkout", "first", "--send", "--yes")
    #expect(outcome.status == (isSent ? .done : .hookRefused), "\(outcome)")
    #expect(outcome.notes.contains("pre-send: 1 slots would be overwritten during a gig\n") != isSent)
  }

  @Test("post-send sample keeps a list; post-restore sample prints the current state")
  func told() throws {
    let hooked = try Self.installed()
    hooked.bench.snapshot("first")
    try hooked.bench.edit("kit/005", ["level": "72"])
    for name in ["post-send", "post-restore"] { try Self.enable(name, hooked) }
    try Self.fake("notify-send", "echo \"$1|$2\" > \(hooked.bench.home("notified"))", hooked)
    let target = try hooked.head
    let outcome = hooked.bench.run("checkout", "first", "--send", "--yes")
    #expect(outcome.status == .done && !outcome.notes.contains("warning"), "\(outcome)")
    let list = try #require(hooked.said(".local/state/synvc/sent"))
    #expect(list.count == 2 && list[0].hasSuffix(" \(target) verified") && list[1] == "  one kit/005 verified sim:one")
    #expect(hooked.said("notified") == ["synvc|main holds restore \"first\": 1 slots sent, 0 not as sent"])
  }
}
