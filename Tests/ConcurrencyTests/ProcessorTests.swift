import Testing

@testable import Concurrency

@Suite("processors")
struct ProcessorTests {
  @Test("a thread that stays may run on one processor, which it was allowed before, and then again where it might")
  func stay() throws {
    let answers = Promise<(before: ProcessorSet?, during: ProcessorSet?, after: ProcessorSet?)>()
    // A thread of its own: those of the tests may go on elsewhere whenever they wait.
    let thread = try #require(
      WorkThread {
        let before = ProcessorSet.here
        let stay = ProcessorStay()
        let during = ProcessorSet.here
        stay.end()
        answers.give((before, during, ProcessorSet.here))
      })
    let found = answers.take()
    thread.join()
    let before = try #require(found.before).processors
    #expect(try #require(found.during).processors.count == 1)
    #expect(try #require(found.during).processors.isSubset(of: before))
    #expect(try #require(found.after).processors == before)
  }

  @Test("a thread that begins elsewhere prepares on another processor and works where the one that made it may")
  func elsewhere() throws {
    let answers = Promise<(all: Set<Int>?, preparing: Set<Int>?, working: Set<Int>?)>()
    let maker = try #require(
      WorkThread {
        let (preparing, working) = (Promise<Set<Int>?>(), Promise<Set<Int>?>())
        let thread = WorkThread(elsewhere: true, preparing: { preparing.give(ProcessorSet.here?.processors) }) {
          working.give(ProcessorSet.here?.processors)
        }
        answers.give((ProcessorSet.here?.processors, preparing.take(), working.take()))
        thread?.join()
      })
    let found = answers.take()
    maker.join()
    let all = try #require(found.all)
    #expect(found.working == all)
    // Where there is one processor only, that one.
    #expect(found.preparing?.count == max(1, all.count - 1))
  }
}

extension ProcessorSet {
  /// Their numbers.
  fileprivate var processors: Set<Int> {
    Set((0..<1024).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 != 0 })
  }
}
