import Files
import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("A read-only archive")
struct ReadOnlyTests {
  private static func workspace() throws -> Workbench {
    let bench = try HistoryJourneyTests.workspace()
    bench.run("tag", "gig", "-m", "as played")
    bench.run("branch", "live", "HEAD~1")
    return bench
  }

  /// Every file of the archive with its bytes.
  private static func content(_ folder: String) throws -> [String: Data] {
    var content: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      content[name] = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
    }
    return content
  }

  static let reading: [[String]] = [
    ["log"], ["log", "kit/005"], ["log", "--json"], ["show"], ["show", "before gig:kit/005"], ["diff", "HEAD~1"],
    ["diff", "first", "gig", "--stat"], ["diff", "--live"], ["cat", "HEAD:kit/005"], ["cat", "HEAD:kit/005", "--hex"],
    ["status"], ["branch"], ["tag"], ["reflog"], ["reflog", "live"], ["reflog", "--operations"], ["device", "list"],
    ["device", "show", "one"], ["profiles", "list"], ["export", "gig", "-o", "out.syx", "--force"], ["fsck"],
    ["checkout", "first"], ["git", "log"], ["textconv", "out.syx"], ["fsck", "--json"],
  ]

  @Test("reading commands work as usual and try no write")
  func reads() throws {
    let bench = try Self.workspace()
    let before = try Self.content(bench.home("work/.synvc"))
    let files = ReadOnlyFileSystem(RealFileSystem())
    for words in Self.reading {
      bench.files = RealFileSystem()
      let usual = bench.run(words)
      bench.files = files
      let now = bench.run(words)
      #expect(
        usual.status == now.status && usual.results == now.results && usual.notes == now.notes, "\(words): \(now)")
      #expect(now.status != .storageFailed && now.status != .locked, "\(words): \(now)")
      #expect(files.attempts == [], "\(words)")
    }
    #expect(try Self.content(bench.home("work/.synvc")) == before)
  }

  @Test("dry runs of writing commands print their plan")
  func rehearsals() throws {
    let bench = try Self.workspace()
    bench.files = ReadOnlyFileSystem(RealFileSystem())
    let outcome = bench.run("convert", "--object-format", "sha256", "--dry-run")
    #expect(outcome.status == .done && outcome.results.contains("nothing was written"), "\(outcome)")
  }

  static let writing: [[String]] = [
    ["snapshot", "-m", "x"], ["import", "out.syx", "-m", "x"], ["tag", "new"], ["tag", "new", "-m", "text"],
    ["tag", "-d", "gig"], ["branch", "new"], ["branch", "-d", "live"], ["branch", "-m", "live", "stage"],
    ["branch", "-f", "live", "HEAD"], ["switch", "-c", "tour"], ["switch", "live", "--force"], ["undo"], ["undo", "2"],
    ["checkout", "first", "--send", "--yes"], ["device", "add", "two", "--profile", "toy", "--port", "sim:two"],
    ["device", "remove", "one"], ["convert", "--object-format", "sha256"],
    ["convert", "--object-format", "sha256", "--replace"],
  ]

  @Test("writing commands exit with 13 and the reason; archive and instrument stay unchanged")
  func writes() throws {
    let bench = try Self.workspace()
    bench.run("export", "gig", "-o", "out.syx")
    try bench.edit("kit/005", ["level": "3"])
    let before = try Self.content(bench.home("work/.synvc"))
    let unit = try Self.content(bench.home(".local/state/synvc/simulated"))
    bench.files = ReadOnlyFileSystem(RealFileSystem())
    for words in Self.writing {
      let outcome = bench.run(words)
      #expect(outcome.status == .storageFailed, "\(words): \(outcome)")
      #expect(outcome.notes.contains("it is mounted read-only"), "\(words): \(outcome)")
    }
    #expect(try Self.content(bench.home("work/.synvc")) == before)
    #expect(try Self.content(bench.home(".local/state/synvc/simulated")) == unit)
    #expect(!FileManager.default.fileExists(atPath: bench.home("work/.synvc.sha256")))
  }
}
