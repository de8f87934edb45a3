import Synchronization
import Testing
import Concurrency

@Suite("a thread that does one thing after the other")
struct WorkQueueTests {
  @Test("what is given is done in order, by another thread, and all of it before the queue has gone")
  func order() {
    let list = Kept()
    do {
      let queue = SerialQueue()
      let gate = Promise<Int>()
      queue.add { list.add(gate.take()) }
      for number in 1..<100 { queue.add { list.add(number) } }
      // Were it done here, there would be nobody to open the gate.
      withExtendedLifetime(queue) { gate.give(0) }
    }
    #expect(list.done == Array(0..<100))
  }

  @Test("a thread that was begun early prepares itself once, before all work; one that never got any ends")
  func begun() {
    let list = Kept()
    do {
      let queue = SerialQueue(preparing: { list.add(0) })
      queue.begin()
      queue.begin()
      queue.add { list.add(1) }
      let idle = SerialQueue(preparing: { list.add(0) })
      idle.begin()
    }
    #expect(list.done.filter { $0 == 0 }.count == 2 && list.done.contains(1))
    #expect(list.done.first == 0)
    let alone = SerialQueue(isBeside: false, preparing: { list.add(2) })
    alone.begin()
    alone.add { list.add(3) }
    #expect(list.done.last == 3 && !list.done.contains(2))
  }

  @Test("without a thread all is done on return")
  func alone() {
    let (list, queue) = (Kept(), SerialQueue(isBeside: false))
    for number in 0..<3 {
      queue.add { list.add(number) }
      #expect(list.done.last == number)
    }
  }

  @Test("work that was done is not kept")
  func forgotten() {
    let queue = SerialQueue()
    let gone = Promise<Bool>()
    let seen: Weak
    do {
      let list = Kept()
      seen = Weak(list)
      queue.add { list.add(1) }
    }
    queue.add { gone.give(seen.object == nil) }
    #expect(gone.take())
  }

  @Test("work that keeps the queue is let go of with it, by whichever thread is the last")
  func cycle() {
    let ended = Promise<Bool>()
    do {
      let queue = SerialQueue()
      queue.add { [queue] in withExtendedLifetime(queue) {} }
      queue.add { ended.give(true) }
    }
    #expect(ended.take())
  }

  @Test("several threads may give it work")
  func several() throws {
    let list = Kept()
    do {
      let queue = SerialQueue()
      var threads: [WorkThread] = []
      for first in 0..<4 {
        threads.append(
          try #require(WorkThread { for number in 0..<50 { queue.add { list.add(first * 50 + number) } } }))
      }
      for thread in threads { thread.join() }
    }
    #expect(list.done.sorted() == Array(0..<200))
  }
}

private final class Kept: Sendable {
  private let list = Mutex<[Int]>([])
  var done: [Int] { list.withLock { $0 } }
  func add(_ number: Int) { list.withLock { $0.append(number) } }
}

private final class Weak: Sendable {
  private let kept: Mutex<Reference>
  private struct Reference { weak var object: Kept? }
  init(_ object: Kept?) { kept = Mutex(Reference(object: object)) }
  var object: Kept? { kept.withLock { $0.object } }
}
