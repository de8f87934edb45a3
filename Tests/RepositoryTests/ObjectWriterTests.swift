import Bytes
import Files
import Objects
import Repository
import TestSupport
import RepositoryFixtures
import Testing

@Suite("storing objects")
struct ObjectWriterTests {
  private static func packs(_ fixture: Fixture) throws -> [String] {
    try RealFileSystem().list(fixture.path + "/objects/pack").filter { $0.hasSuffix(".pack") }
  }

  @Test("two messages with equal 32-bit FNV-1a hashes are two objects")
  func twoOfOneHash() throws {
    let fixture = try Fixture()
    let messages = try ["f07d3a0c513d252f3712f7", "f07d68301b393641310bf7"].map { try Hex.parse($0) }
    func hash(_ bytes: [UInt8]) -> UInt32 { bytes.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 } }
    #expect(hash(messages[0]) == hash(messages[1]), "the pair that a store under that hash would mix up")
    var writer = fixture.archive.objectWriter()
    let ids = try messages.map { message throws(StorageError) in try writer.add(blob: message) }
    #expect(try writer.finish().count == 2)
    #expect(try fixture.reopened().objects.read(ids).map(\.bytes) == messages)
  }

  @Test("an object damaged in a pack is stored again and read from the new copy by synvc and git")
  func damagedInPack() throws {
    let fixture = try Fixture()
    let objects = (0..<3).map { StoredObject(.blob, Array("object number \($0)".utf8)) }
    var writer = fixture.archive.objectWriter()
    let ids = try objects.map { object throws(StorageError) in try writer.add(object) }
    _ = try writer.finish()
    let path = try fixture.path + "/objects/pack/" + #require(Self.packs(fixture).first)
    var bytes = try RealFileSystem().read(path)
    bytes[bytes.count / 2] ^= 0x10
    try RealFileSystem().remove(path)
    let file = try RealFileSystem().create(path, permissions: 0o444)
    try file.write(bytes)
    try file.close()
    let archive = try fixture.reopened()
    let hurt = ids.filter { (try? archive.objects.read($0)) == nil }
    #expect(hurt.count == 1, "one entry holds the flipped bit")
    var second = archive.objectWriter()
    for object in objects { _ = try second.add(object) }
    #expect(try second.finish() == hurt)
    #expect(fixture.notes.all == hurt.map { .replacedDamaged($0) })
    #expect(try archive.objects.read(ids) == objects)
    for (id, object) in zip(ids, objects) {
      #expect(try fixture.git.bytes(["cat-file", "blob", id.hex], input: []) == object.bytes)
    }
  }

  @Test("crafted bytes under a new object's id are never accepted for it, and both contents remain readable")
  func crafted() throws {
    let fixture = try Fixture()
    let (one, two) = (StoredObject(.blob, [1]), StoredObject(.blob, [2]))
    let (first, second) = (ObjectID(of: one, in: .sha1), ObjectID(of: two, in: .sha1))
    var writer = fixture.archive.objectWriter()
    _ = try writer.add(two)
    _ = try writer.finish()
    let bytes = try RealFileSystem().read(fixture.archive.looseFile(second))
    try RealFileSystem().makeFolder(Path.parent(fixture.archive.looseFile(first)))
    let file = try RealFileSystem().create(fixture.archive.looseFile(first), permissions: 0o444)
    try file.write(bytes)
    try file.close()
    #expect(throws: StorageError.self) { try fixture.archive.objects.read(first) }
    #expect(try writer.add(one) == first)
    #expect(try writer.finish() == [first])
    #expect(fixture.notes.all == [.replacedDamaged(first)])
    #expect(try fixture.archive.objects.read([first, second]) == [one, two])
    try fixture.git("fsck", "--strict")
  }

  @Test("an object that another process collects after the writer found it is stored again before the ref moves")
  func collectedMeanwhile() throws {
    let fixture = try Fixture()
    let text = Array("old and unreachable".utf8)
    var writer = fixture.archive.objectWriter()
    _ = try writer.add(blob: text)
    _ = try writer.add(blob: [1])
    _ = try writer.finish()
    let old = try Self.packs(fixture)
    let archive = try fixture.reopened()
    var second = archive.objectWriter()
    let blob = try second.add(blob: text)
    let tree = try second.add(Tree([TreeEntry(.file, "a", blob)]))
    let who = Fixture.who()
    let commit = try second.add(Commit(tree: tree, parents: [], author: who, committer: who, message: [0x61]))
    #expect(try second.finish() == [tree, commit])
    func collect() {
      for name in old {
        for ending in ["idx", "pack"] {
          #expect(throws: Never.self) {
            try RealFileSystem().remove(fixture.path + "/objects/pack/" + name.dropLast(4) + ending)
          }
        }
      }
    }
    collect()
    let main = try archive.refs.target(.head)
    try archive.update(
      [RefChange(main, expecting: .value(nil), to: .id(commit))], message: "m", who: who,
      operation: OperationRecord(arguments: ["x"]))
    #expect(try fixture.reopened().objects.blob(blob) == text)
    try fixture.git("fsck", "--strict", "--connectivity-only")
  }

  @Test("an object stored by another process in the meantime is not stored again", arguments: [1, 2])
  func storedMeanwhile(count: Int) throws {
    let fixture = try Fixture()
    let objects = (0..<count).map { StoredObject(.blob, [7, UInt8($0)]) }
    var (writer, other) = (fixture.archive.objectWriter(), try fixture.reopened().objectWriter())
    for object in objects { _ = try writer.add(object) }
    for object in objects { _ = try other.add(object) }
    #expect(try other.finish().count == count)
    #expect(try writer.finish() == [])
  }

  @Test("a ref does not move to a missing object")
  func missing() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    let name = try #require(RefName(branch: "other"))
    let none = ObjectID(of: StoredObject(.blob, [9]), in: .sha1)
    let before = try fixture.archive.operations.read().operations
    #expect(throws: StorageError.missingObject(none)) {
      try fixture.archive.update(
        [RefChange(name, expecting: .value(nil), to: .id(none))], message: "m", who: Fixture.who(),
        operation: OperationRecord(arguments: ["x"]))
    }
    #expect(try fixture.archive.refs.value(name) == nil)
    #expect(try fixture.archive.operations.read().operations == before)
  }
}
