import Files
import Objects
import Synchronization
import TestSupport
import RepositoryFixtures
import Testing

@testable import Repository

@Suite("reading during concurrent ref updates")
struct ConsistentReadTests {
  /// What reads refs, reflogs and the operations log together.
  enum Reader: CaseIterable {
    case operationHistory, reflog, headReflog, checkOperations, checkBranch, checkNames, checkHead

    func read(_ archive: Repository, _ branch: RefName) throws {
      switch self {
      case .operationHistory:
        let history = try archive.operationHistory()
        #expect(history.interrupted.isEmpty, "no command was cut off")
      case .reflog: #expect(try archive.reflog(branch).count > 2)
      case .headReflog: #expect(try archive.reflog(.head).count > 2)
      case .checkOperations: try archive.checkOperations()
      case .checkBranch: try archive.checkOperations(of: [branch])
      case .checkNames: try archive.checkNames(["refs/"])
      case .checkHead: try archive.checkRefConsistency()
      }
    }
  }

  private let who = Fixture.who(1_700_000_500)

  /// Takes the last operation back.
  private func undo(_ archive: Repository) throws {
    let step = try #require(try archive.operationHistory().undo(branch: try archive.refs.target(.head)).first)
    try archive.update(
      step.moves.map { RefChange($0) }, message: "undo: snapshot", who: who,
      operation: OperationRecord(arguments: ["undo"], kind: .undo(step.operation.number)))
  }

  private func made(_ memory: MemoryFileSystem) throws -> Repository {
    let archive = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(memory))
    for text in ["one", "two", "three"] { try archive.commit(text, who) }
    return archive
  }

  /// - Parameter act: done when the file system is asked to open a file for the time `moment`.
  private func files(
    _ memory: MemoryFileSystem, at moments: ClosedRange<Int>, _ opened: Counter, act: @escaping @Sendable (Int) -> Void
  ) -> RecordingFileSystem {
    RecordingFileSystem(memory) { call in
      guard call.hasPrefix("open /a/") else { return }
      let number = opened.next()
      if moments.contains(number) { act(number) }
    }
  }

  @Test("two commands that finish during a read, at any time, are no damage", arguments: Reader.allCases)
  func ended(reader: Reader) throws {
    for moment in 1... {
      let memory = MemoryFileSystem()
      let other = try made(memory)
      let branch = try other.refs.target(.head)
      let opened = Counter()
      let files = files(memory, at: moment...moment, opened) { number in
        // A move that was not made is no reason for damage either.
        try? number % 2 == 0 ? other.commit("late", who) : undo(other)
        try? other.commit("later", who)
      }
      let archive = try Repository(opening: "/a", Fixture.context(files))
      #expect(throws: Never.self, "open \(moment)") { try reader.read(archive, branch) }
      guard opened.count >= moment else { return #expect(moment > 3) }
    }
  }

  @Test("if others write during every attempt, the last one locks them out", arguments: Reader.allCases)
  func busy(reader: Reader) throws {
    let memory = MemoryFileSystem()
    let other = try made(memory)
    let branch = try other.refs.target(.head)
    let opened = Counter()
    let files = files(memory, at: 1...10_000, opened) { number in
      if number % 2 == 0 { try? other.commit("late \(number)", who) }  // unless it is locked out
    }
    let archive = try Repository(opening: "/a", Fixture.context(files))
    try reader.read(archive, branch)
    #expect(try memory.list("/a/operations").allSatisfy { !$0.hasSuffix(".lock") })
    #expect(opened.count < 5000)
  }

  @Test("a command paused halfway is no damage", arguments: Reader.allCases)
  func midway(reader: Reader) throws {
    for calls in 0..<400 {
      let memory = MemoryFileSystem()
      _ = try made(memory)
      let stopping = StoppingFileSystem(memory)
      let second = try Repository(opening: "/a", Fixture.context(stopping))
      let branch = try second.refs.target(.head)
      stopping.stop(after: calls)
      let isDone = (try? second.commit("late", who)) != nil
      let archive = try Repository(opening: "/a", Fixture.context(memory))
      switch reader {
      // The operation under way is one that moved nothing yet.
      case .operationHistory: #expect(throws: Never.self, "call \(calls)") { _ = try archive.operationHistory() }
      default: #expect(throws: Never.self, "call \(calls)") { try reader.read(archive, branch) }
      }
      if isDone { return #expect(calls > 20) }
    }
  }

  @Test("git's reflog line ahead of its ref is no damage; a wrong reflog is")
  func git() throws {
    let memory = MemoryFileSystem()
    let other = try made(memory)
    let branch = try other.refs.target(.head)
    let (ref, lock) = ("/a/\(branch)", "/a/\(branch).lock")
    let third = try #require(try other.refs.id(branch))
    let second = try #require(try other.objects.commit(third).parents.first)
    let first = try #require(try other.objects.commit(second).parents.first)
    // Git has moved it back to the first, which the operations log does not know, and is moving it to the second.
    var log = try memory.read("/a/logs/\(branch)")
    for (old, new) in [(third, first), (first, second)] {
      log += Array("\(old) \(new) A <a@b> 1700000600 +0000\tpush\n".utf8)
    }
    try put(log, "/a/logs/\(branch)", memory)
    try put(Array("\(first)\n".utf8), ref, memory)
    try put(Array("\(second)\n".utf8), lock, memory)
    let looks = Counter()
    let files = RecordingFileSystem(memory) { call in
      guard call == "open /a/logs/\(branch)", looks.next() == 3 else { return }
      try? memory.rename(lock, to: ref)  // git ends
    }
    try Repository(opening: "/a", Fixture.context(files)).checkRefConsistency()
    #expect(looks.count > 2)
    try put(Array("\(first)\n".utf8), ref, memory)
    #expect(throws: StorageError.self) {
      try Repository(opening: "/a", Fixture.context(memory)).checkRefConsistency()
    }
  }

  private func put(_ bytes: [UInt8], _ path: String, _ memory: MemoryFileSystem) throws {
    try memory.writeDurably([DurableFile(path, bytes, permissions: 0o644)]) { _ in }
  }
}

/// How often something happened.
private final class Counter: Sendable {
  private let number = Mutex(0)
  var count: Int { number.withLock { $0 } }

  func next() -> Int {
    number.withLock { number in
      number += 1
      return number
    }
  }
}
