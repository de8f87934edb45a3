import Synchronization
import Testing

@testable import Threads

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

  @Test("a value is waited for, awake or asleep, and given to all who ask", arguments: [false, true], [false, true])
  func handedOver(elsewhere: Bool, isWatched: Bool) throws {
    let question = Handover<Int>(isWatched: isWatched)
    let answer = Handover<Int>(isWatched: isWatched)
    let thread = try #require(WorkThread(elsewhere: elsewhere) { answer.give(question.take() * 2) })
    question.give(21)
    #expect(answer.take() == 42)
    thread.join()
    #expect(answer.take() == 42 && question.take() == 21)
  }

  @Test("nobody waits for ever, whether he is about to sleep or asleep when it is given", arguments: [false, true])
  func inTime(isWatched: Bool) throws {
    let rounds = 2000
    let there = (0..<rounds).map { _ in Handover<Int>(isWatched: isWatched) }
    let back = (0..<rounds).map { _ in Handover<Int>(isWatched: isWatched) }
    let thread = try #require(
      WorkThread(elsewhere: true) { for round in 0..<rounds { back[round].give(there[round].takeAway()) } })
    for round in 0..<rounds {
      there[round].give(round)
      #expect(back[round].takeAway() == round)
    }
    thread.join()
  }

  @Test("all who sleep are woken")
  func several() throws {
    let question = Handover<Int>(isWatched: false)
    let answers = (0..<3).map { _ in Handover<Int>() }
    let threads = try answers.map { answer in try #require(WorkThread { answer.give(question.take()) }) }
    question.give(7)
    #expect(answers.map { $0.take() } == [7, 7, 7])
    for thread in threads { thread.join() }
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  func add() { count.withLock { $0 += 1 } }
  var value: Int { count.withLock { $0 } }
}
