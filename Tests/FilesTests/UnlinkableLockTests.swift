import Files
import TestSupport
import Testing

@Suite("lock files without hard links")
struct UnlinkableLockTests {
  /// Faults of the n-th call, for every n that there is; `work` gets the file systems with and without the fault.
  private func everyFault(
    _ fault: FileFault, isLasting: Bool, movesToFree: Bool, _ work: (any FileSystem, MemoryFileSystem) throws -> Void
  ) throws {
    for call in 0... {
      let memory = MemoryFileSystem()
      let faulty = FaultyFileSystem(memory, failing: .init(call: call, fault, isLasting: isLasting))
      try work(UnlinkableFileSystem(faulty, movesToFree: movesToFree), memory)
      if faulty.calls.count <= call {
        #expect(call > 8)
        break
      }
    }
  }

  @Test("locks are exclusive and are taken over", arguments: [true, false])
  func basics(movesToFree: Bool) throws {
    let files = UnlinkableFileSystem(MemoryFileSystem(), movesToFree: movesToFree)
    let first = LockFileTests.lockContext(1)
    let paths = ["/a.lock", "/b.lock"]
    let lock = try LockFile.acquire(paths, for: first, in: files) { _ in }
    #expect(try lock.isHeld(in: files) && files.list("/") == ["a.lock", "b.lock"])
    #expect(throws: LockError.held(HeldLock(path: "/a.lock", holder: first.holder, since: 0))) {
      try LockFile.acquire(["/a.lock"], for: LockFileTests.lockContext(2, alive: [1: "10"]), in: files) { _ in }
    }
    let second = try LockFile.acquire(paths, for: LockFileTests.lockContext(2), in: files) { _ in }
    #expect(try second.isHeld(in: files) && !lock.isHeld(in: files))
    second.release(in: files)
    #expect(try files.list("/") == [])
  }

  @Test("a failed lock write leaves no lock file", arguments: [true, false])
  func error(movesToFree: Bool) throws {
    for effect in [FileFault.Effect.none, .half] {
      let full = FileFault("ENOSPC", code: ErrorCode.noSpace, effect: effect)
      try everyFault(full, isLasting: false, movesToFree: movesToFree) { files, memory in
        let lock = try? LockFile.acquire(["/a.lock", "/b.lock"], for: LockFileTests.lockContext(1), in: files) { _ in }
        let left = try memory.list("/").filter { !$0.hasPrefix(".tmp_") }
        #expect(left == (lock == nil ? [] : ["a.lock", "b.lock"]))
      }
    }
  }

  @Test("after a kill at any call a remaining lock names its owner and is taken over")
  func kill() throws {
    try everyFault(.kill, isLasting: true, movesToFree: true) { files, memory in
      // Whether it fails or not, what counts is what it leaves.
      _ = try? LockFile.acquire(["/a.lock", "/b.lock"], for: LockFileTests.lockContext(1), in: files) { _ in }
      let next = try LockFile.acquire(["/a.lock", "/b.lock"], for: LockFileTests.lockContext(2), in: memory) { _ in }
      #expect(try next.isHeld(in: memory))
    }
  }
}
