import Synchronization
import Testing
import Concurrency

@Suite("threads that do one piece of work")
struct WorkThreadTests {
  @Test("the work is done once, when it was joined or let go of", arguments: [false, true])
  func joined(elsewhere: Bool) throws {
    let count = Counter()
    for _ in 0..<20 {
      let thread = try #require(WorkThread(elsewhere: elsewhere) { count.add() })
      thread.join()
      thread.join()
    }
    #expect(count.value == 20)
    do { _ = try #require(WorkThread(elsewhere: elsewhere) { count.add() }) }
    #expect(count.value == 21)
  }

  @Test("a value is waited for, and given to all who ask", arguments: [false, true])
  func handedOver(elsewhere: Bool) throws {
    let question = Promise<Int>()
    let answer = Promise<Int>()
    let thread = try #require(WorkThread(elsewhere: elsewhere) { answer.give(question.take() * 2) })
    question.give(21)
    #expect(answer.take() == 42)
    thread.join()
    #expect(answer.take() == 42 && question.take() == 21)
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  func add() { count.withLock { $0 += 1 } }
  var value: Int { count.withLock { $0 } }
}
