import Foundation
import Glibc
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

/// A workbench whose archive has hooks.
struct HookBench {
  let bench: Workbench

  init() throws {
    // As the program does.
    signal(SIGPIPE, SIG_IGN)
    bench = try Workbench()
    bench.user = getuid()
    bench.environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
  }

  var hooks: String { bench.home("work/.synvc/hooks") }

  /// Makes a hook of a shell script.
  func hook(_ name: String, _ script: String, mode: Int = 0o755) throws {
    let path = "\(hooks)/\(name)"
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    trust()
  }

  /// Lets what the archive holds now run.
  func trust() {
    let outcome = bench.run("trust", "--yes")
    #expect(outcome.status == .done && outcome.results.contains("trusted"), "\(outcome)")
  }

  /// A hook that writes its arguments and input into the file `NAME` of the home folder.
  func witness(_ name: String, status: Int = 0) throws {
    try hook(name, "{ for word; do echo \"[$word]\"; done; cat; } > \(bench.home(name))\nexit \(status)")
  }

  /// What a witness wrote; nil where it did not run.
  func said(_ name: String) -> [String]? {
    guard let text = try? String(contentsOfFile: bench.home(name), encoding: .utf8) else { return nil }
    return text.split(separator: "\n").map(String.init)
  }

  var head: String {
    get throws {
      var git = TestSupport.Git(in: bench.home.path, home: bench.home.path)
      git.environment["GIT_DIR"] = bench.home("work/.synvc")
      return try git.lines("rev-parse", "HEAD")[0]
    }
  }
}

@Suite("Journey: hooks")
struct HookJourneyTests {
  @Test("snapshot hooks receive the slots to read and the stored result")
  func snapshot() throws {
    let hooked = try HookBench()
    for name in ["pre-snapshot", "post-snapshot"] { try hooked.witness(name) }
    hooked.bench.snapshot("first")
    #expect(hooked.said("pre-snapshot") == ["[one]", "one toy sim:one"])
    #expect(hooked.said("post-snapshot") == ["[\(try hooked.head)]", "[main]", "one -"])
    try hooked.bench.edit("kit/005", ["level": "72"])
    hooked.bench.snapshot("louder")
    #expect(hooked.said("post-snapshot") == ["[\(try hooked.head)]", "[main]", "one 1"])
    try FileManager.default.removeItem(atPath: hooked.bench.home("post-snapshot"))
    #expect(hooked.bench.run("snapshot").results.contains("unchanged"))
    #expect(hooked.said("post-snapshot") == nil, "nothing was stored, so nobody is told")
  }

