import Files
import Objects
import Repository
import TestSupport
import RepositoryFixtures
import Testing

@Suite("damage")
struct DamageTests {
  /// The files of an archive that reading objects needs, to be damaged in memory.
  private struct Copy {
    var files: [(path: String, bytes: [UInt8])] = []

    init(_ fixture: Fixture) throws {
      var folders = ["/objects"]
      var names = ["/HEAD", "/config"]
      while let folder = folders.popLast() {
        for name in try RealFileSystem().list(fixture.path + folder) {
          let path = "\(folder)/\(name)"
          if try RealFileSystem().isFolder(fixture.path + path) { folders.append(path) } else { names.append(path) }
        }
      }
      for name in names { files.append((name, try RealFileSystem().read(fixture.path + name))) }
    }

    func replacing(_ path: String, with bytes: [UInt8]) throws -> Repository {
      let memory = MemoryFileSystem()
      for folder in ["/a", "/a/refs"] { try memory.makeFolder(folder) }
      for file in files {
        try memory.makeFolderDurably(Path.parent("/a" + file.path)) { _ in }
        try memory.create("/a" + file.path, permissions: 0o444).write(file.path == path ? bytes : file.bytes)
      }
      return try Repository(opening: "/a", Fixture.context(memory))
    }
  }

  /// Every prefix and every flip of one bit.
  private static func damaged(_ bytes: [UInt8]) -> [[UInt8]] {
    (0..<bytes.count).map { Array(bytes[..<$0]) }
      + (0..<bytes.count * 8).map { bit in
        var flipped = bytes
        flipped[bit / 8] ^= 1 << (bit % 8)
        return flipped
      }
  }

  @Test("a truncated or flipped loose object never gives other bytes", arguments: ObjectFormat.allCases)
  func loose(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    let object = StoredObject(.blob, Array("F0 7E 7F 06 01 F7 and some more of it".utf8))
    var writer = fixture.archive.objectWriter()
    let id = try writer.add(object)
    _ = try writer.finish()
    let path = "/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
    let bytes = try RealFileSystem().read(fixture.path + path)
    let copy = try Copy(fixture)
    for sample in Self.damaged(bytes) {
      let archive = try copy.replacing(path, with: sample)
      let error = #expect(throws: StorageError.self) { try Self.readOrSame(archive, id, object) }
      guard case .damagedObject(id, "/a" + path, _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  /// Reads the object; a copy with the right bytes counts as an error that was avoided.
  private static func readOrSame(_ archive: Repository, _ id: ObjectID, _ object: StoredObject) throws {
    if try archive.objects.read(id) == object {
      throw StorageError.damagedObject(id, path: archive.looseFile(id), .header)
    }
  }

  @Test(
    "a truncated or flipped pack or index never gives other bytes", arguments: ["pack", "idx"], [false, true])
  func pack(kind: String, deltas: Bool) throws {
    let fixture = try Fixture()
    var objects: [ObjectID: StoredObject] = [:]
    var writer = fixture.archive.objectWriter()
    for index in 0..<(deltas ? 6 : 34) {
      let text = deltas ? String(repeating: "a line of text ", count: 9) + "\(index)" : "\(index)"
      let object = StoredObject(.blob, Array(text.utf8))
      objects[try writer.add(object)] = object
    }
    _ = try writer.finish()
    if deltas {
      let names = objects.keys.sorted().map { "\($0) x\n" }.joined()
      let own = try RealFileSystem().list(fixture.path + "/objects/pack")
      try fixture.git(
        "pack-objects", "-q", "--window=20", fixture.path + "/objects/pack/pack", input: Array(names.utf8))
      for name in own { try RealFileSystem().remove(fixture.path + "/objects/pack/" + name) }
    }
    let folder = "/objects/pack"
    let name = try #require(RealFileSystem().list(fixture.path + folder).first { $0.hasSuffix(kind) })
    let bytes = try RealFileSystem().read(fixture.path + "\(folder)/\(name)")
    var harmless = 0
    let copy = try Copy(fixture)
    // The tables of an index are long and alike, and so are many objects: some of the damage is enough there.
    let samples = Self.damaged(bytes).enumerated().filter { $0.offset % (kind == "idx" ? 53 : deltas ? 2 : 7) == 0 }
    for (number, sample) in samples {
      let archive = try copy.replacing("\(folder)/\(name)", with: sample)
      var isWhole = true
      for (id, object) in objects {
        do {
          #expect(try archive.objects.read(id) == object, "damage \(number)")
        } catch {
          isWhole = false
        }
      }
      if isWhole { harmless += 1 }
    }
    #expect(harmless < samples.count / 2, "most damage is seen when everything is read")
  }

  @Test("a damaged stored object is stored again and reported")
  func mended() throws {
    let fixture = try Fixture()
    let object = StoredObject(.blob, [1, 2, 3])
    var writer = fixture.archive.objectWriter()
    let id = try writer.add(object)
    #expect(try writer.finish() == [id])
    #expect(try writer.add(object) == id)
    #expect(try writer.finish() == [], "sound: nothing to do")
    let path = "objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
    for text in ["", "junk"] {
      try RealFileSystem().remove(fixture.path + "/" + path)
      try fixture.folder.write(text, to: "archive/" + path)
      #expect(throws: StorageError.self) { try fixture.archive.objects.read(id) }
      #expect(try writer.add(object) == id)
      #expect(try writer.finish() == [id])
      #expect(try fixture.archive.objects.read(id) == object)
    }
    #expect(fixture.notes.all == [.replacedDamaged(id), .replacedDamaged(id)])
    try fixture.git("fsck", "--strict")
  }

  @Test("right bytes under a wrong id, and an unexpected kind, give a precise error")
  func kinds() throws {
    let fixture = try Fixture()
    var writer = fixture.archive.objectWriter()
    let one = try writer.add(blob: [1])
    _ = try writer.finish()
    let two = try writer.add(blob: [2])
    _ = try writer.finish()
    #expect(throws: StorageError.wrongKind(one, found: .blob, expected: .commit)) {
      try fixture.archive.objects.commit(one)
    }
    #expect(throws: StorageError.missingObject(ObjectFormat.sha1.zero)) {
      try fixture.archive.objects.read(ObjectFormat.sha1.zero)
    }
    let path = { (id: ObjectID) in "\(fixture.path)/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))" }
    try RealFileSystem().rename(path(two), to: path(one))
    #expect(throws: StorageError.damagedObject(one, path: path(one), .hash(found: two))) {
      try fixture.archive.objects.read(one)
    }
  }

