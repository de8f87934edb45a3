import Files
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Repository

@Suite("geometric repacking")
struct RollingTests {
  private static func packs(_ fixture: Fixture) throws -> [String] {
    try RealFileSystem().list(fixture.path + "/objects/pack").filter { $0.hasSuffix(".pack") }
  }

  private static func ids(_ fixture: Fixture) throws -> [ObjectID] {
    try fixture.git.lines("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").compactMap {
      ObjectID(fixture.archive.format, hex: $0)
    }
  }

  @Test(
    "repacking leaves growing pack sizes, few packs, and writes each byte only a few times", arguments: [UInt64(1), 2])
  func choice(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    var sizes: [Int] = [50_000]
    var (written, most) = (0, 0)
    for round in 1...5000 {
      sizes.append(Int.random(in: 2000...6000, using: &numbers))
      let listed = sizes.enumerated().map {
        PackFiles.Listed(path: "\($0)", size: $1, modified: 0, isKept: false, isCruft: false)
      }
      let chosen = GeometricRepack.choose(listed)
      guard !chosen.isEmpty else { continue }
      let sum = chosen.reduce(0) { $0 + $1.size }
      written += sum
      let names = Set(chosen.map { Int($0.path) ?? -1 })
      sizes = sizes.enumerated().filter { !names.contains($0.offset) }.map(\.element) + [sum]
      let large = sizes.filter { $0 <= GeometricRepack.bound }.sorted()
      #expect(zip(large, large.dropFirst()).allSatisfy { $0 * 2 < $1 }, "round \(round)")
      most = max(most, sizes.count)
    }
    let stored = sizes.reduce(0, +)
    print(
      "5000 packs rolled: \(stored / 1000) kB stored, each byte written \(written / stored) times, \(most) packs left")
    #expect(written < stored * 8)
    #expect(most < 12)
  }

  @Test("kept, cruft and large packs are left alone, and so are few packs")
  func spared() {
    func listed(_ count: Int, size: Int, kept: Bool = false, cruft: Bool = false) -> [PackFiles.Listed] {
      (0..<count).map {
        PackFiles.Listed(path: "\($0) \(size) \(kept) \(cruft)", size: size, modified: 0, isKept: kept, isCruft: cruft)
      }
    }
    let others = listed(30, size: 100, kept: true) + listed(30, size: 101, cruft: true)
    #expect(GeometricRepack.choose(listed(20, size: 10) + others + listed(30, size: GeometricRepack.bound + 1)).isEmpty)
    #expect(GeometricRepack.choose(listed(21, size: 10) + others).count == 21)
  }

