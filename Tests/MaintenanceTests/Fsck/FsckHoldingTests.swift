import Bytes
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

@Suite("fsck with little memory")
struct FsckHoldingTests {
  @Test("evicted objects are read again with the same verdict", arguments: [0, 100, 1000])
  func sound(holding: Int) throws {
    let sample = try FsckSample(.sha1)
    let all = try FsckSample.fsck(try sample.memory())
    let some = try FsckSample.fsck(try sample.memory(), holding: holding)
    #expect(all.isClean && some.isClean, "\(FsckSample.words(some.findings))")
    #expect(Set(some.table.entries.keys) == Set(all.table.entries.keys))
    #expect(some.reachable == all.reachable && some.commits == all.commits && some.newestGood == all.newestGood)
    let held = some.table.entries.values.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
    #expect(held <= holding)
    for id in all.table.entries.keys { #expect(some.table.object(id) == all.table.object(id)) }
  }

  @Test("a damaged object is found with the same affected snapshots")
  func damaged() throws {
    let sample = try FsckSample(.sha1)
    var numbers = SeededNumbers(seed: 3)
    for name in sample.files.keys.filter({ $0.hasPrefix("objects/") }).sorted() {
      for _ in 0..<8 {
        var bytes = try #require(sample.files[name])
        bytes[Int.random(in: 0..<bytes.count, using: &numbers)] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
        let all = try FsckSample.fsck(try sample.memory(name, bytes))
        let some = try FsckSample.fsck(try sample.memory(name, bytes), holding: 0)
        #expect(some.severity == all.severity && some.reachable == all.reachable, "\(name)")
        #expect(Set(some.table.lost) == Set(all.table.lost) && some.newestGood == all.newestGood, "\(name)")
      }
    }
  }

  @Test("a commit with more parents than the limit is suspicious and is not read")
  func parents() throws {
    let fixture = try Fixture(.sha1)
    let first = try fixture.commit(["a.syx": "a"], "one", seconds: 1_700_000_000, verb: "snapshot")
    let tree = try fixture.archive.objects.commit(first).tree
    let limit = ReadingBudget.Reader.parents.limit
    var writer = fixture.archive.objectWriter()
    let many = try [limit, limit + 1].map { count in
      try writer.add(
        Commit(
          tree: tree, parents: Array(repeating: first, count: count), author: Fixture.who(), committer: Fixture.who(),
          message: Array("m\n".utf8)))
    }
    _ = try writer.finish()
    #expect(try fixture.archive.objects.commit(many[0]).parents.count == limit)
    #expect(throws: StorageError.tooLarge(many[1], .parents)) { try fixture.archive.objects.commit(many[1]) }
    let examined = many.map { id in
      HeaderExamination(commit: (try? fixture.archive.objects.read(id))?.bytes ?? [], id: id)
    }
    #expect(examined.map { $0.findings.map(\.kind) } == [[], [.tooLarge]])
  }
}