  @Test("a refusing pre-snapshot hook gives status 30 and stops reading and storing")
  func refusedSnapshot() throws {
    let hooked = try HookBench()
    try hooked.hook("pre-snapshot", "echo 'not now: '; printf 'the \\033[31mred\\033[0m light' >&2; exit 7")
    let outcome = hooked.bench.run("snapshot", "-m", "first")
    #expect(outcome.status == .hookRefused && outcome.status.code == 30)
    #expect(outcome.results.isEmpty)
    #expect(
      outcome.notes == """
        pre-snapshot: not now:\(" ")
        pre-snapshot: the \\x1b[31mred\\x1b[0m light
        error: the hook 'pre-snapshot' refused: it ended with status 7; nothing was read
        hint:  read its output above, or skip all hooks with '--no-hooks'

        """)
    #expect(hooked.bench.run("log").status == .unknownName)
    hooked.bench.run("snapshot", "-m", "first", "--no-hooks")
    #expect(hooked.bench.run("log", "--oneline").results.contains("first"))
  }

  @Test("with --json hook output becomes JSON documents on standard error")
  func json() throws {
    let hooked = try HookBench()
    try hooked.hook("pre-snapshot", "echo no; exit 1")
    let outcome = hooked.bench.run("--json", "snapshot", "-m", "first")
    #expect(outcome.notes.hasPrefix(#"{"version":1,"hook":"pre-snapshot","says":"no"}"#), "\(outcome.notes)")
    #expect(outcome.notes.contains(#""kind":"hook-refused""#), "\(outcome.notes)")
  }

  @Test("a failing post hook is a warning, because the snapshot is already stored")
  func failedAfterwards() throws {
    let hooked = try HookBench()
    try hooked.hook("post-snapshot", "exit 3")
    let outcome = hooked.bench.run("snapshot", "-m", "first")
    #expect(outcome.status == .done && outcome.results.contains("[main "))
    #expect(outcome.notes.contains("warning: the hook 'post-snapshot' failed: it ended with status 3\n"))
  }

  @Test("an import runs the hooks without a count of changed slots")
  func imported() throws {
    let hooked = try HookBench()
    hooked.bench.snapshot("first")
    for name in ["pre-snapshot", "post-snapshot"] { try hooked.witness(name) }
    let kit = Data(hooked.bench.run("cat", "HEAD:kit/003", "--raw").bytes)
    try kit.write(to: URL(filePath: hooked.bench.home("work/kit.syx")))
    #expect(hooked.bench.run("import", "kit.syx", "-m", "from a file").status == .done)
    #expect(hooked.said("pre-snapshot") == nil)
    #expect(hooked.said("post-snapshot") == ["[\(try hooked.head)]", "[main]", "files/kit -"])
  }

  @Test("send hooks receive every slot with its bytes and outcome")
  func sent() throws {
    let hooked = try HookBench()
    hooked.bench.snapshot("first")
    let target = try hooked.head
    try hooked.bench.edit("kit/005", ["level": "72"])
    try hooked.bench.edit("pattern/A02", ["kit": "003"])
    for name in ["pre-send", "post-send", "post-restore"] { try hooked.witness(name) }
    #expect(hooked.bench.run("checkout", "first", "--send", "--yes").status == .done)
    let asked = try #require(hooked.said("pre-send"))
    #expect(asked.count == 3 && asked[0] == "[\(target)]")
    #expect(asked[1].hasPrefix("one kit/005 ") && asked[1].hasSuffix(" sim:one"))
    #expect(asked[1].split(separator: " ").dropFirst(2).first.flatMap { Int($0) } ?? 0 > 50)
    let verdicts = ["one kit/005 verified sim:one", "one pattern/A02 verified sim:one"]
    #expect(hooked.said("post-send") == ["[\(target)]", "[verified]"] + verdicts)
    #expect(hooked.said("post-restore") == ["[\(try hooked.head)]", "[main]", "[\(target)]"] + verdicts)
    #expect(hooked.bench.run("undo", "--send", "--yes").status == .done)
    #expect(hooked.said("post-restore")?.first == "[\(try hooked.head)]")
  }

  @Test("send hooks do not run when nothing differs")
  func nothingToSend() throws {
    let hooked = try HookBench()
    hooked.bench.snapshot("first")
    for name in ["pre-send", "post-send"] { try hooked.witness(name, status: 1) }
    #expect(hooked.bench.run("checkout", "first", "--send", "--yes").status == .done)
    #expect(hooked.said("pre-send") == nil && hooked.said("post-send") == nil)
  }

  @Test("a refusing pre-send hook gives status 30 and nothing is sent, saved or journaled")
  func refusedSend() throws {
    let hooked = try HookBench()
    hooked.bench.snapshot("first")
    let head = try hooked.head
    try hooked.bench.edit("kit/005", ["level": "72"])
    try hooked.hook("pre-send", "exit 1")
    try hooked.witness("post-send")
    let outcome = hooked.bench.run("checkout", "first", "--send", "--yes")
    #expect(outcome.status == .hookRefused)
    #expect(outcome.notes.contains("error: the hook 'pre-send' refused: it ended with status 1; nothing was sent\n"))
    #expect(try hooked.head == head)
    #expect(try FileManager.default.contentsOfDirectory(atPath: hooked.bench.home("work/.synvc/journal")).isEmpty)
    #expect(hooked.said("post-send") == nil)
    #expect(hooked.bench.run("diff", "--live").results.contains("72"), "the device holds what it held")
    #expect(hooked.bench.run("checkout", "first", "--send", "--yes", "--no-hooks").status == .done)
    #expect(!hooked.bench.run("diff", "--live").results.contains("72"))
  }

  @Test("inside an archive, sending a file runs the pre-send hook too")
  func replayed() throws {
    let hooked = try HookBench()
    hooked.bench.snapshot("first")
    let kit = Data(hooked.bench.run("cat", "HEAD:kit/003", "--raw").bytes)
    try kit.write(to: URL(filePath: hooked.bench.home("work/kit.syx")))
    try hooked.bench.edit("kit/003", ["level": "72"])
    try hooked.witness("pre-send", status: 1)
    let refused = hooked.bench.run("send", "kit.syx", "--port", "one", "--yes")
    #expect(refused.status == .hookRefused, "\(refused)")
    #expect(hooked.said("pre-send") == ["[-]", "- kit/003 \(kit.count) one"])
    #expect(hooked.bench.run("diff", "--live").results.contains("72"), "nothing was sent")
    #expect(hooked.bench.run("send", "kit.syx", "--port", "one", "--yes", "--no-hooks").status == .partial)
    #expect(!hooked.bench.run("diff", "--live").results.contains("72"))
  }

  @Test("a hook runs in the archive with a clean environment and no inherited descriptor or terminal")
  func environment() throws {
    let hooked = try HookBench()
    hooked.bench.environment.merge([
      "LANG": "de_AT.UTF-8", "LC_TIME": "C", "TZ": "UTC", "XDG_CONFIG_HOME": hooked.bench.home(".config"),
      "SECRET": "token", "GIT_DIR": "/elsewhere", "LD_PRELOAD": "/x.so", "PATH": "/usr/bin::.:bin:/bin", "IFS": "x",
    ]) { $1 }
    try hooked.hook(
      "pre-snapshot",
      "exec 3>\(hooked.bench.home("seen")); env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort >&3; pwd >&3\n"
        + "exec 3>&-; ls /proc/self/fd | tr '\\n' ' ' >> \(hooked.bench.home("seen"))\n"
        + "(: > /dev/tty) 2>/dev/null && exit 1; exit 0")
    hooked.bench.snapshot("first")
    let archive = hooked.bench.home("work/.synvc")
    // The last one is the folder that 'ls' looks at.
    #expect(
      hooked.said("seen") == [
        "HOME=\(hooked.bench.home.path)", "LANG=de_AT.UTF-8", "LC_TIME=C", "PATH=/usr/bin:/bin",
        "SYNVC_DIR=\(archive)", "SYNVC_HOOK=pre-snapshot", "TZ=UTC", "XDG_CONFIG_HOME=\(hooked.bench.home(".config"))",
        archive, "0 1 2 3 ",
      ])
  }

  @Test("commands inside a hook run no hooks")
  func nested() throws {
    let hooked = try HookBench()
    try hooked.witness("pre-snapshot", status: 1)
    hooked.bench.environment["SYNVC_HOOK"] = "post-snapshot"
    hooked.bench.snapshot("first")
    #expect(hooked.said("pre-snapshot") == nil)
  }

  @Test("an untrusted or unrunnable hook is refused by name, never skipped")
  func untrusted() throws {
    let hooked = try HookBench()
    let path = "\(hooked.hooks)/pre-snapshot"
    let files = FileManager.default
    func refusal(_ words: String, _ prepare: () throws -> Void) throws {
      try? files.removeItem(atPath: path)
      try prepare()
      hooked.trust()
      let outcome = hooked.bench.run("snapshot", "-m", "first")
      #expect(outcome.status == .hookRefused && outcome.notes.contains(words), "\(outcome.notes)")
    }
    try refusal("is not executable") { try hooked.hook("pre-snapshot", "exit 0", mode: 0o644) }
    try refusal("'~/work/.synvc/hooks/pre-snapshot' is writable by other users; nothing was read") {
      try hooked.hook("pre-snapshot", "exit 0", mode: 0o757)
    }
    try refusal("is writable by other users") { try hooked.hook("pre-snapshot", "exit 0", mode: 0o775) }
    try refusal("is not a file") { try files.createDirectory(atPath: path, withIntermediateDirectories: false) }
    try refusal("it cannot be started: exec format error") {
      try Data("exit 0\n".utf8).write(to: URL(filePath: path))
      try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    try refusal("'~/work/.synvc/hooks' is writable by other users; nothing was read") {
      try hooked.hook("pre-snapshot", "exit 0")
      try files.setAttributes([.posixPermissions: 0o777], ofItemAtPath: hooked.hooks)
    }
    try refusal("'~/work/.synvc/hooks' is writable by other users") {
      try hooked.hook("pre-snapshot", "exit 0")
      try files.setAttributes([.posixPermissions: 0o775], ofItemAtPath: hooked.hooks)
    }
    try refusal("'~/work' is writable by other users; nothing was read") {
      try hooked.hook("pre-snapshot", "exit 0")
      try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hooked.hooks)
      try files.setAttributes([.posixPermissions: 0o777], ofItemAtPath: hooked.bench.home("work"))
    }
    // Hooks of later moments are looked at before anything is read or stored, too.
    try refusal("the hook 'post-send' failed: '~/work/.synvc/hooks/post-send' is writable by other users") {
      try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hooked.bench.home("work"))
      try hooked.hook("post-send", "exit 0", mode: 0o757)
    }
    #expect(hooked.bench.run("log").status == .unknownName, "nothing was stored")
    try files.removeItem(atPath: "\(hooked.hooks)/post-send")
    // As '/tmp' is: nobody can put another archive there.
    try hooked.hook("pre-snapshot", "exit 0")
    try files.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: hooked.bench.home("work"))
    hooked.bench.snapshot("first")
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hooked.bench.home("work"))
    try refusal("the link '~/work/.synvc/hooks/pre-snapshot' is broken") {
      try files.createSymbolicLink(atPath: path, withDestinationPath: "gone")
    }
    try refusal("'~/work/.synvc/hooks' is not a folder") {
      try files.removeItem(atPath: hooked.hooks)
      try Data().write(to: URL(filePath: hooked.hooks))
    }
    try refusal("the link '~/work/.synvc/hooks' is broken") {
      try files.removeItem(atPath: hooked.hooks)
      try files.createSymbolicLink(atPath: hooked.hooks, withDestinationPath: "gone")
    }
    try files.removeItem(atPath: hooked.hooks)
    hooked.trust()
    #expect(hooked.bench.run("snapshot").status == .done, "no folder, no hooks")
  }

  @Test("a broken hook in one's own archive is an error; in an untrusted archive it has no effect")
  func brokenUntrusted() throws {
    let hooked = try HookBench()
    let files = FileManager.default
    let path = "\(hooked.hooks)/pre-snapshot"
    try files.createSymbolicLink(atPath: path, withDestinationPath: "gone")
    let deadLink = hooked.bench.run("snapshot", "-m", "first")
    #expect(deadLink.status == .hookRefused && deadLink.notes.contains("is broken"), "\(deadLink)")
    try files.removeItem(atPath: path)
    try hooked.hook("pre-snapshot", "exit 0")
    try files.setAttributes([.posixPermissions: 0o777], ofItemAtPath: hooked.hooks)
    let writable = hooked.bench.run("snapshot", "-m", "first")
    #expect(writable.status == .hookRefused && writable.notes.contains("is writable by other users"), "\(writable)")
    try files.removeItem(atPath: hooked.hooks)
    try Data().write(to: URL(filePath: hooked.hooks))
    let noFolder = hooked.bench.run("snapshot", "-m", "first")
    #expect(noFolder.status == .hookRefused && noFolder.notes.contains("is not a folder"), "\(noFolder)")
    #expect(hooked.bench.run("log").status == .unknownName, "nothing was stored")
    // Without a record of trust the archive is a stranger's.
    try files.removeItem(atPath: hooked.bench.home(".local/state/synvc/trust"))
    #expect(hooked.bench.run("snapshot", "-m", "first").status == .done)
  }

  @Test("another user's hooks are refused; root's hooks run")
  func owners() throws {
    let hooked = try HookBench()
    try hooked.hook("pre-snapshot", "exit 0")
    // Seen by a user who is not the owner.
    hooked.bench.user = getuid() == 0 ? 1000 : getuid() + 1
    let outcome = hooked.bench.run("--archive", hooked.bench.home("work/.synvc"), "snapshot", "-m", "first")
    #expect(!outcome.notes.contains("not trusted"), "\(outcome)")
    if getuid() == 0 {
      #expect(outcome.status == .done, "\(outcome)")
    } else {
      #expect(outcome.status == .hookRefused && outcome.notes.contains("belongs to another user"), "\(outcome)")
    }
  }

  @Test("sample hooks and hooks from a clone's tree never run")
  func clones() throws {
    let hooked = try HookBench()
    try hooked.witness("pre-snapshot.sample", status: 1)
    hooked.bench.snapshot("first")
    let git = TestSupport.Git(in: hooked.bench.home.path, home: hooked.bench.home.path)
    try git("clone", "-q", hooked.bench.home("work/.synvc"), hooked.bench.home("clone"))
    let clone = hooked.bench.home("clone")
    try FileManager.default.createDirectory(atPath: "\(clone)/hooks", withIntermediateDirectories: false)
    try Data("#!/bin/sh\nexit 1\n".utf8).write(to: URL(filePath: "\(clone)/hooks/pre-snapshot"))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(clone)/hooks/pre-snapshot")
    hooked.bench.run("--archive", clone, "device", "add", "one", "--profile", "toy", "--port", "sim:one")
    let outcome = hooked.bench.run("--archive", clone, "snapshot", "-m", "second")
    #expect(outcome.status == .done, "\(outcome)")
    #expect(hooked.said("pre-snapshot.sample") == nil)
  }
}

