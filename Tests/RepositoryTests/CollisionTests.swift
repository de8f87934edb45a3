import Files
import Maintenance
import Objects
import RepositoryFixtures
import Testing

@testable import Repository

/// Ids by a hash that gives all blobs one id that begin with `twin`.
private let twins = ObjectNaming { object, format in
  let isTwin = object.kind == .blob && object.bytes.starts(with: Array("twin".utf8))
  return ObjectID(of: isTwin ? StoredObject(.blob, Array("twin".utf8)) : object, in: format)
}

@Suite("two contents with one id")
struct CollisionTests {
  private static let (first, second) = (Array("twin one".utf8), Array("twin two".utf8))

  /// An archive in memory whose ids are made by the hash above.
  private struct Scene {
    let memory = MemoryFileSystem()
    let notes = Notes()
    let format: ObjectFormat
    let naming: ObjectNaming
    let id: ObjectID

    init(_ format: ObjectFormat, naming: ObjectNaming = twins) throws {
      (self.format, self.naming) = (format, naming)
      id = naming.id(of: StoredObject(.blob, first), in: format)
      _ = try Repository.create(at: "/a", format: format, textconv: "cat", context)
    }

    var context: RepositoryContext { Fixture.context(memory, notes, naming: naming) }

    /// The archive as another process opens it.
    func opened() throws -> Repository { try Repository(opening: "/a", context) }

    /// Every file below the folder of objects.
    func files() throws -> [String: [UInt8]] {
      var files: [String: [UInt8]] = [:]
      for folder in try memory.list("/a/objects") where folder != "info" {
        for name in try memory.list("/a/objects/" + folder) {
          files[folder + "/" + name] = try memory.read("/a/objects/\(folder)/\(name)")
        }
      }
      return files
    }

    /// Stores blobs in a process of its own.
    func store(_ blobs: [[UInt8]]) throws {
      var writer = try opened().objectWriter()
      for blob in blobs { _ = try writer.add(blob: blob) }
      _ = try writer.finish()
    }

    /// Commits blobs in a process of its own; the branch moves.
    func commit(_ blobs: [String: [UInt8]], seconds: Int = 1_700_000_000) throws {
      let archive = try opened()
      var writer = archive.objectWriter()
      var entries: [TreeEntry] = []
      for (name, blob) in blobs { entries.append(TreeEntry(.file, name, try writer.add(blob: blob))) }
      let tree = try writer.add(Tree(entries))
      let branch = try archive.refs.target(.head)
      let parent = try archive.refs.id(branch)
      let who = Fixture.who(seconds)
      let id = try writer.add(
        Commit(tree: tree, parents: parent.map { [$0] } ?? [], author: who, committer: who, message: [0x61]))
      _ = try writer.finish()
      try archive.update(
        [RefChange(branch, expecting: .anything, to: .id(id))], message: "m", who: who,
        operation: OperationRecord(arguments: ["x"]))
      archive.repackGeometrically()
    }

    /// Nothing of the second content is taken in, and the first is read by whoever opens the archive.
    func refusesSecond(_ place: String) throws {
      let before = try files()
      let head = try opened().refs.id(.head)
      #expect(throws: StorageError.collision(id), "\(place)") { try store([second]) }
      #expect(throws: StorageError.collision(id), "\(place)") { try commit(["a": second, "b": [7]]) }
      #expect(try files() == before, "\(place)")
      #expect(try opened().refs.id(.head) == head, "\(place)")
      #expect(try opened().objects.blob(id) == first, "\(place)")
      // The same content again is no collision.
      try store([first])
    }
  }

  @Test("a second content is refused while the first is waiting to be stored", arguments: ObjectFormat.allCases)
  func sameWriter(format: ObjectFormat) throws {
    let scene = try Scene(format)
    let archive = try scene.opened()
    var writer = archive.objectWriter()
    #expect(try writer.add(blob: Self.first) == scene.id)
    #expect(throws: StorageError.collision(scene.id)) { try writer.add(blob: Self.second) }
    #expect(try writer.finish() == [scene.id])
    #expect(try archive.objects.blob(scene.id) == Self.first)
    try scene.refusesSecond("later")
  }