  @Test("another object under the id of a new one is a collision")
  func collision() {
    let id = ObjectFormat.sha1.zero
    #expect(throws: StorageError.collision(id)) {
      try ObjectWriter.compare(StoredObject(.blob, [1]), StoredObject(.blob, [2]), id)
    }
    #expect(throws: StorageError.collision(id)) {
      try ObjectWriter.compare(StoredObject(.blob, [1]), StoredObject(.tree, [1]), id)
    }
  }

  @Test("pack and index are synced before they appear, their folder before the log; the ref moves last")
  func order() throws {
    let files = RecordingFileSystem(MemoryFileSystem())
    let archive = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(files))
    // The folder of packs is synced into the one above with the first of them.
    var first = archive.objectWriter()
    for byte: UInt8 in [8, 9] { _ = try first.add(blob: [byte]) }
    _ = try first.finish()
    let start = files.calls.count
    var writer = archive.objectWriter()
    let blob = try writer.add(blob: [1])
    let tree = try writer.tree(of: ["a/b": TreeItem(.file, blob)])
    let who = Fixture.who()
    let commit = try writer.add(Commit(tree: tree, parents: [], author: who, committer: who, message: []))
    #expect(try writer.finish().count == 4)
    let stored = files.calls.count
    let main = try archive.refs.target(.head)
    try archive.update(
      [RefChange(main, expecting: .value(nil), to: .id(commit))], message: "m", who: who,
      operation: OperationRecord(arguments: ["x"]))
    let calls = Array(files.calls[start...])
    let renames = calls.filter { $0.hasPrefix("rename") }.compactMap { $0.split(separator: " ").last }
    #expect(renames.map { $0.split(separator: ".").last } == ["pack", "idx", "/a/refs/heads/main"])
    for (index, call) in calls.enumerated() where call.hasPrefix("rename") {
      let parts = call.split(separator: " ")
      let synced = try #require(calls[..<index].lastIndex(of: "sync \(parts[1])"))
      let written = try #require(calls[..<index].lastIndex(of: "write \(parts[1])"))
      let named = try #require(calls[index...].firstIndex(of: "syncFolder \(Path.parent(String(parts[2])))"))
      #expect(written < synced)
      #expect(calls[index..<named].allSatisfy { $0.hasPrefix("rename") }, "nothing else before the folder is synced")
    }
    let objects = files.calls[start..<stored]
    #expect(objects.filter { $0.hasPrefix("sync") }.count == 3, "\(objects)")
    #expect(objects.last == "syncFolder /a/objects/pack")
    let log = try #require(calls.firstIndex(of: "sync /a/operations/log"))
    let ref = try #require(calls.firstIndex { $0.hasSuffix(" /a/refs/heads/main") })
    let reflog = try #require(calls.firstIndex(of: "sync /a/logs/refs/heads/main"))
    #expect(stored - start <= log && log < ref && ref < reflog)
  }
}

extension Repository {
  func looseFile(_ id: ObjectID) -> String { "\(folder)/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))" }
}
