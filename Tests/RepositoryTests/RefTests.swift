import Files
import Maintenance
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Repository

@Suite("refs")
struct RefTests {
  static let record = OperationRecord(arguments: ["synvc", "test"])

  @Test("ref names match git check-ref-format")
  func names() throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    let names = [
      "refs/heads/a", "refs/heads/a/b", "refs/heads/.a", "refs/heads/a.", "refs/heads/a..b", "refs/heads/a.lock",
      "refs/heads/a.lock/b", "refs/heads/a b", "refs/heads/a~b", "refs/heads/a^", "refs/heads/a:b", "refs/heads/a?",
      "refs/heads/a*", "refs/heads/a[b", "refs/heads/a\\b", "refs/heads/@{", "refs/heads/@", "refs//a", "refs/heads/",
      "refs/heads/a\u{7F}", "refs/heads/ü", "refs/heads/-a", "refs/heads/a@b", "refs/heads/lock",
    ]
    for name in names {
      let isGits = (try? git("check-ref-format", name)) != nil
      #expect((RefName(name) != nil) == isGits, "\(name)")
    }
    for name in ["-a", "HEAD", "", "a..b"] { #expect(RefName(branch: name) == nil, "\(name)") }
    #expect(RefName("config") == nil && RefName("../x") == nil && RefName("HEAD") == .head)
  }

