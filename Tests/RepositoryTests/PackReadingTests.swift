import Files
import Foundation
import Maintenance
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Repository

@Suite("packs made by git")
struct PackReadingTests {
  /// An archive of some history, and all that is in it.
  private struct Scene {
    let fixture: Fixture
    let objects: [ObjectID: StoredObject]
    var packs: String { fixture.path + "/objects/pack" }

    init(_ format: ObjectFormat, rounds: Int = 40) throws {
      fixture = try Fixture(format)
      var numbers = SeededNumbers(seed: 8)
      var texts = (0..<6).map { _ in numbers.bytes(600).map { "\($0) " }.joined() }
      for round in 0..<rounds {
        texts[round % 6] = String(texts[round % 6].dropFirst(9)) + "and \(round)"
        let files = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("\($0).syx", $1) })
        try fixture.commit(files, "number \(round)", seconds: 1_700_000_000 + round)
      }
      try fixture.git("tag", "-a", "-m", "marked", "v1")
      let names = try fixture.git.lines("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
      let ids = names.compactMap { ObjectID(format, hex: $0) }
      objects = Dictionary(uniqueKeysWithValues: zip(ids, try fixture.reopened().objects.read(ids)))
    }

    func files(_ ending: String) throws -> [String] {
      try RealFileSystem().list(packs).filter { $0.hasSuffix(ending) }.map { packs + "/" + $0 }
    }

    /// Reads everything through the archive as it is now, the last object first.
    func expectSame(_ comment: Comment) throws {
      let archive = try fixture.reopened()
      for id in objects.keys.sorted().reversed() {
        let found = try archive.objects.read(id)
        #expect(found == objects[id], comment)
      }
      let head = try #require(try archive.refs.id(.head))
      #expect(try archive.objects.commit(head).text == "number 39\n", comment)
      #expect(fixture.notes.all == [], comment)
    }

