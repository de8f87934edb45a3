import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: convert the archive")
struct ConvertJourneyTests {
  private static func names(_ bench: Workbench) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: bench.home("work")).filter { $0.hasPrefix(".synvc") }.sorted()
  }

  /// Without counts of objects, which change with the files of a snapshot.
  private static func steady(_ text: String) -> String {
    text.replacing(/\d+ (objects|blobs|trees|entries)/, with: { "N \($0.output.1)" })
  }

  @Test("the archive is converted in place to the other hash, and old ids still resolve")
  func replace() throws {
    let bench = try HistoryJourneyTests.workspace()
    bench.run("tag", "gig", "-m", "as played")
    let before = [bench.run("log"), bench.run("diff", "first", "after gig"), bench.run("show", "before gig:kit/005")]
    let old = try #require(bench.run("log", "--oneline").results.split(separator: " ").first.map(String.init))
    let dry = bench.run("convert", "--object-format", "sha256", "--dry-run")
    #expect(dry.status == .done, "\(dry)")
    expectGolden(Self.steady(dry.results), "journey-convert-dry")
    #expect(try Self.names(bench) == [".synvc"])
    let done = bench.run("convert", "--object-format", "sha256", "--replace")
    #expect(done.status == .done, "\(done)")
    expectGolden(Self.steady(done.results), "journey-convert")
    #expect(try Self.names(bench).count == 2 && Self.names(bench)[1].hasPrefix(".synvc.sha1-2023"))
    let after = [bench.run("log"), bench.run("diff", "first", "after gig"), bench.run("show", "before gig:kit/005")]
    for (one, other) in zip(before, after) {
      let texts = [one, other].map { $0.results.replacing(/\b[0-9a-f]{7,64}\b/, with: "ID") }
      #expect(texts[0] == texts[1])
    }
    let shown = bench.run("show", old)
    #expect(shown.status == .done && shown.notes.contains("\(old) was converted to "), "\(shown)")
    #expect(bench.run("undo").results.contains("undid: synvc tag gig"))
    try bench.edit("kit/005", ["level": "99"])
    bench.snapshot("in the new archive")
    #expect(bench.run("convert", "--object-format", "sha256").status == .failed)
    var git = TestSupport.Git(in: bench.home.path, home: bench.home.path)
    git.environment["GIT_DIR"] = bench.home("work/.synvc")
    #expect(try git.lines("fsck", "--strict", "--no-dangling") == [])
  }

  @Test("fsck reports a flipped bit, a truncation or another name in the map of old ids")
  func map() throws {
    let bench = try HistoryJourneyTests.workspace()
    #expect(bench.run("convert", "--object-format", "sha256", "copy").status == .done)
    #expect(bench.run("--archive", "copy", "fsck").status == .done)
    let (path, other) = (bench.home("work/copy/converted/sha1"), bench.home("work/copy/converted/sha256"))
    let bytes = try Data(contentsOf: URL(filePath: path))
    var flipped = bytes
    flipped[flipped.count / 2] ^= 1
    for wrong in [flipped, bytes.dropLast(), Data()] {
      try wrong.write(to: URL(filePath: path))
      let outcome = bench.run("--archive", "copy", "fsck")
      #expect(outcome.status == .damaged && outcome.results.contains("'converted/sha1'"), "\(outcome)")
      #expect(bench.run("--archive", "copy", "log").status == .done)
    }
    try bytes.write(to: URL(filePath: path))
    try FileManager.default.moveItem(atPath: path, toPath: other)
    #expect(bench.run("--archive", "copy", "fsck").status == .damaged)
  }

  @Test("a converted copy is written to the given path, and the old archive keeps working")
  func copy() throws {
    let bench = try HistoryJourneyTests.workspace()
    let json = bench.run("convert", "--object-format", "sha256", "copy", "--json")
    #expect(json.status == .done && json.results.contains("\"replaced\": null"), "\(json)")
    #expect(bench.run("--archive", "copy", "log", "--oneline").results.split(separator: "\n").count == 3)
    try bench.edit("kit/005", ["level": "99"])
    bench.snapshot("in the old archive")
    #expect(bench.run("convert", "--object-format", "sha256", "copy").status == .failed)
    #expect(bench.run("convert", "--object-format", "md5").status == .usage)
    #expect(bench.run("convert", "--object-format", "sha256", "x", "--replace").status == .usage)
  }

  @Test("an archive behind a symlink is replaced itself, and the symlink still resolves to it")
  func link() throws {
    let bench = try HistoryJourneyTests.workspace()
    try FileManager.default.createDirectory(atPath: bench.home("else"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: bench.home("work/.synvc"), toPath: bench.home("else/a"))
    try FileManager.default.createSymbolicLink(atPath: bench.home("work/.synvc"), withDestinationPath: "../else/a")
    let done = bench.run("convert", "--object-format", "sha256", "--replace")
    #expect(done.status == .done, "\(done)")
    #expect(try Self.names(bench) == [".synvc"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.home("else")).count == 2)
    #expect(bench.run("git", "rev-parse", "--show-object-format").status == .done)
    #expect(bench.run("log").status == .done)
  }

  @Test("an archive left aside by an interrupted conversion is reported with the recovery command")
  func cutOff() throws {
    let bench = try HistoryJourneyTests.workspace()
    bench.run("convert", "--object-format", "sha256")
    try FileManager.default.moveItem(
      atPath: bench.home("work/.synvc"), toPath: bench.home("work/.synvc.sha1-20231114T000000Z"))
    let outcome = bench.run("snapshot", "-m", "elsewhere?")
    #expect(outcome.status == .noArchive, "\(outcome)")
    #expect(outcome.notes.contains("finish it with 'mv ~/work/.synvc.sha256 ~/work/.synvc'"), "\(outcome)")
    try FileManager.default.moveItem(atPath: bench.home("work/.synvc.sha256"), toPath: bench.home("work/.synvc"))
    #expect(bench.run("log").status == .done)
  }
}
