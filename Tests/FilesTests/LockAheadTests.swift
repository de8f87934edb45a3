import Files
import TestSupport
import Testing

@Suite("what a lock is made of, written before it is taken")
struct LockAheadTests {
  private let files = MemoryFileSystem()
  private let party = LockFileTests.party(1)

  private func lock(_ paths: String...) throws -> LockFile {
    try LockFile.acquire(paths, for: party, in: files) { _ in }
  }

  @Test("becomes the lock, once")
  func used() throws {
    party.ahead.expect()
    party.ahead.write(beside: "/a.lock", party, in: files)
    #expect(try files.list("/") == [".tmp_0.lock"])
    let recording = RecordingFileSystem(files)
    let first = try LockFile.acquire(["/a.lock", "/b.lock"], for: party, in: recording) { _ in }
    #expect(
      recording.calls == ["link /.tmp_0.lock /a.lock", "link /.tmp_0.lock /b.lock", "remove /.tmp_0.lock"],
      "\(recording.calls)")
    #expect(try files.list("/") == ["a.lock", "b.lock"])
    #expect(try files.read("/a.lock") == party.holder.encoded && first.isHeld(in: files))
    let second = try lock("/c.lock")
    #expect(try files.read("/c.lock") == party.holder.encoded)
    first.release(in: files)
    second.release(in: files)
    #expect(try files.list("/") == [])
  }

  @Test("is not written where nobody wants it, or the lock is taken already")
  func unwanted() throws {
    party.ahead.write(beside: "/a.lock", party, in: files)
    #expect(try files.list("/") == [])
    party.ahead.expect()
    let lock = try lock("/a.lock")
    party.ahead.write(beside: "/a.lock", party, in: files)
    #expect(try files.list("/") == ["a.lock"] && lock.isHeld(in: files))
  }

  @Test("is of one folder; what nobody took is removed")
  func dropped() throws {
    try files.makeFolder("/other")
    party.ahead.expect()
    party.ahead.write(beside: "/other/a.lock", party, in: files)
    let lock = try lock("/a.lock")
    #expect(try files.list("/other") == [".tmp_0.lock"] && files.list("/") == ["a.lock", "other"])
    party.ahead.drop(in: files)
    #expect(try files.list("/other") == [] && lock.isHeld(in: files))
    party.ahead.drop(in: files)
  }

  @Test("that cannot be written is written by the one who takes the lock")
  func failed() throws {
    party.ahead.expect()
    party.ahead.write(beside: "/a.lock", party, in: ReadOnlyFileSystem(files))
    #expect(try lock("/a.lock").isHeld(in: files))
    #expect(try files.list("/") == ["a.lock"])
  }

  @Test("that went with its folder is written anew")
  func gone() throws {
    try files.makeFolder("/operations")
    party.ahead.expect()
    party.ahead.write(beside: "/operations/a.lock", party, in: files)
    try files.remove("/operations/.tmp_0.lock")
    #expect(try lock("/operations/a.lock").isHeld(in: files))
    #expect(try files.list("/operations") == ["a.lock"])
  }

  @Test("stands in a folder whose name is on the disk, whoever made that")
  func folder() throws {
    for isThere in [false, true] {
      let (files, party) = (MemoryFileSystem(), LockFileTests.party(1))
      // By a process that was killed before it could sync the folder above.
      if isThere { try files.makeFolder("/operations") }
      let recording = RecordingFileSystem(files)
      party.ahead.expect()
      party.ahead.write(beside: "/operations/a.lock", party, in: recording)
      let calls = recording.calls
      let sync = try #require(calls.firstIndex(of: "syncFolder /"), "\(calls)")
      let file = try #require(calls.firstIndex { $0.hasPrefix("create /operations/.tmp_0.lock") }, "\(calls)")
      #expect(sync < file)
    }
  }

  @Test("goes when the lock is held by another")
  func held() throws {
    let other = LockFileTests.party(2)
    let theirs = try LockFile.acquire(["/b.lock"], for: other, in: files) { _ in }
    let party = LockFileTests.party(1, alive: [2: "20"])
    party.ahead.expect()
    party.ahead.write(beside: "/a.lock", party, in: files)
    #expect(throws: LockError.self) { try LockFile.acquire(["/a.lock", "/b.lock"], for: party, in: files) { _ in } }
    #expect(try files.list("/") == ["b.lock"])
    theirs.release(in: files)
    #expect(try LockFile.acquire(["/a.lock", "/b.lock"], for: party, in: files) { _ in }.isHeld(in: files))
  }
}
