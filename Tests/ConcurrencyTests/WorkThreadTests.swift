import Concurrency
import Synchronization
import Testing

@Suite("single-task threads")
struct WorkThreadTests {
  @Test("the task runs once, whether the thread is joined or released")
  func joined() throws {
    let count = Counter()
    for _ in 0..<20 {
      let thread = try #require(WorkThread { count.add() })
      thread.join()
      thread.join()
    }
    #expect(count.value == 20)
    do { _ = try #require(WorkThread { count.add() }) }
    #expect(count.value == 21)
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  func add() { count.withLock { $0 += 1 } }
  var value: Int { count.withLock { $0 } }
}
