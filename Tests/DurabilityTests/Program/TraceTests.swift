import Foundation
import TestSupport
import Testing

@Suite("system calls of the program", .enabled(if: BuiltProgram.isBuilt, "the program was not built beside the tests"))
struct TraceTests {
  /// What is written for a command: nil where no process may be traced.
  private func trace(_ program: BuiltProgram, _ words: String...) throws -> Trace? {
    let script = BuiltProgram.root.appending(path: "scripts/trace.sh").path
    let file = program.home("trace.txt")
    let outcome = try program.run([file, BuiltProgram.path] + words, program: script)
    if outcome.status == 77 {
      print("skipped: strace is not there or may trace nothing")
      return nil
    }
    #expect(outcome.status == 0, "\(words): \(outcome)")
    return Trace(String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self), archive: program.archive)
  }

  @Test("'snapshot' syncs files before renaming, folders after, and moves the ref last")
  func snapshot() throws {
    let program = try BuiltProgram()
    for text in ["first", "second"] {
      guard let trace = try trace(program, "snapshot", "-m", text, "--no-verify", "--exact") else { return }
      #expect(trace.breaches.isEmpty, "\(trace.breaches)")
      guard text == "first" else { break }
      let names = trace.renames.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
      #expect(names.prefix(2) == ["pack", "idx"] && names.contains("refs/heads/main"), "\(trace.renames)")
      print("first snapshot: \(trace.renames.count) renames, \(trace.syncs) syncs")
    }
    try program.expectDone("simulate", "edit", "sim:six", "kit/1", "level=5")
    if let later = try trace(program, "snapshot", "-m", "third", "--no-verify") {
      #expect(later.breaches.isEmpty && later.renames.last == "refs/heads/main", "\(later.breaches) \(later.renames)")
      print("later snapshot: \(later.renames.count) renames, \(later.syncs) syncs")
    }
  }

  @Test("'init', 'tag', 'branch' and 'undo' sync in the same order")
  func others() throws {
    let program = try BuiltProgram()
    try program.expectDone("snapshot", "-m", "first", "--no-verify")
    for words in [["tag", "gig", "-m", "before gig"], ["branch", "-m", "main", "stage"], ["undo"]] {
      let script = BuiltProgram.root.appending(path: "scripts/trace.sh").path
      let file = program.home("trace.txt")
      let outcome = try program.run([file, BuiltProgram.path] + words, program: script)
      if outcome.status == 77 { return }
      #expect(outcome.status == 0, "\(words): \(outcome)")
      let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
      let trace = Trace(text, archive: program.archive)
      #expect(trace.breaches.isEmpty && !trace.renames.isEmpty, "\(words): \(trace.breaches)")
    }
  }

  private static let good = """
    1 openat(AT_FDCWD</>, "/a/objects/pack/tmp_pack_0", O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0444) = 3</a/objects/pack/tmp_pack_0>
    1 write(3</a/objects/pack/tmp_pack_0>, ""..., 400) = 400
    1 fsync(3</a/objects/pack/tmp_pack_0>) = 0
    1 rename("/a/objects/pack/tmp_pack_0", "/a/objects/pack/pack-1.pack") = 0
    1 fsync(3</a/objects/pack>) = 0
    1 write(3</a/operations/log>, ""..., 90) = 90
    1 fsync(3</a/operations/log>) = 0
    1 openat(AT_FDCWD</>, "/a/refs/heads/.tmp_0.lock", O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0644) = 3</a/refs/heads/.tmp_0.lock>
    1 write(3</a/refs/heads/.tmp_0.lock>, ""..., 41) = 41
    1 fsync(3</a/refs/heads/.tmp_0.lock>) = 0
    1 rename("/a/refs/heads/.tmp_0.lock", "/a/refs/heads/main") = 0
    1 fsync(3</a/refs/heads>) = 0
    """

  @Test("overlapping calls of two threads count as done when they return")
  func overlapping() {
    let lines = Self.good.split(separator: "\n").map(String.init)
    /// The good trace with its third call, a sync, cut in two: its end stands behind so many more calls.
    func cut(_ count: Int, end: String = "= 0") -> Set<String> {
      var cut = lines
      cut[2] = "2 fsync(3</a/objects/pack/tmp_pack_0> <unfinished ...>"
      cut.insert("2 <... fsync resumed>)       \(end)", at: 3 + count)
      return rules(cut.joined(separator: "\n"))
    }
    #expect(cut(0) == [])
    #expect(cut(1) == [Trace.Breach.Rule.renamedUnsynced.rawValue])
    #expect(cut(0, end: "= -1 EIO (Input/output error)").contains(Trace.Breach.Rule.syncFailed.rawValue))
    /// The good trace with a call cut in two, another one between its halves.
    func around(_ begun: String, _ resumed: String, _ index: Int) -> Set<String> {
      var around = lines
      around.insert("2 \(begun) <unfinished ...>", at: index)
      around.insert("2 <... \(resumed)", at: index + 2)
      return rules(around.joined(separator: "\n"))
    }
    // Begun before what it is for: the folder's sync, the file's, the rename.
    var early = lines
    early.remove(at: 4)
    early.insert("2 fsync(3</a/objects/pack> <unfinished ...>", at: 3)
    early.insert("2 <... fsync resumed>) = 0", at: 5)
    #expect(rules(early.joined(separator: "\n")).contains(Trace.Breach.Rule.refBeforeObjects.rawValue))
    #expect(
      around("link(\"/a/objects/pack/tmp_pack_0\", \"/a/x.lock\"", "link resumed>) = 0", 2)
        == [Trace.Breach.Rule.renamedUnsynced.rawValue])
    #expect(around("link(\"/a/objects/pack/tmp_pack_0\", \"/a/x.lock\"", "link resumed>) = 0", 3) == [])
  }

  private func rules(_ text: String) -> Set<String> {
    Set(Trace(text, archive: "/a").breaches.map(\.rule.rawValue))
  }

  @Test("the checker accepts a correct trace and names each missing sync")
  func checker() {
    #expect(rules(Self.good) == [])
    let lines = Self.good.split(separator: "\n").map(String.init)
    for index in lines.indices where lines[index].contains("fsync") {
      var bad = lines
      bad.remove(at: index)
      #expect(!rules(bad.joined(separator: "\n")).isEmpty, "without \(lines[index])")
      bad.insert(lines[index].replacing("= 0", with: "= -1 EIO (Input/output error)"), at: index)
      #expect(rules(bad.joined(separator: "\n")).contains(Trace.Breach.Rule.syncFailed.rawValue))
    }
    let moved = { (from: Int, to: Int) in
      var bad = lines
      bad.insert(bad.remove(at: from), at: to)
      return rules(bad.joined(separator: "\n"))
    }
    #expect(moved(3, 1) == [Trace.Breach.Rule.renamedUnsynced.rawValue])
    #expect(moved(4, 11) == [Trace.Breach.Rule.refBeforeObjects.rawValue])
    #expect(moved(6, 11) == [Trace.Breach.Rule.refBeforeLog.rawValue])
    #expect(moved(2, 11) == [Trace.Breach.Rule.renamedUnsynced.rawValue])
    let inPlace = Self.good + "\n1 write(3</a/objects/pack/pack-1.pack>, \"\"..., 4) = 4"
    #expect(rules(inPlace) == [Trace.Breach.Rule.objectWrittenInPlace.rawValue])
    let loose =
      "1 openat(AT_FDCWD</>, \"/a/objects/ab/cdef\", O_WRONLY|O_CREAT|O_TRUNC, 0444) = 3</a/objects/ab/cdef>"
    #expect(rules(Self.good + "\n" + loose) == [Trace.Breach.Rule.objectWrittenInPlace.rawValue])
  }
}
