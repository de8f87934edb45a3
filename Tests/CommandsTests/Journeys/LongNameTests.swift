import TestSupport
import Testing

@testable import Presentation

/// Earlier versions named a device after the file that was imported, with up to 33 characters, and could not read it.
@Suite("Journey: an archive whose device has a long name")
struct LongNameTests {
  private let long = "file-" + String(repeating: "x", count: 28)

  /// HEAD with the device 'one' under the long name.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    bench.snapshot("first")
    var git = Git(in: bench.home("work/.synvc"), home: bench.home.path)
    git.environment["GIT_COMMITTER_DATE"] = "1700000200 +0000"
    let rig = try git("cat-file", "blob", "HEAD:rig.yaml").replacing("one:", with: "\(long):")
    let blob = try git("hash-object", "-w", "--stdin", input: Array(rig.utf8)).filter { !$0.isNewline }
    let entries = try git.lines("ls-tree", "HEAD").map { line in
      line.hasSuffix("\trig.yaml")
        ? "100644 blob \(blob)\trig.yaml" : line.replacing("\tone", with: "\t\(long)")
    }
    let tree = try git("mktree", input: Array((entries.joined(separator: "\n") + "\n").utf8))
    let text = try git("log", "-1", "--format=%B", "HEAD").replacing("Device: one", with: "Device: \(long)")
    let words = ["commit-tree", tree.filter { !$0.isNewline }, "-p", "HEAD"]
    let commit = String(decoding: try git.bytes(words, input: Array(text.utf8)), as: UTF8.self)
    try git("update-ref", "refs/heads/main", commit.filter { !$0.isNewline })
    return bench
  }

  @Test("every command reads a long device name, an import carries it, and 'undo' reverts the import")
  func read() throws {
    let bench = try bench()
    let head = try Git(in: bench.home("work/.synvc"), home: bench.home.path)("rev-parse", "HEAD")
    for words in [["log"], ["ls"], ["show", "HEAD"], ["fsck"], ["export", "-o", "all.syx"], ["reflog"], ["branch"]] {
      let outcome = bench.run(words)
      #expect(outcome.status == .done, "\(words): \(outcome)")
    }
    #expect(bench.run("ls").results.contains("\(long)/kit/005\t"))
    #expect(bench.run("cat", "HEAD:\(long)/kit/005").status == .done)
    #expect(bench.run("diff", "HEAD~1", "HEAD").results.contains(long))
    #expect(bench.run("import", "all.syx", "--device", long).status == .done)
    let imported = bench.run("import", "all.syx")
    #expect(imported.status == .done && imported.results.contains("files/all"), "\(imported)")
    #expect(bench.run("ls").results.contains("\(long)/kit/005\t"))
    #expect(bench.run("undo").status == .done)
    #expect(try Git(in: bench.home("work/.synvc"), home: bench.home.path)("rev-parse", "HEAD") == head)
  }

  @Test("new devices are refused such a long name")
  func new() throws {
    let bench = try bench()
    let other = "file-" + String(repeating: "y", count: 28)
    for (name, status) in [(other, ExitStatus.failed), (String(other.dropLast()), .done)] {
      #expect(bench.run("device", "add", name, "--profile", "toy", "--port", "sim:two").status == status)
    }
    #expect(bench.run("device", "remove", long).status == .done)
  }
}
