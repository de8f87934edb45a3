import Glibc
import Testing

@testable import Files

@Suite("interrupted system calls")
struct InterruptionTests {
  private let bytes: [UInt8] = Array(0..<100)

  /// What is written by calls of which each takes as many bytes as the next of `counts` says; below 0 is an error.
  private func written(_ counts: [Int]) throws(FileError) -> [UInt8] {
    var (taken, left): ([UInt8], [Int]) = ([], counts)
    try writingAll(bytes, "/x") { pointer, count in
      let next = left.isEmpty ? count : left.removeFirst()
      guard next >= 0 else {
        errno = Int32(-next)
        return -1
      }
      taken += UnsafeRawBufferPointer(start: pointer, count: min(next, count))
      return min(next, count)
    }
    return taken
  }

  @Test("a partial write resumes at its end through any number of interruptions")
  func short() throws {
    for size in 1...100 { #expect(try written(Array(repeating: size, count: 100)) == bytes) }
    #expect(try written([3, -Int(EINTR), -Int(EINTR), 90, -Int(EINTR), 1]) == bytes)
  }

  @Test("a write of zero bytes, or any other error, ends the writing")
  func failure() {
    #expect(throws: FileError(.write, "/x", code: EIO)) { try written([10, 0]) }
    for code in [ENOSPC, EDQUOT, EIO, EROFS] {
      #expect(throws: FileError(.write, "/x", code: code)) { try written([10, -Int(code), 90]) }
    }
  }

  @Test("a call interrupted by a signal is retried; one with another error is not")
  func retry() throws {
    var calls = 0
    try retrying(.sync, "/x") {
      calls += 1
      errno = EINTR
      return calls < 4 ? -1 : 0
    }
    #expect(calls == 4)
    #expect(throws: FileError(.sync, "/x", code: EIO)) {
      try retrying(.sync, "/x") {
        calls += 1
        errno = EIO
        return -1
      }
    }
    #expect(calls == 5, "a sync that failed is not tried again")
  }

  @Test("starting a sync fails for an invalid descriptor and succeeds for a pipe")
  func begin() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    try RealOutputFile(descriptor: ends[1], path: "/x").beginSync()
    for end in ends { close(end) }
    #expect(throws: FileError(.sync, "/x", code: EBADF)) { try RealOutputFile(descriptor: -1, path: "/x").beginSync() }
  }
}
