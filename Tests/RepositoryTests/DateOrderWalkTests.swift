import Objects
import Repository
import TestSupport
import RepositoryFixtures
import Testing

@Suite("The history walk")
struct DateOrderWalkTests {
  /// How commits are dated beside their parents.
  enum Clock: CaseIterable, Sendable {
    /// Later, now and then at the same second.
    case steady
    /// All at the same second.
    case stopped
    /// As if by clocks of several machines, some of them hours behind.
    case wrong
  }

  /// Commits with one to three parents each, out of those made last; the last one is returned first.
  private static func history(
    _ fixture: Fixture, seed: UInt64, count: Int, width: Int, _ clock: Clock
  ) throws -> [ObjectID] {
    var numbers = SeededNumbers(seed: seed)
    var writer = fixture.archive.objectWriter()
    let tree = try writer.add(Tree([]))
    var ids: [ObjectID] = []
    for index in 0..<count {
      let recent = Array(ids.suffix(width))
      let number = index == 0 ? 0 : Int.random(in: 0..<8, using: &numbers) == 0 ? min(3, recent.count) : 1
      let parents = index == count - 1 ? recent : Array(recent.shuffled(using: &numbers).prefix(number))
      let seconds =
        switch clock {
        case .steady: 1_700_000_000 + index / 3 * 50
        case .stopped: 1_700_000_000
        case .wrong: 1_700_000_000 + index * 50 - Int.random(in: 0..<20_000, using: &numbers)
        }
      let who = Fixture.who(seconds)
      ids.append(
        try writer.add(
          Commit(tree: tree, parents: parents, author: who, committer: who, message: Array("number \(index)\n".utf8))))
    }
    _ = try writer.finish()
    return ids.reversed()
  }

  private static func walk(
    _ archive: Repository, from start: ObjectID, limit: Int = .max
  ) throws -> (order: [(id: ObjectID, parents: [ObjectID])], reads: Int) {
    var reads = 0
    var walk = DateOrderWalk(
      from: [start],
      read: { id in
        reads += 1
        return try archive.objects.commit(id)
      })
    var order: [(id: ObjectID, parents: [ObjectID])] = []
    while order.count < limit, let next = try walk.next() { order.append((next.id, next.parents)) }
    return (order, reads)
  }

  @Test(
    "each commit comes once, children before parents, in the order of git rev-list --date-order",
    arguments: Clock.allCases, [1, 2, 3, 4, 5, 6] as [UInt64])
  func order(clock: Clock, seed: UInt64) throws {
    let fixture = try Fixture()
    let start = try #require(try Self.history(fixture, seed: seed, count: 120, width: 6, clock).first)
    let (order, _) = try Self.walk(try fixture.reopened(), from: start)
    #expect(try order.map(\.id.hex) == fixture.git.lines("rev-list", "--date-order", start.hex), "seed \(seed)")
    var given: Set<ObjectID> = []
    for step in order {
      #expect(step.parents.allSatisfy { !given.contains($0) }, "seed \(seed)")
      #expect(given.insert(step.id).inserted, "seed \(seed)")
    }
  }

  @Test("a long history with parallel branches is in git's order too")
  func long() throws {
    let fixture = try Fixture()
    let start = try #require(try Self.history(fixture, seed: 9, count: 1500, width: 5, .steady).first)
    let (order, reads) = try Self.walk(try fixture.reopened(), from: start)
    #expect(try order.map(\.id.hex) == fixture.git.lines("rev-list", "--date-order", start.hex))
    #expect(reads == order.count)
  }

  @Test("the first commits cost constant work on one branch, and little more with parallel branches")
  func cost() throws {
    let fixture = try Fixture()
    let line = try #require(try Self.history(fixture, seed: 1, count: 1000, width: 1, .steady).first)
    #expect(try Self.walk(try fixture.reopened(), from: line, limit: 5).reads == 5)
    let other = try Fixture()
    let lines = try #require(try Self.history(other, seed: 1, count: 1000, width: 4, .steady).first)
    #expect(try Self.walk(try other.reopened(), from: lines, limit: 5).reads <= 5 + DateOrderWalk.lookahead + 8)
  }

  @Test("only followed parents are walked")
  func followed() throws {
    let fixture = try Fixture()
    let start = try #require(try Self.history(fixture, seed: 3, count: 100, width: 5, .steady).first)
    let archive = try fixture.reopened()
    var walk = DateOrderWalk(
      from: [start], read: { try archive.objects.commit($0) }, parents: { Array($1.parents.prefix(1)) })
    var ids: [String] = []
    while let next = try walk.next() { ids.append(next.id.hex) }
    #expect(try ids == fixture.git.lines("rev-list", "--first-parent", start.hex))
  }
}