@Suite("Hook termination", .serialized)
struct HookEndTests {
  @Test("a hook past its time limit is killed with its children and counts as a refusal")
  func tooSlow() throws {
    let hooked = try HookBench()
    hooked.bench.run("git", "config", "synvc.hookTimeout", "3")
    try #require(hooked.bench.became.all.count == 1)
    // A setting of synvc's own names no program: the archive stays trusted.
    try Data("[synvc]\n\thookTimeout = 3\n".utf8).append(to: hooked.bench.home("work/.synvc/config"))
    try hooked.hook(
      "pre-snapshot", "trap 'echo ending; exit 0' TERM; sleep 61 & echo $! > \(hooked.bench.home("child")); wait; wait")
    let start = ContinuousClock().now
    let outcome = hooked.bench.run("snapshot", "-m", "first")
    #expect(ContinuousClock().now - start < .seconds(50))
    #expect(outcome.status == .hookRefused)
    #expect(outcome.notes.contains("could not run: it exceeded its timeout of 3 s; nothing was read"))
    let child = try #require(hooked.said("child").flatMap { pid_t($0[0]) })
    #expect(Self.goes(child), "what it started goes with it")
  }

  @Test("a hook that ignores SIGTERM is killed; death by signal counts as a refusal")
  func killed() throws {
    let end = ChildProcess.run(
      Self.order("trap '' TERM; while :; do sleep 61; done", limit: .milliseconds(200)), isInterrupted: { false },
      hear: { _ in })
    #expect(end == .tooSlow)
    #expect(ChildProcess.run(Self.order("kill -9 $$"), isInterrupted: { false }, hear: { _ in }) == .signal(9))
    let hooked = try HookBench()
    try hooked.hook("pre-snapshot", "kill -9 $$")
    let outcome = hooked.bench.run("snapshot", "-m", "first")
    #expect(outcome.status == .hookRefused && outcome.notes.contains("it was ended by signal 9"), "\(outcome.notes)")
  }

