import Files
import TestSupport
import Testing

@Suite("durable writes")
struct DurableWriteTests {
  @Test("folders are synced into their parents, files before their rename, folders after it")
  func order() throws {
    let files = RecordingFileSystem(MemoryFileSystem())
    try files.writeDurably([DurableFile("/a/b/one", [1]), DurableFile("/a/two", [2])]) { _ in }
    #expect(
      files.calls == [
        "makeFolder /a", "makeFolder /a/b", "syncFolder /", "syncFolder /a",
        "create /a/b/.tmp_0 444", "write /a/b/.tmp_0", "create /a/.tmp_0 444", "write /a/.tmp_0",
        "beginSync /a/.tmp_0", "sync /a/b/.tmp_0", "sync /a/.tmp_0",
        "rename /a/b/.tmp_0 /a/b/one", "rename /a/.tmp_0 /a/two", "syncFolder /a", "syncFolder /a/b",
      ])
    #expect(try files.read("/a/two") == [2])
  }

  @Test("lines for several files are all written before the first sync")
  func lines() throws {
    let files = RecordingFileSystem(MemoryFileSystem())
    try files.makeFolder("/a")
    try files.appendDurably([("/a/one", [0x31]), ("/a/two", [0x32])]) { _ in }
    let calls = files.calls.filter { $0.hasPrefix("write") || $0.hasPrefix("sync /") }
    #expect(calls == ["write /a/one", "write /a/two", "sync /a/one", "sync /a/two"])
    #expect(try files.read("/a/one") == [0x31, 0x0A])
    #expect(try files.read("/a/two") == [0x32, 0x0A])
  }

  @Test("a line is appended at the known end, after a truncated line, and in a new file and folder")
  func foundEnds() throws {
    let files = RecordingFileSystem(MemoryFileSystem())
    try files.makeFolder("/a")
    for (path, text) in [("/a/whole", "one\ntwo\n"), ("/a/cut", "one\ntw"), ("/a/empty", "")] {
      try files.writeDurably([DurableFile(path, Array(text.utf8))]) { _ in }
    }
    let before = files.calls.count
    let ends = try ["/a/whole", "/a/cut", "/a/empty", "/b/new"].map { try files.end(of: $0) { _ in } }
    // A second line is to come: the name may not be on the disk yet. What is there is in a folder that is.
    #expect(files.calls[before...] == ["syncFolder /a", "syncFolder /a", "makeFolder /b", "syncFolder /"])
    _ = try files.appendDurably(ends.map { ($0, Array("next".utf8)) }) { _ in }
    #expect(files.calls.last == "syncFolder /b")
    for (path, text) in [
      ("/a/whole", "one\ntwo\nnext\n"), ("/a/cut", "one\ntw\nnext\n"), ("/a/empty", "next\n"), ("/b/new", "next\n"),
    ] {
      #expect(try files.read(path) == Array(text.utf8), "\(path)")
    }
  }

  @Test("files written together get no name after a failed call")
  func together() throws {
    for calls in 0...7 {
      let memory = MemoryFileSystem()
      let files = StoppingFileSystem(memory)
      try files.makeFolder("/a")
      files.stop(after: calls)
      #expect(throws: FileError.self) {
        try files.writeDurably([DurableFile("/a/one", [1]), DurableFile("/a/two", [2])]) { _ in }
      }
      // Two are made, written and synced, and one file's syncing is begun; then they get their names.
      #expect(try memory.list("/a").allSatisfy { $0.hasPrefix(".tmp_") }, "after \(calls) calls")
    }
  }

  @Test("a file to place next is synced together with a line and named when placed")
  func prepared() throws {
    let files = RecordingFileSystem(MemoryFileSystem())
    try files.makeFolder("/a")
    var next = try files.appendDurably([("/a/log", [0x31])], preparing: [DurableFile("/a/ref", [7])]) { _ in }
    let calls = files.calls.filter { $0.hasPrefix("write") || $0.hasPrefix("sync /") }
    #expect(calls == ["write /a/log", "write /a/.tmp_0", "sync /a/log", "sync /a/.tmp_0"])
    #expect(try files.list("/a") == [".tmp_0", "log"])
    try files.place(&next) { _ in }
    #expect(try files.list("/a") == ["log", "ref"] && files.read("/a/ref") == [7])
    #expect(files.calls.suffix(2) == ["rename /a/.tmp_0 /a/ref", "syncFolder /a"])
    // Somebody else's by now: what was placed is not there to be removed.
    try files.create("/a/.tmp_0", permissions: 0o644).close()
    files.discard(next)
    #expect(try files.list("/a") == [".tmp_0", "log", "ref"])
  }

  @Test("a failure while placing a file leaves no temporary file")
  func preparedInVain() throws {
    var count = 0
    for call in 0... {
      let memory = MemoryFileSystem()
      try memory.makeFolder("/a")
      let plan = FaultyFileSystem.Plan(call: call, FileFault("EIO", code: 5), isLasting: false)
      let files = FaultyFileSystem(memory, failing: plan)
      do {
        var next = try files.appendDurably([("/a/log", [0x31])], preparing: [DurableFile("/a/ref", [7])]) { _ in }
        do { try files.place(&next) { _ in } } catch {
          files.discard(next)
          throw error
        }
      } catch {
        count += 1
        #expect(try memory.list("/a").allSatisfy { ["log", "ref"].contains($0) }, "call \(call)")
        continue
      }
      if files.calls.count <= call { break }
    }
    #expect(count > 8)
  }

  @Test("temporary files from a crash are ignored, and none remains")
  func leftovers() throws {
    let files = MemoryFileSystem()
    try files.create("/.tmp_0", permissions: 0o644).close()
    try files.writeDurably([DurableFile("/file", [7])]) { _ in }
    #expect(try files.list("/") == [".tmp_0", "file"])
  }

  @Test("a target that cannot be replaced leaves no temporary file")
  func failure() throws {
    let files = MemoryFileSystem()
    try files.makeFolder("/folder")
    #expect(throws: FileError.self) { try files.writeDurably([DurableFile("/folder", [7])]) { _ in } }
    #expect(try files.list("/") == ["folder"])
  }

  @Test("an unsupported folder sync is reported; any other error is thrown")
  func unsyncable() throws {
    let folder = try TemporaryFolder()
    try RealFileSystem().writeDurably([DurableFile(folder("x"), [1])]) { Issue.record("\($0)") }
    #expect(throws: FileError(.syncFolder, "/nothing", code: ErrorCode.absent)) {
      try MemoryFileSystem().syncNames(in: "/nothing") { _ in }
    }
  }

  @Test("paths are joined, split and normalized")
  func paths() {
    #expect(Path.join("/a", "b") == "/a/b")
    #expect(Path.join("/", "b") == "/b")
    #expect(Path.join("/a", "/b") == "/b")
    #expect(Path.parent("/a") == "/")
    #expect(Path.parent("a") == ".")
    #expect(Path.name("/a/b") == "b")
    #expect(Path.normal("/a/./b//../c") == "/a/c")
    #expect(Path.normal("/../a") == "/a")
    #expect(Path.normal("../a/..") == "..")
  }
}
