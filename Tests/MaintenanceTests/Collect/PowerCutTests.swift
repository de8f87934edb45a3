import Files
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

@Suite("a power cut during repacking")
struct PowerCutTests {
  private static let day = 86400
  private static var effort: PowerCut.Effort {
    HistoryScene.isExhaustive
      ? PowerCut.Effort(all: 4096, deviations: 2, sample: 200) : PowerCut.Effort(all: 16, deviations: 0, sample: 4)
  }

  private static func store(_ text: String, in archive: Repository) throws -> ObjectID {
    var writer = archive.objectWriter()
    let blob = try writer.add(blob: Array("some text that all have, and \(text)".utf8))
    let tree = try writer.add(Tree([TreeEntry(.file, "a", blob)]))
    let who = Fixture.who()
    let id = try writer.add(Commit(tree: tree, parents: [], author: who, committer: who, message: Array(text.utf8)))
    _ = try writer.finish()
    return id
  }

  /// A disk on which all is durable: three commits that are named, one that is young, one that is old and forgotten.
  private static func disk() throws -> (disk: Disk, needed: [ObjectID]) {
    let files = DiskFileSystem(now: { 100 * day })
    let archive = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(files))
    var needed: [ObjectID] = []
    for text in ["one", "two", "three"] {
      needed.append(try store(text, in: archive))
      let name = try #require(RefName(branch: text))
      try archive.update(
        [RefChange(name, expecting: .value(nil), to: needed.last.map { .id($0) })], message: "m", who: Fixture.who(),
        operation: OperationRecord(arguments: ["x"]))
    }
    _ = try store("forgotten", in: archive)
    var writer = archive.objectWriter()
    _ = try writer.add(blob: [1, 2, 3])
    _ = try writer.finish()
    let later = DiskFileSystem(files.disk, now: { 190 * day })
    needed.append(try store("young", in: try Repository(opening: "/a", Fixture.context(later))))
    return (later.disk, needed)
  }

  private static func isWhole(_ id: ObjectID, in archive: Repository) throws -> Bool {
    let tree = try archive.objects.tree(archive.objects.commit(id).tree)
    return try archive.objects.read(tree.entries.map(\.id)).count == 1
  }

  @Test("after a power cut during gc all needed objects remain, and the next gc completes")
  func collecting() throws {
    let (disk, needed) = try Self.disk()
    let now = 200 * Self.day
    func collect(_ files: any FileSystem) throws -> CollectionReport {
      try Repository(opening: "/a", Fixture.context(files)).collect(
        CollectionRequest(now: now, cutoff: now), who: Fixture.who(), operation: OperationRecord(arguments: ["gc"]))
    }
    let recording = DiskFileSystem(disk, now: { now })
    #expect(try collect(recording).dropped.objects == 4)
    var cut = PowerCut(recording, Self.effort, seed: 3)
    var failures: [String] = []
    cut.forEach(0..<PowerCut.instants(of: recording)) { disk, instant in
      do {
        let archive = try Repository(opening: "/a", Fixture.context(DiskFileSystem(disk)))
        for id in needed { #expect(try Self.isWhole(id, in: archive)) }
        for text in ["one", "two", "three"] { #expect(try archive.refs.id(#require(RefName(branch: text))) != nil) }
        // The locks of this process are not taken over: it is alive.
        let next = DiskFileSystem(disk, now: { now })
        for name in try next.list("/a/operations") where name.hasSuffix(".lock") {
          try next.remove("/a/operations/" + name)
        }
        _ = try collect(next)
        let after = try Repository(opening: "/a", Fixture.context(next))
        for id in needed { #expect(try Self.isWhole(id, in: after)) }
      } catch {
        failures.append("instant \(instant): \(error)")
      }
    }
    let counts = cut.counts
    print(
      "gc: \(counts.instants) instants (\(counts.exhausted) exhausted), \(counts.states) states, \(counts.distinct) "
        + "distinct, \(failures.count) wrong")
    #expect(failures.isEmpty, "\(failures.prefix(3))")
    #expect(counts.distinct > 20)
  }
}
