import Foundation
import Glibc
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: imperfect input files")
struct ToleranceJourneyTests {
  private static let message: [UInt8] = [0xF0, 0x43, 0x10, 0x04, 0x10, 0x00, 0x00, 0xF7]

  private static func write(_ bytes: [UInt8], _ bench: Workbench, _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: bench.home("work/\(name)")))
  }

  private static func midi(_ tracks: [[UInt8]], division: UInt8 = 96) -> [UInt8] {
    Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, UInt8(tracks.count), 0, division]
      + tracks.flatMap { track in
        let whole = track + [0, 0xFF, 0x2F, 0]
        return Array("MTrk".utf8) + [0, 0, UInt8(whole.count >> 8), UInt8(whole.count & 0xFF)] + whole
      }
  }

  @Test("one bad file is named and the others stored with status 3; all bad gives status 65")
  func oneBad() throws {
    let bench = try Workbench()
    try Self.write(Self.message, bench, "good.syx")
    try Self.write(Array("hello, world\n".utf8), bench, "text.syx")
    try Self.write([0x1F, 0x8B, 8, 0, 1, 2, 3], bench, "packed.gz")
    let outcome = bench.run("import", "text.syx", "good.syx", "missing.syx", "packed.gz")
    #expect(outcome.status == .partial && outcome.results.contains("1 message"), "\(outcome)")
    for words in [
      "'text.syx' is text, not MIDI; it is left out", "'packed.gz' is a gzip file", "cannot read 'missing.syx'",
    ] {
      #expect(outcome.notes.contains(words), "\(outcome.notes)")
    }
    #expect(bench.run("log", "--oneline").results.split(separator: "\n").count == 1)
    let all = bench.run("import", "text.syx", "packed.gz")
    #expect(all.status == .badInput && all.notes.contains("'text.syx' is text"), "\(all)")
    #expect(all.notes.contains("'packed.gz' is a gzip file") && all.notes.contains("none of the 2 files"), "\(all)")
    let one = bench.run("import", "packed.gz")
    #expect(one.status == .badInput && one.notes.contains("unpack it with 'gunzip'"), "\(one)")
  }

  @Test(
    "folders import recursively; hidden files, outside symlinks and other files are reported without error")
  func folder() throws {
    let bench = try Workbench()
    for path in ["dumps", "dumps/b", "dumps/.hidden", "outside"] {
      try #require(mkdir(bench.home("work/\(path)"), 0o755) == 0)
    }
    try Self.write(Self.message, bench, "dumps/one.syx")
    try Self.write([0xF0, 0x43, 2, 0xF7], bench, "dumps/b/two.syx")
    try Self.write([0xF0, 0x43, 3, 0xF7], bench, "dumps/.hidden/three.syx")
    try Self.write([0xF0, 0x43, 4, 0xF7], bench, "outside/four.syx")
    try Self.write(Array("hello".utf8), bench, "dumps/readme.txt")
    for (target, name) in [("../outside", "out"), ("..", "up"), ("b", "same"), ("nowhere", "dead")] {
      try #require(symlink(target, bench.home("work/dumps/\(name)")) == 0)
    }
    try #require(mkfifo(bench.home("work/dumps/pipe"), 0o600) == 0)
    let outcome = bench.run("import", "dumps")
    #expect(outcome.status == .done, "\(outcome)")
    for words in [
      "'dumps': 1 hidden file, passed over", "'dumps/out': a link to a file outside",
      "'dumps/up': a link to a file outside",
      "'dumps/dead': a broken link", "'dumps/readme.txt' is not MIDI, by its name",
    ] {
      #expect(outcome.notes.contains(words), "\(words): \(outcome.notes)")
    }
    let export = bench.run("export", "-o", "-").bytes
    #expect(export.count == 12 + 4 || export.count == 12, "\(export)")
    #expect(!export.contains(3) && !export.contains(4) || export.count <= 16)
    try Self.write(Array("hello".utf8), bench, "dumps/bad.syx")
    #expect(bench.run("import", "dumps", "-m", "again").status == .partial)
  }

  @Test("a song without SysEx is a note among dumps, and an error on its own")
  func song() throws {
    let bench = try Workbench(device: false)
    try #require(mkdir(bench.home("work/dumps"), 0o755) == 0)
    let song = Self.midi([[0x00, 0x90, 0x3C, 0x40, 0x60, 0x80, 0x3C, 0x40]])
    try Self.write(song, bench, "dumps/song.mid")
    try Self.write(Self.message, bench, "dumps/one.syx")
    let words = "is a MIDI file without a SysEx message"
    let folder = bench.run("import", "dumps")
    #expect(folder.status == .done && folder.notes.contains("'dumps/song.mid' \(words); it is left out"), "\(folder)")
    #expect(!folder.notes.contains("warning"))
    #expect(bench.run("ls", "files/").results == "files/one\n")
    var maker = ZipMaker()
    maker.add("song.mid", song)
    maker.add("two.syx", Self.message)
    try Self.write(maker.finish(), bench, "all.zip")
    let zip = bench.run("import", "all.zip")
    #expect(zip.status == .done && zip.notes.contains("'song.mid' in 'all.zip' \(words)"), "\(zip)")
    let alone = bench.run("import", "dumps/song.mid")
    #expect(alone.status == .badInput && alone.notes.contains("'dumps/song.mid' \(words)"), "\(alone)")
    #expect(bench.run("import", "dumps/song.mid", "dumps/one.syx").status == .partial)
    // The same with an end that is missing may hold SysEx behind it.
    try Self.write(song.dropLast(6), bench, "dumps/song.mid")
    #expect(bench.run("import", "dumps").status == .partial)
  }

  @Test("skipped zip members get a line each and status 3")
  func zip() throws {
    let bench = try Workbench()
    var maker = ZipMaker()
    maker.add("good.syx", Self.message)
    maker.add("bad.syx", Self.message, checksum: 1)
    maker.add("readme.txt", Array("hello".utf8))
    for number in 0..<14 { maker.add("empty\(number).syx", []) }
    try Self.write(maker.finish(), bench, "all.zip")
    let outcome = bench.run("import", "all.zip")
    #expect(outcome.status == .partial, "\(outcome)")
    #expect(outcome.notes.contains("'bad.syx' in 'all.zip' cannot be unpacked"), "\(outcome.notes)")
    #expect(outcome.notes.contains("'readme.txt' in 'all.zip' is not MIDI, by its name"), "\(outcome.notes)")
    #expect(outcome.notes.contains("and 5 more files are left out"), "\(outcome.notes)")
    let json = try JSON.parse(bench.run("import", "all.zip", "--json", "-m", "again").results)
    #expect(json["leftOutCount"] == JSON(15))
    if case .array(let list)? = json["leftOut"] { #expect(list.count == 10) } else { Issue.record("\(json)") }
  }

  @Test("'send' keeps a MIDI file's timing, merges tracks, and reports damage and omissions like 'import'")
  func send() throws {
    let bench = try Workbench()
    // 96 ticks are half a second: four quarters after the first message comes the second one, from the other track.
    let late: [UInt8] = [0x83, 0x00, 0xF0, 0x03, 0x43, 0x02, 0xF7]
    let early: [UInt8] = [0x00, 0xF0, 0x03, 0x43, 0x01, 0xF7, 0x00, 0xF0, 0x02, 0x43]
    try Self.write(Self.midi([late, early]), bench, "song.mid")
    #expect(bench.run("import", "song.mid").status == .partial)
    #expect(bench.run("export", "-o", "-").bytes == [0xF0, 0x43, 1, 0xF7, 0xF0, 0x43, 2, 0xF7])
    let imported = bench.run("import", "song.mid", "-m", "again").notes
    let sent = bench.run("send", "song.mid", "--port", "sim:one", "--force", "--dry-run")
    let words = "the message at byte 48 is cut off after 3 bytes"
    #expect(imported.contains(words) && sent.notes.contains(words), "\(imported)\n\(sent.notes)")
    #expect(sent.notes.contains("the file's pauses are kept"), "\(sent.notes)")
    let start = ContinuousClock.now
    let path = bench.home("work/out")
    for name in ["in", "out"] { try #require(mkfifo(bench.home("work/\(name)"), 0o600) == 0) }
    let times = Locked<[Duration]>([])
    Thread.detachNewThread {
      let file = FileHandle(forReadingAtPath: path)
      while let data = file?.availableData, !data.isEmpty { times.change { $0.append(ContinuousClock.now - start) } }
    }
    #expect(bench.run("send", "song.mid", "--port", "in,out", "--force", "--yes").status == .partial)
    eventually { times.value.count >= 2 }
    let gap = try #require(times.value.last) - #require(times.value.first)
    #expect(gap > .milliseconds(1900), "\(gap)")
  }

  private func eventually(_ condition: () -> Bool) {
    for _ in 0..<100 where !condition() { Thread.sleep(forTimeInterval: 0.05) }
  }

  @Test(
    "the collected cases are read as expected",
    .enabled(if: CollectedCases.arePresent, "skipped: no ../shared/cases beside the package"),
    arguments: CollectedCases.all)
  func collected(name: String, status: ExitStatus, words: String) throws {
    let bench = try Workbench(device: false)
    try FileManager.default.copyItem(atPath: "\(CollectedCases.folder)/\(name)", toPath: bench.home("work/\(name)"))
    let outcome = bench.run("import", name)
    #expect(outcome.status == status && (words.isEmpty || outcome.notes.contains(words)), "\(outcome)")
    guard outcome.status != .badInput else { return }
    let file = bench.run("export", "--raw", "-o", "-").bytes
    if !name.hasSuffix(".zip") {
      #expect(file == Array(try Data(contentsOf: URL(filePath: "\(CollectedCases.folder)/\(name)"))))
    }
  }

  @Test("a long computation ends within a second of the first signal with its status; the archive stays sound")
  func interrupted() throws {
    guard Binary.isBuilt else { return }
    let binary = try Binary()
    #expect(try binary("init").status == 0)
    let bytes = (0..<200_000).flatMap { number -> [UInt8] in
      [0xF0, 0x7D] + [14, 7, 0].map { UInt8(number >> $0 & 0x7F) } + [0x01, 0x02, 0xF7]
    }
    try Data(bytes).write(to: URL(filePath: binary.home("many.syx")))
    for signal in [SIGINT, SIGTERM] {
      let process = Process()
      process.executableURL = URL(filePath: Binary.path)
      process.arguments = ["import", "many.syx"]
      process.environment = ["HOME": binary.home.path]
      process.currentDirectoryURL = URL(filePath: binary.home.path)
      let notes = Pipe()
      process.standardError = notes
      try process.run()
      Thread.sleep(forTimeInterval: 1)
      let start = ContinuousClock.now
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(ContinuousClock.now - start < .seconds(20))
      #expect(process.terminationStatus == 128 + signal)
      let text = String(decoding: notes.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(text == "error: interrupted\n")
      #expect(try binary("fsck").status == 0)
    }
  }
}

/// The inputs that were collected beside the project.
private enum CollectedCases {
  /// What the cases beside the project are to give: the status, and words of the notes.
  static let all: [(String, ExitStatus, String)] = [
    ("01-bank.rmi", .done, ""), ("01b-song.rmi", .done, ""), ("01-bank.mid", .done, ""),
    ("21-banks.syx.gz", .badInput, "is a gzip file"), ("21-random.bin", .badInput, "by chance only"),
    ("23-hidden.zip", .partial, "'zero.syx' in '23-hidden.zip' is empty"),
    ("23-nested-plus.zip", .partial, "'site/a.zip' in '23-nested-plus.zip' is a zip file in a zip file"),
    ("03-split-f7.mid", .done, ""), ("03b-escape.mid", .done, ""), ("33-split-two-tracks.mid", .done, ""),
    ("06-empty-sysex.mid", .partial, "cut off"), ("07-running.mid", .done, ""), ("29-no-eot.mid", .done, ""),
    ("29-padded-vlq.mid", .done, ""), ("29-sem1.mid", .done, ""), ("05-crlf-end.mid", .done, ""),
    ("33-fmt1-order.mid", .done, ""), ("34-needs-pause.mid", .done, ""), ("12-sensing.syx", .done, ""),
    ("12b-clock.syx", .done, ""), ("17-identical.syx", .done, ""), ("18-hex.txt", .badInput, "is text, not MIDI"),
    ("19-texthead.syx", .done, ""), ("19-texthead-short.syx", .done, ""), ("08-zeropad.syx", .done, ""),
    ("08-ffpad.syx", .done, ""), ("08-doublef0.syx", .partial, "cut off after 1 byte"),
    ("08-headerless.syx", .badInput, "F0 43 00 09 20 00"), ("32-crlf-bytes.syx", .done, ""),
  ]

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/cases").path

  static var arePresent: Bool { FileManager.default.fileExists(atPath: folder) }
}
