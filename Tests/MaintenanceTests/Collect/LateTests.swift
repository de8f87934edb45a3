import Objects
import Synchronization
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

@Suite("gc with concurrent commands")
struct LateTests {
  /// Does something once, when `gc` has looked at everything and packs.
  private func collect(_ scene: CollectScene, while work: @escaping () throws -> Void) throws {
    var failure: (any Error)?
    var isDone = false
    let report = try scene.collect(day: 200) {
      defer { isDone = true }
      do { if !isDone { try work() } } catch { failure = error }
    }
    #expect(failure == nil)
    #expect(report.dropped.objects == 3, "so it was planned")
  }

  @Test("a snapshot made while gc packs keeps the old objects it found stored", arguments: [true, false])
  func snapshot(isReached: Bool) throws {
    let scene = try CollectScene.kept()
    let old = try scene.archive.objects.tree(try scene.archive.objects.commit(try scene.store("old")).tree).entries[0]
      .id
    let other = try scene.opened()
    var made: ObjectID?
    try collect(scene) {
      var writer = other.objectWriter()
      let blob = try writer.add(blob: Array("old".utf8))
      let tree = try writer.add(Tree([TreeEntry(.file, "b", blob)]))
      let who = Fixture.who(scene.clock.now)
      let id = try writer.add(Commit(tree: tree, parents: [], author: who, committer: who, message: [0x78]))
      #expect(try writer.finish().count == 2, "the blob was found stored")
      if isReached { try scene.move("refs/heads/late", to: id, in: other) }
      made = id
    }
    #expect(try scene.isWhole(try #require(made)))
    #expect(try scene.opened().objects.blob(old) == Array("old".utf8))
  }

  @Test("a snapshot made at any time during gc's scan is neither reported as damage nor dropped")
  func whileLooking() throws {
    for moment in 1... {
      let scene = try CollectScene.kept()
      _ = try scene.store("old")
      let other = try scene.opened()
      let made = Mutex<(opened: Int, id: ObjectID?)>((0, nil))
      let files = RecordingFileSystem(scene.memory) { call in
        guard call.hasPrefix("open ") else { return }
        let isNow = made.withLock { made in
          made.opened += 1
          return made.opened == moment
        }
        guard isNow else { return }
        // What fails here, for `gc` holds the lock by then, leaves no id.
        let id = try? scene.store("late")
        let isMoved = (try? scene.move("refs/heads/late", to: id, in: other)) != nil
        made.withLock { $0.id = isMoved ? id : nil }
      }
      let now = 200 * CollectScene.day
      scene.clock.now = now
      _ = try scene.opened(files).collect(
        CollectionRequest(now: now, cutoff: now - 30 * CollectScene.day), who: Fixture.who(now),
        operation: CollectScene.record)
      let (opened, id) = made.withLock { $0 }
      guard opened >= moment else { return #expect(moment > 10) }
      if let id { #expect(try scene.isWhole(id), "before file \(moment) was opened") }
      #expect(try scene.isWhole(try #require(try scene.opened().refs.id(.head))))
    }
  }

  @Test("a pack marked as kept while gc packs stays")
  func keep() throws {
    let scene = try CollectScene.kept()
    let before = try scene.packs
    let old = try scene.store("old")
    let pack = try #require(try scene.packs.first { !before.contains($0) })
    try collect(scene) { try scene.write("", to: "/a/objects/pack/" + pack.dropLast(4) + "keep") }
    #expect(try scene.isWhole(old))
  }
}
