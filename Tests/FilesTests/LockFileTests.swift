import Files
import Synchronization
import TestSupport
import Testing

private final class Counts: Sendable {
  let inside = Atomic(0)
  let wins = Atomic(0)
}

@Suite("lock files")
struct LockFileTests {
  static func lockContext(
    _ process: Int32, host: String = "studio", boot: String = "b1", alive: [Int32: String] = [:],
    hardware: String = "", booted: Int? = 1, hidden: Set<Int32> = []
  ) -> LockContext {
    let holder = LockOwner(
      process: process, host: host, boot: boot, started: "\(process)0", command: "synvc snapshot \(process)",
      hardware: hardware)
    return LockContext(holder: holder, booted: { booted }) { process in
      hidden.contains(process) ? .unknown : alive[process].map { .started($0) } ?? .gone
    }
  }

  @Test("a held lock names its owner")
  func held() throws {
    let files = MemoryFileSystem()
    let first = Self.lockContext(1)
    let lock = try LockFile.acquire(["/a.lock", "/b.lock"], for: first, in: files) { _ in }
    #expect(throws: LockError.held(HeldLock(path: "/b.lock", holder: first.holder, since: 0))) {
      try LockFile.acquire(["/b.lock"], for: Self.lockContext(2, alive: [1: "10"]), in: files) { _ in }
    }
    #expect(try lock.isHeld(in: files))
    #expect(try files.list("/") == ["a.lock", "b.lock"])
    lock.release(in: files)
    #expect(try files.list("/") == [])
  }

  @Test("when one of several locks is held none is taken")
  func allOrNone() throws {
    let files = MemoryFileSystem()
    _ = try LockFile.acquire(["/b.lock"], for: Self.lockContext(1), in: files) { _ in }
    #expect(throws: LockError.self) {
      try LockFile.acquire(["/a.lock", "/b.lock"], for: Self.lockContext(2, alive: [1: "10"]), in: files) { _ in }
    }
    #expect(try files.list("/") == ["b.lock"])
  }

  @Test(
    "the lock of a dead process is taken over and reported",
    arguments: [
      lockContext(2), lockContext(2, alive: [1: "999"]), lockContext(2, boot: "b2", alive: [1: "10"]),
    ])
  func takeOver(second: LockContext) throws {
    let files = MemoryFileSystem()
    let first = Self.lockContext(1)
    _ = try LockFile.acquire(["/a.lock"], for: first, in: files) { _ in }
    var notes: [FileNote] = []
    let lock = try LockFile.acquire(["/a.lock"], for: second, in: files) { notes.append($0) }
    #expect(notes == [.lockTakenOver(path: "/a.lock", from: first.holder)])
    #expect(try lock.isHeld(in: files))
    #expect(try files.list("/") == ["a.lock"])
  }

  @Test("a lock of another machine, of git, or without a boot id is never taken over")
  func neverStolen() throws {
    for first in [Self.lockContext(1, host: "stage"), Self.lockContext(1, boot: "")] {
      let files = MemoryFileSystem()
      _ = try LockFile.acquire(["/a.lock"], for: first, in: files) { _ in }
      #expect(throws: LockError.held(HeldLock(path: "/a.lock", holder: first.holder, since: 0, isElsewhere: true))) {
        try LockFile.acquire(["/a.lock"], for: Self.lockContext(2), in: files) { _ in }
      }
    }
    let files = MemoryFileSystem()
    try files.create("/a.lock", permissions: 0o644).close()
    #expect(throws: LockError.held(HeldLock(path: "/a.lock", holder: nil, since: 0))) {
      try LockFile.acquire(["/a.lock"], for: Self.lockContext(2), in: files) { _ in }
    }
  }

  @Test("a lock whose owner cannot be checked, or without a start time, counts as held")
  func untold() throws {
    let quiet = LockContext(holder: LockOwner(process: 1, host: "studio", boot: "b1", started: "", command: "x")) { _ in
      .gone
    }
    for (first, second) in [
      (Self.lockContext(1), Self.lockContext(2, hidden: [1])), (quiet, Self.lockContext(2, alive: [1: "10"])),
    ] {
      let files = MemoryFileSystem()
      _ = try LockFile.acquire(["/a.lock"], for: first, in: files) { _ in }
      #expect(throws: LockError.held(HeldLock(path: "/a.lock", holder: first.holder, since: 0))) {
        try LockFile.acquire(["/a.lock"], for: second, in: files) { _ in }
      }
    }
  }

  @Test("a lock from another boot is dead on the same hardware, or on unknown hardware if older")
  func otherBoot() throws {
    let cases: [(hardware: (String, String), made: Int?, booted: Int?, isDead: Bool)] = [
      // A Raspberry Pi after a power cut, whose clock stands behind the lock.
      (("board-1", "board-1"), 500, 100, true), (("board-1", "board-1"), nil, nil, true),
      // One of its interfaces was pulled out.
      (("00:11 00:22", "00:22"), 500, 100, true),
      // Two computers from one image, with the archive on a server.
      (("board-1", "board-2"), 500, 900, false), (("00:11", "00:22 00:33"), 500, 900, false),
      // Nothing is known of one of them.
      (("", ""), 500, 900, true), (("", "board-1"), 500, 900, true), (("", ""), 500, 500, false),
      (("board-1", ""), 500, 100, false), (("", ""), nil, 900, false), (("", ""), 500, nil, false),
    ]
    for (hardware, made, booted, isDead) in cases {
      let lock = Self.lockContext(1, hardware: hardware.0).holder
      let lockContext = Self.lockContext(2, boot: "b2", hardware: hardware.1, booted: booted)
      #expect(lockContext.isDead(lock, since: made) == isDead, "\(hardware) \(made ?? -1) \(booted ?? -1)")
    }
    // In one boot a cable to the network that comes and goes says nothing.
    #expect(Self.lockContext(2, hardware: "00:11").isDead(Self.lockContext(1, hardware: "00:22").holder, since: 0))
  }

  @Test("the lock of a machine cloned from the same image is reported as held elsewhere")
  func twin() throws {
    let files = MemoryFileSystem()
    let first = Self.lockContext(1, hardware: "board-1")
    _ = try LockFile.acquire(["/a.lock"], for: first, in: files) { _ in }
    #expect(throws: LockError.held(HeldLock(path: "/a.lock", holder: first.holder, since: 0, isElsewhere: true))) {
      try LockFile.acquire(["/a.lock"], for: Self.lockContext(2, boot: "b2", hardware: "board-2"), in: files) { _ in }
    }
  }

  @Test("a lock replaced by another process is recognised as lost")
  func lost() throws {
    let files = MemoryFileSystem()
    let lock = try LockFile.acquire(["/a.lock"], for: Self.lockContext(1), in: files) { _ in }
    try files.remove("/a.lock")
    #expect(try !lock.isHeld(in: files))
    _ = try LockFile.acquire(["/a.lock"], for: Self.lockContext(2), in: files) { _ in }
    #expect(try !lock.isHeld(in: files))
  }

  @Test("a lock owner round-trips through its text; other text is no owner")
  func encoding() {
    let holder = LockOwner(process: 7, host: "a b", boot: "c", started: "5", command: "synvc\nlog  x")
    let read = LockOwner(encoded: holder.encoded)
    #expect(read == LockOwner(process: 7, host: "a b", boot: "c", started: "5", command: "synvc log  x"))
    let strange = LockOwner(
      process: 7, host: "ü", boot: "c", started: "5", command: "synvc\r\nlog\u{B}x\u{2028}y\t\u{7F}")
    #expect(LockOwner(encoded: strange.encoded)?.command == "synvc log x y\t\u{7F}")
    #expect(LockOwner(encoded: strange.encoded)?.host == "ü")
    let known = holder.encoded.count - "command synvc log  x\n".utf8.count
    for count in 0..<known { #expect(LockOwner(encoded: Array(holder.encoded[..<count])) == nil, "\(count) bytes") }
    let contained = LockOwner(process: 7, host: "a b", boot: "c", started: "5", command: "x", space: "pid:[1]")
    #expect(LockOwner(encoded: contained.encoded) == contained)
    for space in ["", "pid:[1]"] {
      let known = LockOwner(
        process: 7, host: "a b", boot: "c", started: "5", command: "x", space: space, hardware: "board-1 00:11")
      #expect(LockOwner(encoded: known.encoded) == known)
    }
    #expect(LockOwner(encoded: []) == nil)
    #expect(LockOwner(encoded: Array("0123456789012345678901234567890123456789\n".utf8)) == nil)
  }

  @Test("this process counts as alive, on the real file system too")
  func current() throws {
    let folder = try TemporaryFolder()
    let lockContext = LockContext.current(command: "one")
    #expect(lockContext.sight(lockContext.holder.process) == .started(lockContext.holder.started))
    #expect(!lockContext.holder.started.isEmpty && !lockContext.holder.boot.isEmpty)
    #expect(try #require(lockContext.booted()) > 1_000_000_000)
    #expect([0, -1].allSatisfy { lockContext.sight($0) == .unknown }, "no process has such a number")
    #expect(lockContext.sight(.max) == .gone)
    let lock = try LockFile.acquire([folder("x.lock")], for: lockContext, in: RealFileSystem()) { _ in }
    let since = try RealFileSystem().status(of: folder("x.lock"))?.modified
    #expect(throws: LockError.held(HeldLock(path: folder("x.lock"), holder: lockContext.holder, since: since))) {
      try LockFile.acquire([folder("x.lock")], for: .current(command: "two"), in: RealFileSystem()) { _ in }
    }
    lock.release(in: RealFileSystem())
    #expect(try RealFileSystem().list(folder.path) == [])
  }

  @Test("eight threads racing for one lock hold it one at a time")
  func race() async throws {
    let folder = try TemporaryFolder()
    let path = folder("x.lock")
    let counts = Counts()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          let lockContext = Self.lockContext(
            Int32(number), alive: Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, "\($0)0") }))
          for _ in 0..<50 {
            // A lock that is held is what this test expects most of the time.
            guard let lock = try? LockFile.acquire([path], for: lockContext, in: RealFileSystem(), report: { _ in })
            else {
              continue
            }
            #expect(counts.inside.add(1, ordering: .sequentiallyConsistent).newValue == 1)
            _ = counts.wins.add(1, ordering: .sequentiallyConsistent)
            _ = counts.inside.subtract(1, ordering: .sequentiallyConsistent)
            lock.release(in: RealFileSystem())
          }
        }
      }
    }
    #expect(counts.wins.load(ordering: .sequentiallyConsistent) > 0)
    #expect(try RealFileSystem().list(folder.path) == [])
  }
}
