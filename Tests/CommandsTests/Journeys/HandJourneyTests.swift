import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: list ports, record, replay and test an interface")
struct HandJourneyTests {
  private static let first: [UInt8] = [0xF0, 0x7D, 0x01, 0x20, 0x02, 0x01, 0xF7]
  private static let second: [UInt8] = [0xF0, 0x43, 0x00, 0x09, 0xF7]

  /// Two named pipes: the port of the program, and what happens at the other end, on a thread of its own.
  private static func pipes(_ bench: Workbench) throws -> String {
    for name in ["in", "out"] { try #require(mkfifo(bench.home("work/\(name)"), 0o600) == 0) }
    return "in,out"
  }

  private static func bytes(_ bench: Workbench, _ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: bench.home(path))))
  }

  private static func far(_ work: @escaping @Sendable () -> Void) { Thread.detachNewThread(work) }

  /// A port at whose other end these bytes are written; then the end goes.
  private static func port(_ bench: Workbench, giving bytes: [UInt8], after seconds: Double = 0) throws -> String {
    let port = try pipes(bench)
    let path = bench.home("work/in")
    far {
      let file = FileHandle(forWritingAtPath: path)
      file?.write(Data(bytes))
      Thread.sleep(forTimeInterval: seconds)
      try? file?.close()
    }
    return port
  }

  @Test("a recording keeps every message byte; real-time bytes and notes are counted and dropped")
  func listen() throws {
    let bench = try Workbench()
    let port = try Self.port(
      bench,
      giving: Self.first + [0xF8, 0x90, 0x40, 0x40, 0xFE] + Self.second.prefix(2) + [0xF8] + Self.second.dropFirst(2),
      after: 0.5)
    let outcome = bench.run("listen", port, "-o", "got.syx", "--messages", "2")
    #expect(outcome.status == .done, "\(outcome.notes)")
    #expect(
      outcome.results == "2 messages, 12 bytes in got.syx; left out: 3 bytes of other traffic, 3 real-time bytes\n")
    #expect(try Self.bytes(bench, "work/got.syx") == Self.first + Self.second)
  }

  @Test("a truncated message is kept, reported and gives status 3; a disappearing port fails and keeps the file")
  func cut() throws {
    let bench = try Workbench()
    let port = try Self.port(bench, giving: Self.first.dropLast() + Self.second + [0xF0, 0x7D])
    let outcome = bench.run("listen", port, "-o", "got.syx")
    #expect(outcome.status == .unreachable && outcome.notes.contains("was disconnected"), "\(outcome.notes)")
    #expect(outcome.notes.contains("the message at byte 0 was cut off by the byte F0"))
    #expect(try Self.bytes(bench, "work/got.syx") == Self.first.dropLast() + Self.second + [0xF0, 0x7D])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: bench.home("work")).filter { $0.hasSuffix(".part") } == [])
  }

  @Test("a recording without input creates no file and keeps an old one")
  func nothing() throws {
    let bench = try Workbench()
    let port = try Self.pipes(bench)
    try bench.home.write("old", to: "work/got.syx")
    let outcome = bench.run("listen", port, "-o", "got.syx", "--force", "--seconds", "0.2")
    #expect(outcome.status == .failed && outcome.results == "0 messages, 0 bytes\n", "\(outcome)")
    #expect(bench.run("listen", port, "-o", "got.syx", "--force", "--seconds", "0.2", "--raw").status == .failed)
    #expect(try Self.bytes(bench, "work/got.syx") == Array("old".utf8))
  }

  @Test("a file is sent unchanged after a preview and a confirmation")
  func send() throws {
    let bench = try Workbench()
    let port = try Self.pipes(bench)
    try Data(Self.first + Self.second).write(to: URL(fileURLWithPath: bench.home("work/dump.syx")))
    let dry = bench.run("send", "dump.syx", "--port", port, "--dry-run")
    #expect(dry.status == .done && dry.results == "nothing was sent\n")
    #expect(
      dry.notes.contains("Toy One  1 message: kit/003") && dry.notes.contains("unknown model  1 message"),
      "\(dry.notes)")
    #expect(bench.run("send", "dump.syx", "--port", port).status == .refused)
    let path = bench.home("work/out")
    let got = Locked<[UInt8]>([])
    Self.far {
      let file = FileHandle(forReadingAtPath: path)
      while got.value.count < 12, let data = file?.availableData, !data.isEmpty { got.change { $0 += data } }
      Thread.sleep(forTimeInterval: 1)
    }
    let outcome = bench.run("send", "dump.syx", "--port", port, "--yes", "--gap", "1", "--force")
    #expect(outcome.status == .partial && outcome.results == "2 messages, 12 bytes, sent, not verified\n", "\(outcome)")
    #expect(got.value == Self.first + Self.second)
  }

  @Test("messages missing from a known model's profile are sent only with --force")
  func strangers() throws {
    let bench = try Workbench()
    try Data([0xF0, 0x7D, 0x01, 0x55, 0xF7]).write(to: URL(fileURLWithPath: bench.home("work/os.syx")))
    let outcome = bench.run("send", "os.syx", "--port", "in,out", "--yes")
    #expect(outcome.status == .refused && outcome.notes.contains("system update"), "\(outcome.notes)")
    #expect(bench.run("send", "none.syx", "--port", "in,out").status == .badInput)
    #expect(bench.run("send", "os.syx", "--port", "nowhere", "--force", "--yes").status == .unknownName)
  }

  @Test("messages unknown to every profile need --force in addition to --yes")
  func unknownModel() throws {
    let bench = try Workbench()
    try Data(Self.first + Self.second).write(to: URL(fileURLWithPath: bench.home("work/dump.syx")))
    let outcome = bench.run("send", "dump.syx", "--port", "one", "--yes")
    #expect(outcome.status == .refused, "\(outcome)")
    #expect(outcome.notes.contains("1 message of 'dump.syx' is of an unknown model"), "\(outcome.notes)")
    #expect(outcome.notes.contains("they may include a system update"))
    #expect(bench.run("send", "dump.syx", "--port", "one", "--yes", "--force").status == .partial)
    try Data(Self.first).write(to: URL(fileURLWithPath: bench.home("work/known.syx")))
    #expect(bench.run("send", "known.syx", "--port", "one", "--yes").status == .partial)
  }

  @Test("a port lost during a send is reported with the last complete message")
  func cutReplay() throws {
    signal(SIGPIPE, SIG_IGN)
    let bench = try Workbench()
    let port = try Self.pipes(bench)
    try Data(Self.first + Self.first + Self.first).write(to: URL(fileURLWithPath: bench.home("work/dump.syx")))
    let path = bench.home("work/out")
    Self.far {
      let file = FileHandle(forReadingAtPath: path)
      _ = file?.availableData
      try? file?.close()
    }
    let outcome = bench.run("send", "dump.syx", "--port", port, "--yes", "--gap", "300")
    #expect(outcome.status == .unreachable, "\(outcome)")
    #expect(
      outcome.notes.contains("was disconnected; the last message sent completely is 1 of 3 of 'dump.syx'"), "\(outcome)"
    )
  }

  @Test("a port is queried for its device, and the rig's port is shown by name")
  func devices() throws {
    let bench = try Workbench()
    let outcome = bench.run("devices", "one")
    #expect(outcome.status == .done)
    #expect(outcome.results == "sim:one  (one)\n  Toy One (toy)  F0 7D 01 02 00 F7\n", "\(outcome.results)")
    let json = try JSON.parse(bench.run("devices", "one", "--json").results)
    #expect(json["version"] == 1)
    #expect(bench.run("devices").status == .failed)
    #expect(bench.run("devices", "hw:None").status == .unreachable)
    #expect(bench.run("devices", "hw:None").results.contains("skipped: the port 'hw:None' was not found"))
    try bench.home.write("[synvc", to: "work/.synvc/config")
    #expect(bench.run("devices", "hw:None").status == .unreachable, "a damaged archive is no hindrance")
    #expect(bench.run("devices", "one").status != .unreachable)
  }

  @Test("a lossless interface passes the test, and each named slot is read")
  func doctor() throws {
    let bench = try Workbench()
    let outcome = bench.run("doctor", "one", "--times", "5", "--reads", "2", "--slot", "kit/002")
    #expect(outcome.status == .done)
    #expect(outcome.results.contains("identity: 5 of 5 requests answered"), "\(outcome.results)")
    #expect(outcome.results.contains("kit/002: 2 of 2 requests answered"))
    #expect(outcome.results.hasSuffix("no data was lost or changed\n"))
    #expect(bench.run("doctor", "one", "--slot", "kit/099").status == .unknownName)
    #expect(bench.run("doctor", "two").status == .unknownName)
  }

  @Test("an interface that alters or loses bytes fails the test with the cause")
  func doctorOfBadInterface() throws {
    let bench = try Workbench(device: false)
    let toy = try ToyOnPipes(bench, faults: ["--insert", "41@9", "--on", "kit/002", "--times", "1"])
    let words = ["doctor", toy.port, "--times", "2", "--reads", "4", "--slot", "kit/002"]
    let outcome = bench.run(words)
    #expect(outcome.status == .failed, "\(outcome)")
    #expect(outcome.results.contains("kit/002: 4 of 4 requests answered"), "\(outcome.results)")
    #expect(outcome.results.contains("3 answers were broken or differ from the first: 3 without 1 byte\n"))
    #expect(outcome.results.contains("do not trust this interface with a restore"))
    let sound = bench.run(words)
    #expect(sound.status == .done && sound.results.hasSuffix("no data was lost or changed\n"), "\(sound)")
  }

  @Test("a model without identity reply is tested with a slot only, and a note says so")
  func doctorOfMute() throws {
    let bench = try Workbench(device: false)
    let probe = "probe:\n  request: \"F0 7D 01 01 F7\"\n  reply: \"F0 7D 01 02 {value} F7\"\n"
    try bench.home.write(
      ToyDevice.text.replacing("id: toy\n", with: "id: mute\n").replacing(probe, with: ""),
      to: ".config/synvc/profiles/mute.yaml")
    bench.run("device", "add", "quiet", "--profile", "mute", "--port", "sim:quiet")
    let outcome = bench.run("doctor", "quiet", "--slot", "kit/002", "--reads", "3")
    #expect(outcome.status == .done && outcome.results.contains("kit/002: 3 of 3 requests answered"), "\(outcome)")
    #expect(!outcome.results.contains("identity: ") && outcome.notes.contains("cannot identify itself"))
    #expect(bench.run("doctor", "quiet", "--reads", "0").status == .usage)
    _ = try Self.pipes(bench)
    let path = bench.home("work/out")
    Self.far {
      let file = FileHandle(forReadingAtPath: path)
      while let data = file?.availableData, !data.isEmpty {}
    }
    bench.run("device", "add", "quiet", "--port", "in,out")
    let silent = bench.run("doctor", "quiet", "--slot", "kit/002", "--reads", "1")
    #expect(silent.status == .noAnswer && silent.results.isEmpty, "\(silent)")
  }

  @Test("a possibly empty slot is not used for the link test unless named")
  func doctorOfSilence() throws {
    let bench = try Workbench()
    let text = ToyProfile.text(
      id: "shy", model: 7, head: "probe: {request: \"F0 7D 07 01 F7\", reply: \"F0 7D 07 02 {value} F7\"}",
      transfer: "{idle-timeout: 200 ms, empty-timeout: 100 ms}",
      kinds: [
        ToyKind(
          "sample", count: 2, dump: "{slot} {body*}",
          ["silent-when-empty: true", "seq: [{ids: [tune, loop], type: u1}]"]),
        ToyKind("patch", number: 1, count: 2, dump: "{slot} {body*}", ["seq: [{ids: [level, tone], type: u1}]"]),
      ])
    try bench.home.write(text, to: ".config/synvc/profiles/shy.yaml")
    bench.run("device", "add", "two", "--profile", "shy", "--port", "sim:two")
    let outcome = bench.run("doctor", "two", "--times", "2", "--reads", "2")
    #expect(outcome.status == .done && outcome.results.contains("patch/1: 2 of 2 requests answered"), "\(outcome)")
    #expect(bench.run("doctor", "two", "--times", "2", "--reads", "2", "--slot", "sample/1").status == .failed)
  }

  @Test("the wire log records all traffic, with a second file for the second port")
  func wireLog() throws {
    let bench = try Workbench()
    #expect(bench.run("status", "--wire-log", "log.txt").status == .unknownName)
    let outcome = bench.run("snapshot", "-m", "x", "--no-verify", "--wire-log", "log.txt")
    #expect(outcome.status == .done && outcome.notes.contains("is written to '~/work/log.txt'"), "\(outcome.notes)")
    let lines = String(decoding: try Self.bytes(bench, "work/log.txt"), as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "# synvc wire log 1")
    #expect(lines.contains { $0.hasSuffix(" > F0 7D 01 01 F7") } && lines.contains { $0.contains(" < F0 7D 01 02") })
  }

  @Test("a wire log replaces an older wire log and no other file")
  func wireLogPlace() throws {
    let bench = try Workbench()
    try bench.home.write("# synvc wire log 1\n0.1 > F8\n", to: "work/log.txt")
    #expect(bench.run("snapshot", "-m", "x", "--no-verify", "--wire-log", "log.txt").status == .done)
    try bench.home.write("", to: "work/empty.txt")
    #expect(bench.run("status", "--wire-log", "empty.txt").status == .done)
    try bench.home.write("mine", to: "work/mine.txt")
    let outcome = bench.run("status", "--wire-log", "mine.txt")
    #expect(
      outcome.status == .failed && outcome.notes.contains("cannot replace 'mine.txt': it is not a wire log"),
      "\(outcome.notes)")
    #expect(try Self.bytes(bench, "work/mine.txt") == Array("mine".utf8))
  }

  @Test("an output file never replaces a pipe, a device or a folder")
  func outputPlace() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    _ = try Self.pipes(bench)
    for words in [
      ["status", "--wire-log", "in"], ["listen", "sim:one", "--seconds", "0.1", "-o", "in"],
      ["export", "HEAD", "-o", "in"], ["export", "HEAD", "-o", bench.home.path],
      ["simulate", "run", "toy", "--port", "in,out", "--memory", "./in", "--seconds", "0"],
    ] {
      let outcome = bench.run(words)
      #expect(outcome.status == .failed && outcome.notes.contains("is not a regular file"), "\(words): \(outcome)")
    }
    var status = stat()
    #expect(stat(bench.home("work/in"), &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test("without an archive a word that is no port is no device either")
  func noArchive() throws {
    let bench = try Workbench(archive: false, device: false)
    let outcome = bench.run("listen", "mono", "--seconds", "0.1")
    #expect(outcome.status == .unknownName && outcome.notes.contains("there is no device 'mono'"), "\(outcome)")
  }

  @Test("without ports the list prints what to check instead of a table")
  func ports() throws {
    let bench = try Workbench()
    let outcome = bench.run("ports")
    #expect(outcome.status == .done && outcome.results.isEmpty && outcome.notes.contains("no MIDI port found"))
    #expect(try JSON.parse(bench.run("ports", "--json").results)["ports"] == .array([]))
  }

  @Test("setup requires a terminal, and reports when no device answers")
  func setup() throws {
    let bench = try Workbench(device: false)
    #expect(bench.run("setup").status == .refused)
    let outcome = bench.run("setup", "--yes")
    #expect(outcome.status == .failed && outcome.results == "no instrument was added to the rig\n", "\(outcome)")
  }

  @Test("the first snapshot at a terminal searches for instruments unless declined")
  func offer() throws {
    let bench = try Workbench(device: false)
    bench.terminal = true
    bench.answers = ["y"]
    let outcome = bench.run("snapshot", "-m", "x")
    #expect(outcome.status == .failed && outcome.results.contains("no instrument was added"), "\(outcome)")
    bench.answers = ["n"]
    #expect(bench.run("snapshot", "-m", "x").notes.contains("the rig has no devices yet"))
  }
}
