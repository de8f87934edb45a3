import Files
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

@Suite("gc")
struct CollectTests {
  @Test("gc keeps objects named by refs, reflogs, the operations log, journals or other files, and deletes others")
  func kept() throws {
    let scene = try CollectScene()
    var (named, forgotten): ([ObjectID], [ObjectID]) = ([], [])
    for index in 0..<6 { named.append(try scene.store("named \(index)")) }
    for index in 0..<3 { forgotten.append(try scene.store("forgotten \(index)")) }
    try scene.move("refs/heads/main", to: named[0])
    // Only its reflog knows the second one, only the operations log the third.
    try scene.move("refs/heads/main", to: named[1])
    try scene.move("refs/heads/main", to: named[0])
    try scene.move("refs/synvc/x", to: named[2])
    try scene.move("refs/synvc/x", to: nil)
    try scene.write("synvc journal 1\ndevice mono\ntarget \(named[3])\n", to: "/a/journal/mono")
    try scene.write("\(named[4])\t\tbranch 'main' of somewhere\n", to: "/a/FETCH_HEAD")
    try scene.write("torn line \(named[5])", to: "/a/operations/of-a-later-version")
    let dry = try scene.collect(day: 200, dry: true)
    let report = try scene.collect(day: 200)
    #expect(report.reachable == 18 && report.dropped.objects == 9 && report.young.objects == 0)
    #expect(report.droppedCommits == forgotten.sorted())
    #expect((dry.reachable, dry.dropped, dry.droppedCommits) == (18, report.dropped, report.droppedCommits))
    for id in named { #expect(try scene.isWhole(id), "\(named.firstIndex(of: id) ?? -1)") }
    for id in forgotten { #expect(throws: StorageError.missingObject(id)) { try scene.opened().objects.read(id) } }
    #expect(try scene.packs.count == 1)
    #expect(try scene.archive.objects.read(named).count == 6, "an archive that was open all the time")
    let last = try #require(try scene.archive.operations.last())
    #expect(last.arguments == ["gc"] && last.moves.isEmpty)
    #expect(try scene.opened().operationHistory().undo(branch: nil).first?.operation.arguments == ["x"])
  }

  @Test("a dry run changes nothing")
  func dryRun() throws {
    let scene = try CollectScene.kept()
    _ = try scene.store("two")
    try scene.write("x", to: "/a/objects/pack/tmp_pack_1")
    let before = try scene.files()
    let recording = RecordingFileSystem(scene.memory)
    let now = 200 * CollectScene.day
    let report = try Repository(opening: "/a", Fixture.context(recording)).collect(
      CollectionRequest(now: now, cutoff: now, isDryRun: true), who: Fixture.who(), operation: CollectScene.record)
    #expect(report.dropped.objects == 3 && report.temporary == ["objects/pack/tmp_pack_1"] && report.after == nil)
    #expect(recording.calls == [])
    #expect(try scene.files() == before)
  }

  @Test("unreachable objects stay at least 30 days; gc preserves their age; 'never' keeps all")
  func young() throws {
    let scene = try CollectScene.kept()
    let left = try scene.store("two")
    #expect(try scene.collect(day: 101, age: 0).young.objects == 3, "asked for all: 30 days are kept all the same")
    #expect(try scene.files().contains { $0.hasSuffix(".mtimes") })
    for day in [102, 110, 129, 130] {
      #expect(try scene.collect(day: day, age: 0).dropped.objects == 0)
      #expect(try scene.isWhole(left))
    }
    let now = 131 * CollectScene.day
    let never = try scene.opened().collect(
      CollectionRequest(now: now, cutoff: nil), who: Fixture.who(), operation: CollectScene.record)
    #expect(never.dropped.objects == 0)
    #expect(try scene.collect(day: 131).dropped.objects == 3)
    #expect(try !scene.isWhole(left))
    #expect(try !scene.files().contains { $0.hasSuffix(".mtimes") })
  }

  @Test("a young object keeps the old ones it needs")
  func needed() throws {
    let scene = try CollectScene.kept()
    let old = try scene.store("old")
    scene.clock.now = 195 * CollectScene.day
    let child = try scene.store("child", parents: [old])
    #expect(try scene.collect(day: 200).dropped.objects == 0)
    #expect(try scene.isWhole(old) && scene.isWhole(child))
    #expect(try scene.collect(day: 300).dropped.objects == 6)
  }

  @Test("a clock set back keeps all objects")
  func clockBack() throws {
    let scene = try CollectScene.kept()
    let left = try scene.store("two")
    for day in [0, 40, 99] { #expect(try scene.collect(day: day).dropped.objects == 0) }
    #expect(try scene.isWhole(left))
  }

  @Test("an object dropped by gc after another process found it is present when the ref moves")
  func writerRace() throws {
    let scene = try CollectScene.kept()
    let old = try scene.store("old")
    scene.clock.now = 200 * CollectScene.day
    let writer = try scene.opened()
    var objects = writer.objectWriter()
    let commit = try scene.archive.objects.commit(old)
    let blob = try objects.add(blob: Array("old".utf8))
    _ = try objects.add(Tree([TreeEntry(.file, "a", blob)]))
    #expect(try objects.add(commit) == old)
    #expect(try objects.finish() == [], "all of it was found stored")
    #expect(try scene.collect(day: 200).dropped.objects == 3)
    #expect(try !scene.isWhole(old))
    try scene.move("refs/heads/late", to: old, in: writer)
    #expect(try scene.isWhole(old))
  }

  @Test("a branch created while gc packs keeps its objects; one created later is refused")
  func branchRace() throws {
    let scene = try CollectScene.kept()
    let old = try scene.store("old", parents: [try scene.store("older")])
    let gone = try scene.store("gone")
    let other = try scene.opened()
    var failure: (any Error)?
    var isDone = false
    let report = try scene.collect(day: 200) {
      defer { isDone = true }
      do { if !isDone { try scene.move("refs/heads/late", to: old, in: other) } } catch { failure = error }
    }
    #expect(failure == nil)
    #expect(report.dropped.objects == 9, "so it was planned")
    #expect(try scene.isWhole(old))
    #expect(try scene.opened().objects.commit(old).parents.allSatisfy { try scene.isWhole($0) })
    #expect(throws: StorageError.missingObject(gone)) { try scene.move("refs/heads/gone", to: gone, in: other) }
  }

  @Test("an object touched by another program while gc packs is kept with its whole file")
  func touched() throws {
    let scene = try CollectScene.kept()
    let old = try scene.store("old")
    let path =
      try "/a/objects/pack/" + #require(
        scene.packs.first { name in
          try Repository(opening: "/a", Fixture.context(scene.memory)).objects.pack(at: "/a/objects/pack/" + name)?
            .index.offset(of: old) != nil
        })
    var isDone = false
    try scene.collect(day: 200) {
      defer { isDone = true }
      // Writing nothing sets the time of the file, as git does.
      if !isDone { try? scene.memory.append(to: path).write([]) }
    }
    #expect(try scene.isWhole(old))
  }

  @Test("nothing is removed if a needed object is missing or damaged")
  func damaged() throws {
    for isMissing in [true, false] {
      let scene = try CollectScene()
      let first = try scene.store("one")
      try scene.move("refs/heads/main", to: first)
      _ = try scene.store("two")
      let name = try #require(
        scene.packs.first { name in
          try scene.opened().objects.pack(at: "/a/objects/pack/" + name)?.index.offset(of: first) != nil
        })
      let path = "/a/objects/pack/" + name
      var bytes = try scene.memory.read(path)
      try scene.memory.remove(path)
      bytes[20] ^= 1
      if !isMissing { try scene.memory.create(path, permissions: 0o444).write(bytes) }
      let before = try scene.files()
      #expect(throws: StorageError.self) { try scene.collect(day: 200) }
      #expect(try scene.files() == before)
    }
  }

  @Test("a second run has nothing to do; a kept pack and its objects stay")
  func idle() throws {
    let scene = try CollectScene()
    let kept = try scene.store("kept")
    let name = try #require(scene.packs.first)
    try scene.write("", to: "/a/objects/pack/" + name.dropLast(4) + "keep")
    try scene.move("refs/heads/main", to: try scene.store("two", parents: [kept]))
    _ = try scene.store("young")
    let first = try scene.collect(day: 101)
    #expect(!first.isPacked && first.keptPacks == 1)
    #expect(try scene.packs.count == 3 && scene.packs.contains(name))
    let before = try scene.files()
    let second = try scene.collect(day: 102)
    #expect(second.isPacked && second.before == first.after && second.after == first.after)
    #expect(try scene.files() == before)
    #expect(try scene.isWhole(kept))
  }

  @Test("temporary files of synvc and git are removed after a day")
  func temporary() throws {
    let scene = try CollectScene.kept()
    let names = [
      "objects/ab/tmp_obj_x1", "objects/pack/tmp_pack_0", "objects/pack/.tmp-7-pack-00.idx", "refs/heads/.tmp_3.lock",
      "operations/.tmp_0",
    ]
    for name in names { try scene.write("x", to: "/a/" + name) }
    scene.clock.now = 200 * CollectScene.day - 3600
    try scene.write("x", to: "/a/objects/pack/tmp_pack_1")
    try scene.write("x", to: "/a/journal/tmp_song")
    #expect(try scene.collect(day: 200).temporary == names.sorted())
    let left = try scene.files()
    #expect(left.contains("/a/objects/pack/tmp_pack_1") && left.contains("/a/journal/tmp_song"))
    #expect(!names.contains { left.contains("/a/" + $0) })
  }

  @Test(
    "after a crash at any modifying call all needed objects remain, and the next run completes")
  func crash() throws {
    func scene() throws -> (CollectScene, [ObjectID]) {
      let scene = try CollectScene()
      let first = try scene.store("one")
      let second = try scene.store("two", parents: [first])
      try scene.move("refs/heads/main", to: second)
      _ = try scene.store("dropped")
      var writer = scene.archive.objectWriter()
      _ = try writer.add(blob: [1, 2, 3])
      _ = try writer.finish()
      scene.clock.now = 190 * CollectScene.day
      return (scene, [first, second, try scene.store("young")])
    }
    let now = 200 * CollectScene.day
    func run(_ scene: CollectScene, _ files: any FileSystem) throws {
      scene.clock.now = now
      _ = try scene.opened(files).collect(
        CollectionRequest(now: now, cutoff: now), who: Fixture.who(), operation: CollectScene.record)
    }
    let counting = try scene()
    let counted = FaultyFileSystem(counting.0.memory)
    try run(counting.0, counted)
    let changes = counted.calls.enumerated().filter { $0.element.call.isChange && $0.element.call != .close }
    #expect(changes.count > 20)
    for (cut, _) in changes {
      let (scene, needed) = try scene()
      let faulty = FaultyFileSystem(scene.memory, failing: .init(call: cut, .kill, isLasting: true))
      // Whether it fails or has only failed to give back a lock does not matter here.
      try? run(scene, faulty)
      for id in needed { #expect(try scene.isWhole(id), "after \(cut) calls") }
      for name in ["operations/log.lock", "operations/packs.lock"] where try scene.memory.isFile("/a/" + name) {
        try scene.memory.remove("/a/" + name)
      }
      try run(scene, scene.memory)
      for id in needed { #expect(try scene.isWhole(id)) }
      #expect(try scene.files().filter { $0.hasSuffix(".idx") }.count == 2, "after \(cut) calls")
    }
    print("gc cut off at each of \(changes.count) calls that change something")
  }

  @Test(
    "git finds nothing wrong afterwards, with its multi-pack index and commit graph", arguments: ObjectFormat.allCases)
  func judged(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    for round in 0..<5 {
      try fixture.commit(["a": "\(round)", "b": "same"], "\(round)", seconds: 1_700_000_000 + round)
    }
    let lost = try fixture.git("commit-tree", "-m", "lost", "HEAD^{tree}").dropLast()
    try fixture.git("multi-pack-index", "write")
    try fixture.git("update-ref", "refs/heads/lost", String(lost))
    try fixture.git("commit-graph", "write", "--reachable")
    try fixture.git("update-ref", "-d", "refs/heads/lost")
    let status = try #require(try RealFileSystem().status(of: fixture.path + "/HEAD"))
    let now = status.modified + 40 * CollectScene.day
    let report = try fixture.archive.collect(
      CollectionRequest(now: now, cutoff: now), who: Fixture.who(), operation: CollectScene.record)
    #expect(report.droppedCommits.map(\.hex) == [String(lost)])
    try fixture.git("fsck", "--strict", "--full")
    #expect(try fixture.git.lines("rev-list", "--all").count == 5)
    #expect(try fixture.git.lines("count-objects", "-v").contains("packs: 1"))
    #expect(try fixture.git.lines("count-objects", "-v").contains("garbage: 0"))
  }

  @Test("a failing gc removes nothing, even if its new pack already exists")
  func failing() throws {
    for call in 0... {
      let scene = try CollectScene()
      let first = try scene.store("one")
      let second = try scene.store("two", parents: [first])
      try scene.move("refs/heads/main", to: second)
      _ = try scene.collect(day: 101)
      // It does not know any more that all is packed.
      try scene.memory.remove("/a/cache/packed")
      let faulty = FaultyFileSystem(
        scene.memory, failing: .init(call: call, FileFault.possible(for: .read)[0], isLasting: false))
      let now = scene.clock.now
      let archive = try? scene.opened(faulty)
      _ = try? archive?.collect(  // what it says of the fault is tried elsewhere
        CollectionRequest(now: now, cutoff: now - 30 * CollectScene.day), who: Fixture.who(now),
        operation: CollectScene.record)
      let isWhole = try scene.isWhole(first) && scene.isWhole(second)
      #expect(isWhole, "call \(call): \(faulty.calls.last.map { "\($0)" } ?? "")")
      if faulty.calls.count <= call {
        #expect(call > 50)
        break
      }
    }
  }

  @Test("objects staged in a clone stay, and git reads a pack of young objects made by synvc")
  func staged() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "one"], "first")
    var git = Git(in: fixture.folder.path, home: fixture.folder.path)
    try git("clone", "-q", fixture.path, "copy")
    git.environment["GIT_DIR"] = fixture.folder("copy/.git")
    git.environment["GIT_WORK_TREE"] = fixture.folder("copy")
    try fixture.folder.write("staged and not committed", to: "copy/new")
    try git("add", "new")
    let young = try git("hash-object", "-w", "--stdin", input: Array("young".utf8)).dropLast()
    let copy = try Repository(opening: fixture.folder("copy/.git"), Fixture.context(RealFileSystem()))
    let now = try #require(try RealFileSystem().status(of: fixture.path + "/HEAD")).modified
    let report = try copy.collect(
      CollectionRequest(now: now, cutoff: now), who: Fixture.who(), operation: CollectScene.record)
    #expect(report.reachable == 4 && report.young.objects == 1)
    #expect(try git("cat-file", "blob", String(young)) == "young")
    try git("fsck", "--strict", "--full")
    let later = try copy.collect(
      CollectionRequest(now: now + 40 * CollectScene.day, cutoff: now + 40 * CollectScene.day), who: Fixture.who(),
      operation: CollectScene.record)
    #expect(later.dropped.objects == 1)
    #expect(try git("show", ":new") == "staged and not committed")
  }
}