  @Test("a second content in the same commit is refused", arguments: ObjectFormat.allCases)
  func sameCommit(format: ObjectFormat) throws {
    let scene = try Scene(format)
    try scene.commit(["z": [1]])
    let before = try (scene.files(), scene.opened().refs.id(.head))
    #expect(throws: StorageError.collision(scene.id)) { try scene.commit(["a": Self.first, "b": Self.second]) }
    #expect(try scene.files() == before.0)
    #expect(try scene.opened().refs.id(.head) == before.1)
  }

  @Test(
    "a second content is refused if the first is loose, packed, repacked or collected",
    arguments: ObjectFormat.allCases)
  func stored(format: ObjectFormat) throws {
    let loose = try Scene(format)
    try loose.store([Self.first])
    try loose.refusesSecond("a file of its own")
    let packed = try Scene(format)
    try packed.commit(["a": Self.first, "b": [1]])
    try packed.refusesSecond("a pack")
    for number in 0...GeometricRepack.most {
      try packed.commit(["a": Self.first, "b": [UInt8(number)]], seconds: 1_700_000_001 + number)
    }
    #expect(try packed.files().keys.count { $0.hasSuffix(".pack") } < GeometricRepack.most)
    try packed.refusesSecond("a rolled pack")
    let request = CollectionRequest(now: 2_000_000_000, cutoff: nil)
    _ = try packed.opened().collect(
      request, who: Fixture.who(2_000_000_000), operation: OperationRecord(arguments: ["gc"]))
    try packed.refusesSecond("a collected pack")
  }

  @Test("of two concurrent writers the later gets an error, and the other's content stays", arguments: [false, true])
  func twoWriters(inOneProcess: Bool) throws {
    let scene = try Scene(.sha1)
    let archive = try scene.opened()
    var one = archive.objectWriter()
    var other = try inOneProcess ? archive.objectWriter() : scene.opened().objectWriter()
    _ = try one.add(blob: Self.first)
    #expect(throws: StorageError.collision(scene.id)) {
      _ = try other.add(blob: Self.second)
      #expect(!inOneProcess)
      #expect(try one.finish() == [scene.id])
      _ = try other.finish()
    }
    _ = try one.finish()
    try scene.refusesSecond("later")
  }

  @Test("repacking and gc leave every file unchanged if two contents have one id")
  func twice() throws {
    for isKept in [false, true] {
      let scene = try Scene(.sha1)
      try scene.commit(["a": Self.first, "b": [1]])
      let archive = try scene.opened()
      // What two programs may do in the same instant, synvc's own look at what is stored passed by.
      let other = [Self.second, [9]].map { StoredObject(.blob, $0) }
      try archive.objects.store(
        other.map { (id: twins.id(of: $0, in: .sha1), object: archive.objects.deflating($0)) }, archive.context)
      if isKept {
        let pack = try #require(try scene.files().keys.filter { $0.hasSuffix(".pack") }.min())
        try scene.memory.create("/a/objects/" + pack.dropLast(4) + "keep", permissions: 0o644).close()
      }
      let before = try scene.files()
      #expect(throws: StorageError.collision(scene.id)) {
        try scene.opened().collect(
          CollectionRequest(now: 2_000_000_000, cutoff: nil), who: Fixture.who(2_000_000_000),
          operation: OperationRecord(arguments: ["gc"]))
      }
      #expect(try before.allSatisfy { try scene.files()[$0.key] == $0.value })
      guard !isKept else { continue }
      for number in 0...GeometricRepack.most { try scene.store([[1, UInt8(number)], [2, UInt8(number)]]) }
      let packs = try scene.files()
      try scene.opened().repackGeometrically()
      #expect(scene.notes.all.contains(.notRolled(.collision(scene.id))))
      #expect(try packs.allSatisfy { try scene.files()[$0.key] == $0.value })
    }
  }

  @Test("a collision under the new hash stops the conversion, and the archive is unchanged")
  func converted() throws {
    let naming = ObjectNaming { object, format in
      format == .sha256 ? twins.id(of: object, in: format) : ObjectNaming.hash.id(of: object, in: format)
    }
    let scene = try Scene(.sha1, naming: naming)
    try scene.commit(["a": Self.first, "b": Self.second])
    let before = try scene.files()
    #expect(throws: StorageError.self) {
      try ArchiveConverter(scene.opened(), to: .sha256, into: "/b") { _ in }
        .run(isRehearsal: false) { (_) throws(StorageError) in }
    }
    #expect(try scene.files() == before)
    #expect(try scene.opened().format == .sha1)
  }
}
