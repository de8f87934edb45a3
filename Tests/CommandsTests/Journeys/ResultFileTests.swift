import Files
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

@Suite("Output files named by the user")
struct ResultFileTests {
  private static let document = #"{"profile":"toy"}"#

  /// A bench with a snapshot, and the ways to have a file written that need no port.
  private static func bench() throws -> (Workbench, ways: [[String]]) {
    let bench = try Workbench()
    bench.snapshot("first")
    try Data(bench.run("cat", "one/kit/001", "--json").bytes).write(
      to: URL(fileURLWithPath: bench.home("work/song.json")))
    return (bench, [["export"], ["profiles", "encode", "song.json"], ["bug-report", "--yes"]])
  }

  private static func text(_ bench: Workbench, _ name: String) throws -> String {
    String(decoding: try RealFileSystem().read(bench.home("work/\(name)")), as: UTF8.self)
  }

  @Test("an existing file is replaced only with '--force', and no other file stays behind")
  func replaced() throws {
    let (bench, ways) = try Self.bench()
    for way in ways + [["listen", "no-port"]] {
      try bench.home.write("mine", to: "work/out")
      let outcome = bench.run(way + ["-o", "out"])
      #expect(outcome.status == .refused && outcome.notes.contains("'out' already exists"), "\(way): \(outcome)")
      #expect(try Self.text(bench, "out") == "mine", "\(way)")
    }
    for way in ways {
      try bench.home.write("mine", to: "work/out")
      #expect(bench.run(way + ["-o", "out", "--force"]).status == .done, "\(way)")
      #expect(try Self.text(bench, "out") != "mine", "\(way)")
    }
    #expect(try RealFileSystem().list(bench.home("work")).filter { $0.hasSuffix(".part") } == [])
  }

  @Test("no command creates folders for its output or writes it into an archive")
  func place() throws {
    let (bench, ways) = try Self.bench()
    let head = bench.home("work/.synvc/HEAD")
    let before = try RealFileSystem().read(head)
    try #require(symlink(bench.home("work/.synvc"), bench.home("work/way-in")) == 0)
    for way in ways {
      let missing = bench.run(way + ["-o", "new/out"])
      #expect(
        missing.status == .storageFailed && missing.notes.contains("the folder 'new' does not exist"), "\(missing)")
      for name in [".synvc/HEAD", ".synvc/new", "way-in/HEAD", ".synvc/refs/heads/x"] {
        let outcome = bench.run(way + ["-o", name, "--force"])
        #expect(outcome.status == .failed && outcome.notes.contains("a repository's own files"), "\(way): \(outcome)")
      }
    }
    #expect(bench.run("--wire-log", ".synvc/log", "snapshot").notes.contains("a repository's own files"))
    #expect(try RealFileSystem().status(of: bench.home("work/new")) == nil)
    #expect(try RealFileSystem().read(head) == before)
    #expect(try RealFileSystem().status(of: bench.home("work/.synvc/new")) == nil)
  }

  @Test("a replaced file keeps its permissions")
  func permissions() throws {
    let (bench, _) = try Self.bench()
    try bench.home.write("mine", to: "work/out")
    try #require(chmod(bench.home("work/out"), 0o600) == 0)
    #expect(bench.run("export", "-o", "out", "--force").status == .done)
    #expect(try RealFileSystem().status(of: bench.home("work/out"))?.permissions == 0o600)
  }

  @Test("a file created at the last moment and a dangling symlink are not replaced")
  func takenMeanwhile() throws {
    let (bench, _) = try Self.bench()
    let context = CommandContext(bench.process.1, options: .guess(from: []))
    let file = try ResultFile("out", isReplacing: false, in: context)
    try file.write([1])
    try bench.home.write("mine", to: "work/out")
    #expect(throws: OutputPlaceError.exists("out")) { try file.finish() }
    #expect(try Self.text(bench, "out") == "mine")
    try #require(symlink("nowhere", bench.home("work/link")) == 0)
    #expect(bench.run("export", "-o", "link").status == .refused)
  }
}

@Suite("Non-files given as input")
struct NotAFileTests {
  @Test("every reading command refuses pipes, sockets and devices at once")
  func refused() throws {
    let bench = try Workbench()
    try #require(mkfifo(bench.home("work/pipe"), 0o600) == 0)
    try Self.socket(at: bench.home("work/socket"))
    for name in ["pipe", "socket", "/dev/zero"] {
      for words in [
        ["import", name], ["send", name, "--port", "sim:one"], ["profiles", "check", name],
        ["profiles", "check", "--sample", name, "x.yaml"], ["profiles", "encode", name],
        ["bug-report", "--wire-log", name], ["textconv", name],
      ] {
        let outcome = bench.run(words)
        #expect(outcome.status == .badInput || outcome.status == .storageFailed, "\(words): \(outcome)")
        #expect(outcome.notes.contains("a pipe, a device or a socket, not a file"), "\(words): \(outcome.notes)")
      }
    }
  }

  @Test("a pipe in place of an archive file is refused at once", arguments: ["HEAD", "config"])
  func inTheArchive(name: String) throws {
    let bench = try Workbench()
    bench.snapshot("first")
    let path = bench.home("work/.synvc/\(name)")
    try #require(unlink(path) == 0 && mkfifo(path, 0o600) == 0)
    for words in [["log"], ["status"], ["fsck"], ["snapshot", "-m", "x"]] {
      #expect(bench.run(words).status != .done, "\(words)")
    }
  }

  private static func socket(at path: String) throws {
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    try #require(bound == 0)
  }
}
