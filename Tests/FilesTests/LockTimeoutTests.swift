import Files
import Synchronization
import Testing

/// Time that passes only when somebody waits; something may happen meanwhile.
private final class Waiting: Sendable {
  let passed = Mutex(Duration.zero)
  let isInterrupted = Atomic(false)
  private let meanwhile: @Sendable (Duration) -> Void

  init(_ meanwhile: @escaping @Sendable (Duration) -> Void = { _ in }) { self.meanwhile = meanwhile }

  var time: Duration { passed.withLock { $0 } }

  func timeout(_ limit: Duration) -> LockTimeout {
    LockTimeout(
      limit: limit, now: { self.time },
      pause: { span in
        let now = self.passed.withLock { passed in
          passed += span
          return passed
        }
        self.meanwhile(now)
      }, isInterrupted: { self.isInterrupted.load(ordering: .relaxed) })
  }
}

@Suite("waiting for locks")
struct PatienceTests {
  private static let alive: [Int32: String] = [1: "10", 2: "20"]

  private static func lockContext(_ process: Int32, space: String = "", _ timeout: LockTimeout = .none) -> LockContext {
    let holder = LockOwner(
      process: process, host: "studio 77", boot: "b1", started: "\(process)0", command: "synvc snapshot", space: space)
    return LockContext(holder: holder, timeout: timeout) { alive[$0].map { .started($0) } ?? .gone }
  }

  @Test("a released lock is taken, silently after a short wait, with one message after a long one")
  func letGo() throws {
    for (end, words) in [(Duration.milliseconds(300), 0), (.seconds(3), 1)] {
      let files = MemoryFileSystem()
      let first = try LockFile.acquire(["/a.lock", "/b.lock"], for: Self.lockContext(1), in: files) { _ in }
      let waiting = Waiting { if $0 >= end { first.release(in: files) } }
      var notes: [FileNote] = []
      let second = Self.lockContext(2, waiting.timeout(.seconds(5)))
      let lock = try LockFile.acquire(["/b.lock", "/c.lock"], for: second, in: files) { notes.append($0) }
      #expect(try lock.isHeld(in: files))
      #expect(waiting.time >= end && waiting.time < end + .milliseconds(200))
      let held = HeldLock(path: "/b.lock", holder: Self.lockContext(1).holder, since: 0)
      #expect(notes == Array(repeating: .waitingForLock(held), count: words))
    }
  }

  @Test("waiting ends exactly at the timeout, or at once on an interrupt")
  func limit() throws {
    let files = MemoryFileSystem()
    _ = try LockFile.acquire(["/a.lock"], for: Self.lockContext(1), in: files) { _ in }
    for limit in [Duration.zero, .milliseconds(7), .seconds(5), .seconds(60)] {
      let waiting = Waiting()
      #expect(throws: LockError.held(HeldLock(path: "/a.lock", holder: Self.lockContext(1).holder, since: 0))) {
        try LockFile.acquire(["/a.lock"], for: Self.lockContext(2, waiting.timeout(limit)), in: files) { _ in }
      }
      #expect(waiting.time == limit)
    }
    let waiting = Waiting()
    waiting.isInterrupted.store(true, ordering: .relaxed)
    #expect(throws: LockError.self) {
      try LockFile.acquire(["/a.lock"], for: Self.lockContext(2, waiting.timeout(.seconds(60))), in: files) { _ in }
    }
    #expect(waiting.time == .zero)
    #expect(try files.list("/") == ["a.lock"])
  }

  @Test("waiting for several locks holds none of them, so two waiters never deadlock")
  func noneMeanwhile() throws {
    let files = MemoryFileSystem()
    let first = try LockFile.acquire(["/b.lock"], for: Self.lockContext(1), in: files) { _ in }
    let seen = Mutex<[[String]]>([])
    let waiting = Waiting { now in
      // The list is empty only if the folder is gone, which fails the test.
      seen.withLock { $0.append((try? files.list("/")) ?? []) }
      if now > .seconds(1) { first.release(in: files) }
    }
    let second = Self.lockContext(2, waiting.timeout(.seconds(5)))
    _ = try LockFile.acquire(["/a.lock", "/b.lock"], for: second, in: files) { _ in }
    #expect(seen.withLock { $0.dropLast().allSatisfy { $0 == ["b.lock"] } && $0.count > 3 })
  }

  @Test("a lock whose owner dies during the wait is taken over")
  func dies() throws {
    let files = MemoryFileSystem()
    _ = try LockFile.acquire(["/a.lock"], for: Self.lockContext(1), in: files) { _ in }
    let isAlive = Atomic(true)
    let waiting = Waiting { if $0 > .seconds(2) { isAlive.store(false, ordering: .relaxed) } }
    let second = LockContext(holder: Self.lockContext(2).holder, timeout: waiting.timeout(.seconds(5))) { process in
      process == 1 && !isAlive.load(ordering: .relaxed) ? .gone : Self.lockContext(1).sight(process)
    }
    var notes: [FileNote] = []
    let lock = try LockFile.acquire(["/a.lock"], for: second, in: files) { notes.append($0) }
    #expect(try lock.isHeld(in: files))
    #expect(notes.last == .lockTakenOver(path: "/a.lock", from: Self.lockContext(1).holder))
  }

  @Test("a lock from another container on this machine counts as held, even if its process id is unknown")
  func container() throws {
    let files = MemoryFileSystem()
    _ = try LockFile.acquire(["/a.lock"], for: Self.lockContext(1, space: "pid:[1]"), in: files) { _ in }
    let other = LockContext(holder: Self.lockContext(2, space: "pid:[2]").holder) { _ in .gone }
    let held = HeldLock(
      path: "/a.lock", holder: Self.lockContext(1, space: "pid:[1]").holder, since: 0, isElsewhere: true)
    #expect(throws: LockError.held(held)) { try LockFile.acquire(["/a.lock"], for: other, in: files) { _ in } }
    // After a restart of the machine none of its processes is left, whatever container it was in.
    let later = LockOwner(
      process: 2, host: "studio 77", boot: "b2", started: "20", command: "synvc snapshot", space: "pid:[2]")
    var notes: [FileNote] = []
    let lockContext = LockContext(holder: later, booted: { 1 }) { _ in .gone }
    _ = try LockFile.acquire(["/a.lock"], for: lockContext, in: files) { notes.append($0) }
    #expect(notes.count == 1)
  }
}