  @Test("an update with an unexpected old value is refused and changes nothing")
  func compareAndSwap() throws {
    let fixture = try Fixture()
    let first = try fixture.commit(["a": "1"], "one")
    let second = try fixture.commit(["a": "2"], "two")
    let main = try #require(RefName(branch: "main"))
    let other = try #require(RefName(branch: "other"))
    let before = try fixture.archive.operations.read().operations
    #expect(
      throws: StorageError.ref(.changed(main, expected: .id(first), found: .id(second)))
    ) {
      try fixture.archive.update(
        [
          RefChange(other, expecting: .value(nil), to: .id(first)),
          RefChange(main, expecting: .value(.id(first)), to: .id(second)),
        ], message: "m", who: Fixture.who(), operation: Self.record)
    }
    #expect(try fixture.archive.refs.value(other) == nil)
    #expect(try fixture.archive.operations.read().operations == before)
    #expect(try RealFileSystem().list(fixture.path + "/refs/heads") == ["main"])
  }

  @Test("a lock lost at the last moment moves no ref and leaves no temporary file")
  func lockLost() throws {
    let memory = MemoryFileSystem()
    let path = "/a/operations/log.lock"
    let made = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(memory))
    let who = Fixture.who()
    let ids = try (1...2).map { number in
      var writer = made.objectWriter()
      let commit = Commit(
        tree: try writer.add(Tree([])), parents: [], author: who, committer: who, message: Array("\(number)\n".utf8))
      let id = try writer.add(commit)
      _ = try writer.finish()
      return id
    }
    let main = try #require(RefName(branch: "main"))
    try made.update(
      [RefChange(main, expecting: .value(nil), to: .id(ids[0]))], message: "m", who: who, operation: Self.record)
    let files = RecordingFileSystem(memory) { call in
      guard call == "sync /a/refs/heads/.tmp_0.lock" else { return }
      // What fails here leaves the lock as it was, and the expectation below unmet.
      try? memory.remove(path)
      try? memory.writeDurably([DurableFile(path, Array("somebody else's\n".utf8))]) { _ in }
    }
    let archive = try Repository(opening: "/a", Fixture.context(files))
    #expect(throws: StorageError.lockLost(path: path)) {
      try archive.update(
        [RefChange(main, expecting: .value(.id(ids[0])), to: .id(ids[1]))], message: "m", who: who,
        operation: Self.record)
    }
    #expect(try archive.refs.id(main) == ids[0])
    #expect(try memory.list("/a/refs/heads") == ["main"])
    #expect(try memory.list("/a/operations") == ["log", "log.lock"])
    let order = files.calls.filter { $0.hasPrefix("sync /") }.suffix(2)
    #expect(order == ["sync /a/operations/log", "sync /a/refs/heads/.tmp_0.lock"])
  }

  @Test("concurrent writers to one ref keep every acknowledged commit, and the others get an error")
  func writers() async throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "0"], "start")
    let path = fixture.path
    let acknowledged = await withTaskGroup(of: [ObjectID].self) { group in
      for writer in 0..<4 {
        group.addTask {
          var own: [ObjectID] = []
          for round in 0..<25 {
            // To lose against another writer is what this test is about.
            if let id = try? Self.commitOnce(path, "\(writer)/\(round)", process: Int32(writer)) { own.append(id) }
          }
          return own
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(acknowledged.count >= 25)
    let history = try Set(fixture.git.lines("rev-list", "main"))
    #expect(acknowledged.allSatisfy { history.contains($0.hex) })
    #expect(history.count == acknowledged.count + 1)
    try fixture.git("fsck", "--strict")
    let log = try fixture.archive.operations.read()
    #expect(log.damaged == [] && log.operations.map(\.number) == Array(1...acknowledged.count + 1))
  }

  private static func commitOnce(_ path: String, _ text: String, process: Int32) throws -> ObjectID {
    let holder = LockOwner(process: process, host: "h", boot: "b", started: "1", command: text)
    let lockContext = LockContext(holder: holder) { _ in .started("1") }
    let archive = try Repository(
      opening: path, RepositoryContext(files: RealFileSystem(), lockContext: lockContext) { _ in })
    let main = try archive.refs.target(.head)
    let parent = try archive.refs.id(main)
    var writer = archive.objectWriter()
    let tree = try writer.tree(of: ["a": TreeItem(.file, try writer.add(blob: Array(text.utf8)))])
    let who = Fixture.who()
    let id = try writer.add(
      Commit(tree: tree, parents: parent.map { [$0] } ?? [], author: who, committer: who, message: Array(text.utf8)))
    _ = try writer.finish()
    try archive.update(
      [RefChange(main, expecting: .value(parent.map { .id($0) }), to: .id(id))], message: text, who: who,
      operation: OperationRecord(arguments: [text]))
    return id
  }

  @Test("locks of git and synvc exclude each other; a dead process's lock does not")
  func locks() throws {
    let fixture = try Fixture()
    let first = try fixture.commit(["a": "1"], "one")
    let lock = fixture.path + "/refs/heads/main.lock"
    try fixture.folder.write("", to: "archive/refs/heads/main.lock")
    let since = try RealFileSystem().status(of: lock)?.modified
    #expect(throws: StorageError.locked(HeldLock(path: lock, holder: nil, since: since))) {
      try fixture.commit(["a": "2"], "two")
    }
    #expect(throws: Git.Failure.self) { try fixture.git("update-ref", "refs/heads/main", first.hex + "^{}") }
    try RealFileSystem().remove(lock)
    let mine = LockOwner.dead(of: LockContext.current(command: "synvc snapshot").holder)
    try fixture.folder.write(String(decoding: mine.encoded, as: UTF8.self), to: "archive/refs/heads/main.lock")
    #expect(throws: Git.Failure.self) { try fixture.git("update-ref", "-d", "refs/heads/main") }
    try fixture.commit(["a": "2"], "two")
    #expect(fixture.notes.all.contains(.file(.lockTakenOver(path: lock, from: mine))))
    #expect(try !RealFileSystem().list(fixture.path + "/refs/heads").contains { $0.hasSuffix(".lock") })
  }

  @Test("a deleted branch, loose or packed, is kept under refs/synvc, and git agrees")
  func deleted() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    for (index, isPacked) in [false, true].enumerated() {
      let side = try #require(RefName(branch: "side/way"))
      try fixture.archive.update(
        [RefChange(side, expecting: .value(nil), to: .id(id))], message: "made", who: Fixture.who(),
        operation: Self.record)
      if isPacked { try fixture.git("pack-refs", "--all") }
      try fixture.archive.update(
        [RefChange(side, expecting: .value(.id(id)), to: nil)], message: "deleted", who: Fixture.who(),
        operation: Self.record)
      #expect(try fixture.archive.refs.id(side) == nil)
      let kept = try fixture.git.lines("for-each-ref", "--format=%(refname) %(objectname)", "refs/synvc")
      let names = ["20231114T221320Z", "20231114T221320Z-2"].prefix(index + 1)
      #expect(kept == names.map { "refs/synvc/deleted/heads/side/way/\($0) \(id)" })
      #expect(try fixture.git.lines("branch", "--format=%(refname)") == ["refs/heads/main"])
    }
    let tag = try #require(RefName(branch: "side"))
    try fixture.archive.update(
      [RefChange(tag, expecting: .value(nil), to: .id(id))], message: "over an empty folder", who: Fixture.who(),
      operation: Self.record)
    #expect(try fixture.git("rev-parse", "side").trimmed == id.hex)
  }

  @Test("a name that is a prefix or extension of another ref is refused with the other's name")
  func inTheWay() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    let main = try #require(RefName(branch: "main"))
    for isPacked in [false, true] {
      if isPacked { try fixture.git("pack-refs", "--all") }
      let below = try #require(RefName(branch: "main/x/y"))
      #expect(throws: StorageError.ref(.inTheWay(below, existing: main))) {
        try fixture.archive.update(
          [RefChange(below, expecting: .anything, to: .id(id))], message: "", who: Fixture.who(),
          operation: Self.record)
      }
      let heads = try #require(RefName("refs/heads"))
      #expect(throws: StorageError.ref(.inTheWay(heads, existing: main))) {
        try fixture.archive.update(
          [RefChange(heads, expecting: .anything, to: .id(id))], message: "", who: Fixture.who(),
          operation: Self.record)
      }
    }
  }

  @Test("an empty or broken ref is damage, never an unborn branch")
  func damaged() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    let main = try #require(RefName(branch: "main"))
    let path = fixture.path + "/refs/heads/main"
    let whole = Array("\(id)\n".utf8)
    for count in 0..<40 {
      try RealFileSystem().remove(path)
      try fixture.folder.write(String(decoding: whole[..<count], as: UTF8.self), to: "archive/refs/heads/main")
      #expect(throws: StorageError.ref(.damaged(main, path: path))) { try fixture.archive.refs.id(.head) }
    }
  }

  @Test("git's reflog entries are read; a torn last line is recovered from the operations log")
  func reflog() throws {
    let fixture = try Fixture()
    let first = try fixture.commit(["a": "1"], "one  with\ttab\nand line")
    try fixture.git("update-ref", "-m", "by git", "refs/heads/main", first.hex)
    let second = try fixture.commit(["a": "2"], "two", seconds: 1_700_000_009)
    let log = try fixture.archive.reflog(.head)
    #expect(log.map(\.new) == [first, first, second])
    #expect(log.map(\.message) == ["commit: one with tab and line", "by git", "commit: two"])
    #expect(log[0].old.isZero && log[2].old == first && log[2].who.seconds == 1_700_000_009)
    let path = fixture.path + "/logs/HEAD"
    let lines = try RealFileSystem().read(path).split(separator: 0x0A)
    for count in [0, 40, 99, lines[2].count] {
      try RealFileSystem().remove(path)
      let torn = try RealFileSystem().create(path, permissions: 0o644)
      try torn.write(lines.prefix(2).flatMap { $0 + [0x0A] } + lines[2].prefix(count))
      try torn.close()
      #expect(try fixture.archive.reflog(.head) == log, "\(count)")
    }
    try fixture.commit(["a": "3"], "three")
    #expect(try fixture.archive.reflog(.head).map(\.message) == log.map(\.message) + ["commit: three"])
    let stray = try RealFileSystem().append(to: fixture.path + "/logs/HEAD")
    try stray.write(Array("\(second) \(second.hex.prefix(13))".utf8))
    try stray.close()
    #expect(throws: StorageError.self, "what no operation accounts for is damage") {
      try fixture.archive.reflog(.head)
    }
    #expect(try fixture.git.lines("reflog", "show", "--format=%gs", "HEAD").first == "commit: three")
  }

  @Test("an interrupted branch deletion leaves no reflog for a new branch with that name")
  func deletionCutOff() throws {
    let side = try #require(RefName(branch: "side"))
    var count = 0
    while true {
      let memory = MemoryFileSystem()
      _ = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(memory))
      let id = try Self.commit(in: memory)
      try Self.move(side, to: id, in: memory)
      let files = StoppingFileSystem(memory)
      files.stop(after: count)
      // That it fails is what this test is about.
      let isDone = (try? Self.move(side, to: nil, in: files)) != nil
      try Self.removeLocks(below: "/a", in: memory)
      try Self.move(try #require(RefName(branch: "next")), to: id, in: memory)
      try Self.move(side, to: id, in: memory)
      let place = try #require(ArchivePlace("/a", in: memory))
      let report = Fsck.run(place, lockContext: .current(command: "test"))
      #expect(report.findings.filter { $0.severity >= .suspicious } == [], "stopped after \(count) calls")
      if isDone { break }
      count += 1
    }
    #expect(count > 20)
  }

  /// Makes a commit, which the main branch is moved to.
  private static func commit(in files: any FileSystem) throws -> ObjectID {
    let archive = try Repository(opening: "/a", Fixture.context(files))
    var writer = archive.objectWriter()
    let commit = Commit(
      tree: try writer.add(Tree([])), parents: [], author: Fixture.who(), committer: Fixture.who(),
      message: [0x31, 0x0A])
    let id = try writer.add(commit)
    _ = try writer.finish()
    try move(try #require(RefName(branch: "main")), to: id, in: files)
    return id
  }

  private static func move(_ name: RefName, to id: ObjectID?, in files: any FileSystem) throws {
    try Repository(opening: "/a", Fixture.context(files)).update(
      [RefChange(name, expecting: .anything, to: id.map { .id($0) })], message: "branch: created", who: Fixture.who(),
      operation: record)
  }

  /// As if the process were gone.
  private static func removeLocks(below folder: String, in files: any FileSystem) throws {
    for name in try files.list(folder) {
      let path = folder + "/" + name
      if try files.isFolder(path) {
        try removeLocks(below: path, in: files)
      } else if name.hasSuffix(".lock") {
        try files.remove(path)
      }
    }
  }

  @Test("a reflog line lost in a crash is added, even after a line with an equal end")
  func sameEnd() throws {
    let fixture = try Fixture()
    var ids = [try fixture.commit(["a": "1"], "same"), try fixture.commit(["a": "2"], "same")]
    for log in ["HEAD", "refs/heads/main"] {
      let path = fixture.path + "/logs/" + log
      let lines = try RealFileSystem().read(path).split(separator: 0x0A)
      try RealFileSystem().writeDurably([DurableFile(path, lines[0] + [0x0A], permissions: 0o644)]) { _ in }
    }
    ids.append(try fixture.commit(["a": "3"], "other"))
    for name in [RefName.head, try #require(RefName(branch: "main"))] {
      #expect(try fixture.archive.reflog(name).map(\.new) == ids, "\(name)")
    }
    // A new name's reflog goes on with a line of its own, which is there.
    let (main, live) = (try #require(RefName(branch: "main")), try #require(RefName(branch: "live")))
    try fixture.archive.update(
      [
        RefChange(live, expecting: .value(nil), to: .id(ids[2])),
        RefChange(.head, expecting: .value(.symbolic(main)), to: .symbolic(live)),
        RefChange(main, expecting: .value(.id(ids[2])), to: nil),
      ], message: "branch: renamed", who: Fixture.who(), operation: Self.record)
    let before = try fixture.archive.reflog(live)
    try fixture.commit(["a": "4"], "more")
    #expect(try fixture.archive.reflog(live).dropLast() == before[...])
  }

  @Test("a ref packed by git during listing is included")
  func packedMeanwhile() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    try fixture.git("tag", "gig", id.hex)
    try fixture.git("pack-refs", "--all")
    try fixture.git("update-ref", "refs/heads/side", id.hex)
    let git = fixture.git
    let files = AlteredFileSystem(RealFileSystem()) { (path, file) in
      // What git says where it fails the expectation below shows.
      if path.hasSuffix("/packed-refs") { _ = try? git("pack-refs", "--all") }
      return file
    }
    let refs = RefStore(folder: fixture.path, common: fixture.path, format: .sha1, files: files)
    #expect(try refs.list().map(\.name.text) == ["refs/heads/main", "refs/heads/side", "refs/tags/gig"])
  }
}

extension LockOwner {
  /// The same machine and boot, a process that is no more.
  static func dead(of live: LockOwner) -> LockOwner {
    LockOwner(
      process: live.process, host: live.host, boot: live.boot, started: "1", command: live.command, space: live.space)
  }
}