  @Test("an interrupt ends the hook")
  func interrupted() {
    let calls = Locked(0)
    let end = ChildProcess.run(
      Self.order("sleep 61"),
      isInterrupted: {
        calls.change { $0 += 1 }; return calls.value > 3
      }, hear: { _ in })
    #expect(end == .interrupted)
  }

  @Test("processes left by a hook are killed with it")
  func leftOver() throws {
    let heard = Locked("")
    let end = ChildProcess.run(
      Self.order("sleep 61 & echo $!"), isInterrupted: { false },
      hear: { bytes in heard.change { $0 += String(decoding: bytes, as: UTF8.self) } })
    #expect(end == .status(0))
    let child = try #require(pid_t(heard.value.filter(\.isNumber)))
    #expect(Self.goes(child))
  }

  /// Whether a process ends soon, whether or not somebody has looked after it by then.
  private static func goes(_ id: pid_t) -> Bool {
    poll { (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8))?.contains(") Z ") ?? true }
  }

  @Test("a hook gets input of any length, read or not, and its output is read to the end")
  func streams() {
    let order = { (script: String) in Self.order(script, input: [UInt8](repeating: 0x61, count: 1 << 20)) }
    let heard = Locked(0)
    let hear: ([UInt8]) -> Void = { bytes in heard.change { $0 += bytes.count } }
    #expect(
      ChildProcess.run(order("cat; cat /dev/zero | head -c 500000 >&2"), isInterrupted: { false }, hear: hear)
        == .status(0))
    #expect(heard.value == (1 << 20) + 500_000)
    #expect(ChildProcess.run(order("exec 0<&-; exit 4"), isInterrupted: { false }, hear: hear) == .status(4))
  }

  @Test("a hook's status is known even if SIGCHLD was ignored at start")
  func ignoredSignal() {
    signal(SIGCHLD, SIG_IGN)
    #expect(ChildProcess.run(Self.order("exit 1"), isInterrupted: { false }, hear: { _ in }) == .status(1))
  }

  @Test("an invalid time limit is an error and does not fall back to the default")
  func badLimit() throws {
    let hooked = try HookBench()
    try hooked.witness("pre-snapshot")
    try Data("[synvc]\n\thookTimeout = soon\n".utf8).append(to: hooked.bench.home("work/.synvc/config"))
    let outcome = hooked.bench.run("snapshot", "-m", "first")
    #expect(outcome.status == .hookRefused)
    #expect(outcome.notes.contains("'synvc.hookTimeout' is 'soon', expected 1 to 86400 seconds"), "\(outcome.notes)")
    #expect(hooked.said("pre-snapshot") == nil)
  }

  @Test("excess hook output is counted instead of printed")
  func talkative() throws {
    let hooked = try HookBench()
    try hooked.hook("pre-snapshot", "seq 1 1000; head -c 5000 /dev/zero | tr '\\0' a")
    let outcome = hooked.bench.run("snapshot", "-m", "first")
    #expect(outcome.notes.contains("pre-snapshot: 200\n") && !outcome.notes.contains("pre-snapshot: 201\n"))
    #expect(outcome.notes.contains("pre-snapshot: 801 more lines\n"))
    try hooked.hook("pre-snapshot", "head -c 5000 /dev/zero | tr '\\0' a")
    #expect(hooked.bench.run("snapshot").notes.contains("pre-snapshot: \(String(repeating: "a", count: 1000))\n"))
  }

  private static func order(
    _ script: String, input: [UInt8] = [], limit: Duration = .seconds(30)
  ) -> ChildProcess.Order {
    signal(SIGPIPE, SIG_IGN)
    return ChildProcess.Order(
      path: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"], folder: "/", input: input,
      limit: limit)
  }
}

extension Data {
  fileprivate func append(to path: String) throws {
    let old = try Data(contentsOf: URL(filePath: path))
    try (old + self).write(to: URL(filePath: path))
  }
}
