import Files
import Foundation
import Objects
import Maintenance
import Repository
import TestSupport
import RepositoryFixtures
import Testing

@Suite("size after gc")
struct CollectSizeTests {
  @Test("gc makes a long history as small as git gc --aggressive, and git finds nothing wrong")
  func size() throws {
    let fixture = try Fixture()
    var scene = HistoryScene(fixture.archive)
    let clock = ContinuousClock()
    let count = HistoryScene.isExhaustive ? 1000 : 30
    let written = try clock.measure { for _ in 0..<count { try scene.snapshot() } }
    let rolled = try HistoryScene.size(fixture.path)
    try FileManager.default.copyItem(atPath: fixture.path, toPath: fixture.folder("copy"))
    var git = fixture.git
    git.environment["GIT_DIR"] = fixture.folder("copy")
    let theirs = try clock.measure { try git("gc", "--aggressive", "--prune=now", "-q") }
    let now = Int(Date().timeIntervalSince1970)
    var report: CollectionReport?
    let ours = try clock.measure {
      report = try fixture.archive.collect(
        CollectionRequest(now: now, cutoff: now), who: Fixture.who(), operation: OperationRecord(arguments: ["gc"]))
    }
    let (own, other) = (try HistoryScene.size(fixture.path), try HistoryScene.size(fixture.folder("copy")))
    print(
      """
      \(count) snapshots, \(report?.reachable ?? 0) objects, written in \(written): rolled \(rolled) bytes, gc \(own), \
      git gc --aggressive \(other): \(Double(own) / Double(other)); gc took \(ours), git's \(theirs)
      """)
    #expect(own * 10 <= other * 11)
    #expect(report?.dropped.objects == 0)
    try fixture.git("fsck", "--strict", "--full")
    let packs = try RealFileSystem().list(fixture.path + "/objects/pack").filter { $0.hasSuffix(".idx") }
    #expect(packs.count == 1)
    let chains = try fixture.git.lines("verify-pack", "-v", fixture.path + "/objects/pack/" + packs[0])
    #expect(!chains.contains { $0.hasPrefix("chain length = 51") })
    #expect(try fixture.git.lines("rev-list", "--objects", "--all").count == report?.reachable)
    let head = try #require(try fixture.archive.refs.id(.head))
    #expect(try fixture.reopened().objects.commit(head).parents.count == 1)
  }
}