    /// Lets synvc pack it all, and git look at that.
    func collect() throws {
      let now = Int(Date().timeIntervalSince1970)
      _ = try fixture.archive.collect(
        CollectionRequest(now: now, cutoff: now), who: Fixture.who(), operation: OperationRecord(arguments: ["gc"]))
      try fixture.git("fsck", "--strict", "--full")
      #expect(try files(".pack").count == 1 && files(".bitmap").isEmpty && files("multi-pack-index").isEmpty)
    }
  }

  @Test("an index finds exactly its ids, with any part read at once", arguments: ObjectFormat.allCases)
  func indexes(format: ObjectFormat) throws {
    let scene = try Scene(format)
    try scene.fixture.git("gc", "--aggressive", "--quiet")
    let path = try #require(try scene.files(".idx").first)
    let whole = try PackIndex(path, format: format, in: RealFileSystem())
    for short in [0, 64, 1100, 2000] {
      let index = try PackIndex(path, format: format, in: RealFileSystem(), short: short)
      #expect(try index.ids() == scene.objects.keys.sorted())
      for id in scene.objects.keys {
        #expect(try index.offset(of: id) == whole.offset(of: id) && index.offset(of: id) != nil, "\(short)")
        let other = ObjectID(of: StoredObject(.blob, Array(id.hex.utf8)), in: format)
        #expect(try index.offset(of: other) == nil)
        #expect(try index.commonDigits(with: other) == whole.commonDigits(with: other))
        #expect(try index.ids(prefix: String(id.hex.prefix(3))) == whole.ids(prefix: String(id.hex.prefix(3))))
      }
    }
  }

  @Test("unevenly distributed ids cost only a few more lookups", arguments: ObjectFormat.allCases)
  func crowded(format: ObjectFormat) throws {
    /// The id with these bytes in front and this number at the end.
    func id(_ front: [UInt8], _ number: Int) throws -> ObjectID {
      let middle = [UInt8](repeating: 0, count: format.size - front.count - 4)
      return try #require(ObjectID(format, bytes: (front + middle + PackWriter.big(number, 4))[...]))
    }
    let crowd: [UInt8] = [0x10, 0x80, 0, 0, 0, 0, 0, 7]
    var ids = try (0..<5000).map { try id(crowd, $0 * 2 + 1) }
    ids += try (0..<256).map { try id([0x10, UInt8($0)], 3) } + (0..<256).map { try id([UInt8($0), 0xFF], 5) }
    ids = Set(ids).sorted()
    let entries = ids.enumerated().map { PackWriter.Entry(id: $1, offset: 12 + $0, checksum: 0) }
    let files = MemoryFileSystem()
    let bytes = PackWriter.index(entries, pack: format.zero, format: format)
    try files.writeDurably([DurableFile("/pack-1.idx", bytes)]) { _ in }
    let faulty = FaultyFileSystem(files)
    let index = try PackIndex("/pack-1.idx", format: format, in: faulty)
    var most = 0
    for (place, wanted) in ids.enumerated() {
      let before = faulty.calls.count
      #expect(try index.offset(of: wanted) == 12 + place)
      most = max(most, faulty.calls.count - before)
    }
    for number in 0..<5001 { #expect(try index.offset(of: try id(crowd, number * 2)) == nil) }
    for lead in [0, 0x10, 0xFE, 0xFF] { #expect(try index.offset(of: try id([UInt8(lead), 0x42, 1], 0)) == nil) }
    print("\(ids.count) crowded ids of \(format): at most \(most) looks for one")
    #expect(most <= 16)
  }

  @Test("an object that one pack reports wrongly is found in another, in either order")
  func wrongOffset() throws {
    let files = MemoryFileSystem()
    func archive(_ path: String, _ texts: [String]) throws -> Repository {
      let context = RepositoryContext(files: files, lockContext: .current(command: "test")) { _ in }
      let archive = try Repository.create(at: path, format: .sha1, textconv: "cat", context)
      var writer = archive.objectWriter()
      for text in texts { _ = try writer.add(blob: Array(text.utf8)) }
      _ = try writer.finish()
      return archive
    }
    let store = try archive("/large", ["both", "a", "b", "c", "d"]).objects
    _ = try archive("/small", ["both", "only"])
    func id(_ text: String) -> ObjectID { ObjectID(of: StoredObject(.blob, Array(text.utf8)), in: .sha1) }
    let (both, only) = (id("both"), id("only"))
    for name in try files.list("/small/objects/pack") {
      var bytes = try files.read("/small/objects/pack/" + name)
      // The 32-bit offset of 'both' becomes a place in a table of 64-bit offsets, which is not there.
      if name.hasSuffix("idx") { bytes[1032 + 2 * 24 + (both < only ? 0 : 4)] = 0x80 }
      try files.writeDurably([DurableFile("/large/objects/pack/" + name, bytes)]) { _ in }
    }
    store.packsChanged()
    #expect(try store.contains(only) && store.contains(both))
    #expect(try store.read(only).bytes == Array("only".utf8) && store.read(both).bytes == Array("both".utf8))
  }

  @Test("a deleted pack is closed and its cached locations are dropped")
  func gone() throws {
    let fixture = try Fixture()
    let head = try fixture.commit(["a.syx": "one", "b.syx": "two"], "one")
    let objects = try fixture.reopened().objects
    _ = try objects.read(head)
    #expect(try objects.contains(head))
    weak let pack = try objects.packList().packs.first
    #expect(pack != nil)
    let (files, folder) = (RealFileSystem(), fixture.path + "/objects/pack/")
    let name = try #require(try files.list(folder).first { $0.hasSuffix(".pack") }).dropLast(5)
    func move(_ from: String, _ to: String) throws {
      for ending in [".idx", ".pack"] { try files.rename(from + ending, to: to + ending) }
      objects.packsChanged()
    }
    try move(folder + name, fixture.path + "/aside")
    #expect(try !objects.contains(head))
    #expect(pack == nil)
    try move(fixture.path + "/aside", folder + "pack-other")
    #expect(try objects.contains(head))
    #expect(try objects.read(head).kind == .commit)
  }

  @Test("several threads read one archive at once")
  func together() async throws {
    let scene = try Scene(.sha1)
    try scene.fixture.git("gc", "--aggressive", "--quiet")
    let archive = try scene.fixture.reopened()
    let objects = scene.objects
    let isSame = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<4 {
        group.addTask {
          objects.keys.sorted { $0.hex.hashValue ^ number < $1.hex.hashValue ^ number }
            .allSatisfy { (try? archive.objects.read($0)) == objects[$0] }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(isSame)
  }

  @Test(
    "git gc, deep chains, packed refs, multi-pack index, commit graph and bitmaps: all reads agree",
    arguments: ObjectFormat.allCases)
  func git(format: ObjectFormat) throws {
    let scene = try Scene(format)
    let git = scene.fixture.git
    try scene.expectSame("as written")
    try git("gc", "-q", "--aggressive", "--prune=now")
    try scene.expectSame("git gc --aggressive")
    try git("repack", "-q", "-a", "-d", "-f", "-b", "--depth=250", "--window=250")
    try git("pack-refs", "--all")
    try git("commit-graph", "write", "--reachable")
    try git("multi-pack-index", "write", "--bitmap")
    let chains = try git.lines("verify-pack", "-s", try #require(scene.files(".idx").first))
    #expect(chains.contains { $0.hasPrefix("chain length = 12") }, "\(chains)")
    #expect(try !scene.files(".bitmap").isEmpty && !scene.files("multi-pack-index").isEmpty)
    try scene.expectSame("git repack --depth=250, pack-refs, commit-graph, multi-pack-index, bitmaps")
    try scene.collect()
    try scene.expectSame("synvc gc")
  }

  @Test(
    "deltas with a named base, 64-bit index offsets and a completed thin pack are read",
    arguments: ObjectFormat.allCases)
  func rare(format: ObjectFormat) throws {
    let scene = try Scene(format)
    let git = scene.fixture.git
    let all = scene.objects.keys.map { "\($0) x\n" }.joined()
    let old = try scene.files("")
    try git("pack-objects", "-q", "--window=50", scene.packs + "/pack", input: Array(all.utf8))
    for path in old { try RealFileSystem().remove(path) }
    let pack = try #require(scene.files(".pack").first)
    let map = try PackMap(Pack(pack, format: format, in: RealFileSystem()))
    #expect(map.entries.count == scene.objects.count)
    try scene.expectSame("deltas that name their base")
    let index = String(pack.dropLast(4)) + "idx"
    let short = try RealFileSystem().read(index)
    try RealFileSystem().remove(index)
    try git("index-pack", "--index-version=2,0x40", "-o", index, pack)
    #expect(try RealFileSystem().read(index).count >= short.count + (scene.objects.count - 2) * 8)
    try scene.expectSame("64-bit offsets")
    let commits = try git.lines("rev-list", "--all")
    let thin = try git.bytes(
      ["pack-objects", "-q", "--thin", "--revs", "--stdout"], input: Array("\(commits[0])\n^\(commits[20])\n".utf8))
    let folder = try TemporaryFolder()
    var other = Git(in: folder.path, home: folder.path)
    try other("init", "-q", "--bare", "--object-format=\(format.rawValue)", "other")
    other.environment["GIT_DIR"] = folder("other")
    try other("fetch", "-q", scene.fixture.path, commits[20])
    _ = try other.bytes(["index-pack", "--stdin", "--fix-thin"], input: thin)
    try other("update-ref", "refs/heads/main", commits[0])
    let archive = try Repository(opening: folder("other"), Fixture.context(RealFileSystem()))
    for hex in try other.lines("rev-list", "--objects", "--no-object-names", "main") {
      let id = try #require(ObjectID(format, hex: hex))
      #expect(try archive.objects.read(id) == scene.objects[id])
    }
    try scene.collect()
    try scene.expectSame("synvc gc")
  }

  @Test("repacking accepts chains of 250 and deltas with a named base, and makes none longer than 50")
  func rolling() throws {
    let scene = try Scene(.sha1)
    let git = scene.fixture.git
    try git("repack", "-q", "-a", "-d", "-f", "--depth=250", "--window=250", "--no-write-bitmap-index")
    let all = scene.objects.keys.sorted().prefix(60).map { "\($0) x\n" }.joined()
    try git("pack-objects", "-q", "--window=50", scene.packs + "/pack", input: Array(all.utf8))
    let packs = try scene.files(".pack")
    #expect(packs.count == 2)
    for number in 0..<25 {
      var writer = scene.fixture.archive.objectWriter()
      for text in ["a", "b"] { _ = try writer.add(blob: Array("\(text) of \(number)".utf8)) }
      _ = try writer.finish()
    }
    scene.fixture.archive.repackGeometrically()
    try scene.expectSame("rolled")
    try git("fsck", "--strict", "--full")
    for index in try scene.files(".idx") {
      let chains = try git.lines("verify-pack", "-s", index).compactMap { line in
        line.hasPrefix("chain length = ") ? Int(line.dropFirst(15).prefix { $0.isNumber }) : nil
      }
      #expect(chains.max() ?? 0 <= 50)
    }
  }
}