  @Test("repacked packs hold the same objects as deltas, and git finds nothing wrong", arguments: ObjectFormat.allCases)
  func rolled(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    var numbers = SeededNumbers(seed: 3)
    var texts = (0..<20).map { _ in numbers.bytes(700).map { "\($0)" }.joined() }
    var largest = 0
    for round in 0..<70 {
      texts[round % 20] += "\(round)"
      let files = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("\($0)", $1) })
      try fixture.commit(files, "number \(round)", seconds: 1_700_000_000 + round)
      if round == 30 {
        var writer = fixture.archive.objectWriter()
        _ = try writer.add(blob: Array("a loose one that nothing names".utf8))
        _ = try writer.finish()
      }
      let before = try round % 10 == 0 ? Self.ids(fixture) : []
      fixture.archive.repackGeometrically()
      if !before.isEmpty { #expect(try Self.ids(fixture) == before, "nothing is dropped") }
      largest = max(largest, try Self.packs(fixture).count)
    }
    #expect(fixture.notes.all == [])
    #expect(largest <= GeometricRepack.most + 1)
    let ids = try Self.ids(fixture)
    #expect(ids.count == 20 + 69 + 70 * 2 + 1)
    #expect(try fixture.git.lines("count-objects")[0].hasPrefix("0 objects"))
    try fixture.git("fsck", "--strict", "--full")
    var deltas = 0
    for name in try Self.packs(fixture) {
      let lines = try fixture.git.lines("verify-pack", "-v", fixture.path + "/objects/pack/" + name)
      deltas += lines.filter { $0.split(separator: " ").count == 7 && $0.first != "c" }.count
    }
    #expect(deltas > 100, "\(deltas) objects are stored as deltas")
    #expect(try fixture.reopened().objects.read(ids).count == ids.count)
    #expect(try fixture.archive.objects.read(ids).count == ids.count, "an archive that was open all the time")
  }

  /// An archive in memory with 21 packs and a loose object, and all its objects.
  private static func small(_ files: any FileSystem) throws -> (archive: Repository, ids: [ObjectID]) {
    let archive = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(files))
    var ids: [ObjectID] = []
    for round in 0..<21 {
      var writer = archive.objectWriter()
      ids.append(try writer.add(blob: Array("a text that is nearly the same in all of them, round \(round)".utf8)))
      ids.append(try writer.add(Tree([TreeEntry(.file, "a", ids[ids.count - 1])])))
      _ = try writer.finish()
    }
    var writer = archive.objectWriter()
    ids.append(try writer.add(blob: Array("loose".utf8)))
    _ = try writer.finish()
    return (archive, ids)
  }

  @Test("a damaged pack is left and others repacked; a damaged object comes from its sound copy")
  func damaged() throws {
    let memory = MemoryFileSystem()
    let (_, ids) = try Self.small(memory)
    let folder = "/a/objects/pack/"
    let name = try #require(memory.list(folder).first { $0.hasSuffix(".pack") })
    var bytes = try memory.read(folder + name)
    bytes[bytes.count - 30] ^= 1
    try memory.remove(folder + name)
    try memory.create(folder + name, permissions: 0o444).write(bytes)
    let archive = try Repository(opening: "/a", Fixture.context(memory))
    let sound = ids.filter { (try? archive.objects.read($0)) != nil }
    #expect(sound.count < ids.count)
    archive.repackGeometrically()
    #expect(try memory.list(folder).filter { $0.hasSuffix(".pack") }.count == 2)
    #expect(try memory.read(folder + name) == bytes)
    let reopened = try Repository(opening: "/a", Fixture.context(memory))
    #expect(ids.filter { (try? reopened.objects.read($0)) != nil } == sound)
  }

  @Test("companion files go with their pack, .keep packs stay, and git's multi-pack files are removed")
  func companions() throws {
    let memory = MemoryFileSystem()
    let (archive, ids) = try Self.small(memory)
    let folder = "/a/objects/pack/"
    let stems = try memory.list(folder).filter { $0.hasSuffix(".pack") }.map { String($0.dropLast(5)) }
    for name in [stems[0] + ".rev", stems[1] + ".bitmap", stems[2] + ".keep", "multi-pack-index", "pack-x.pack"] {
      try memory.create(folder + name, permissions: 0o444).write([1])
    }
    archive.repackGeometrically()
    #expect(try memory.list(folder).filter { $0.hasSuffix(".pack") }.count == 22, "20 and a kept one are not too many")
    var writer = archive.objectWriter()
    for text in ["one", "two"] { _ = try writer.add(blob: Array(text.utf8)) }
    _ = try writer.finish()
    archive.repackGeometrically()
    let left = try memory.list(folder)
    #expect(left.count == 6 && left.contains(stems[2] + ".pack") && left.contains("pack-x.pack"), "\(left)")
    #expect(left.contains(stems[2] + ".keep"))
    let reopened = try Repository(opening: "/a", Fixture.context(memory))
    #expect(try reopened.objects.read(ids).count == ids.count)
  }

  @Test("repacking is silently skipped while another process repacks")
  func locked() throws {
    let memory = MemoryFileSystem()
    let (archive, _) = try Self.small(memory)
    try memory.create("/a/operations/packs.lock", permissions: 0o444).write([1])
    let notes = Notes()
    try Repository(opening: "/a", Fixture.context(memory, notes)).repackGeometrically()
    #expect(try memory.list("/a/objects/pack").filter { $0.hasSuffix(".pack") }.count == 21)
    #expect(notes.all == [])
    try memory.remove("/a/operations/packs.lock")
    archive.repackGeometrically()
    #expect(try memory.list("/a/objects/pack").filter { $0.hasSuffix(".pack") }.count == 1)
    #expect(try memory.status(of: "/a/operations/packs.lock") == nil)
  }

  @Test("after a crash at any call all objects are readable, and the next repack works")
  func crash() throws {
    let whole = MemoryFileSystem()
    _ = try Self.small(whole)
    let counting = FaultyFileSystem(whole)
    try Repository(opening: "/a", Fixture.context(counting)).repackGeometrically()
    // The last change gives the lock back: what stays of it is taken over when this process is gone.
    let changes = counting.calls.enumerated().filter { $0.element.call.isChange && $0.element.call != .close }
      .dropLast()
    #expect(changes.count >= 50)
    for (cut, _) in changes {
      let memory = MemoryFileSystem()
      let (_, ids) = try Self.small(memory)
      let notes = Notes()
      let faulty = FaultyFileSystem(memory, failing: .init(call: cut, .kill, isLasting: true))
      try Repository(opening: "/a", Fixture.context(faulty, notes)).repackGeometrically()
      #expect(notes.all.count == 1, "call \(cut) failed, and was reported")
      let reopened = try Repository(opening: "/a", Fixture.context(memory))
      #expect(try reopened.objects.read(ids).count == ids.count, "after \(cut) calls")
      // The lock of a process that is alive is not taken over; this one gave up.
      if try memory.isFile("/a/operations/packs.lock") { try memory.remove("/a/operations/packs.lock") }
      reopened.repackGeometrically()
      #expect(try reopened.objects.read(ids).count == ids.count)
      #expect(try Repository(opening: "/a", Fixture.context(memory)).objects.read(ids).count == ids.count)
    }
    print("rolling cut off at each of \(changes.count) calls that change something")
  }
}
