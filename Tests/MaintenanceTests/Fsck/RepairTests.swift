import Files
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

@Suite("fsck --repair")
struct RepairTests {
  private static let other = "/b"
  private let isExhaustive = FsckProofTests.isExhaustive

  /// The archive with one file changed, and a sound copy of it at `/b`.
  private func pair(_ sample: FsckSample, _ file: String?, _ bytes: [UInt8]?) throws -> MemoryFileSystem {
    let memory = try sample.memory(file, bytes)
    try memory.makeFolder(Self.other)
    for folder in sample.folders.sorted() { try memory.makeFolder(Self.other + "/" + folder) }
    for (file, content) in sample.files {
      try memory.create(Self.other + "/" + file, permissions: 0o644).write(content)
    }
    return memory
  }

  private func repair(_ files: any FileSystem, from other: String?) throws -> Repair {
    let place = try #require(ArchivePlace(FsckSample.root, in: files))
    let repairing = Repairing(place, Fixture.context(files), textconv: "cat", seconds: 1_700_000_000)
    return try repairing.run(from: other.flatMap { ArchivePlace($0, in: files) }) {
      Fsck.run(place, lockContext: .current(command: "test"))
    }
  }

  /// What each way to damage a file makes of its bytes; nil: it is gone.
  private static func damages(_ bytes: [UInt8]) -> [(name: String, bytes: [UInt8]?)] {
    var flipped = bytes
    flipped[bytes.count / 2] ^= 0x10
    return [
      ("deleted", nil), ("emptied", []), ("cut", Array(bytes[..<(bytes.count / 2)])), ("flipped", flipped),
      ("junk", Array("junk\n".utf8)),
    ]
  }

  @Test(
    "with a sound copy any damage to one file is repaired, and the damaged file is kept",
    arguments: ObjectFormat.allCases)
  func everyFile(format: ObjectFormat) throws {
    let sample = try FsckSample(format)
    let sound = try FsckSample.fsck(try sample.memory())
    var left: [String] = []
    for (file, bytes) in sample.files.sorted(by: { $0.key < $1.key }) where !bytes.isEmpty {
      for damage in Self.damages(bytes) where isExhaustive || ["deleted", "flipped"].contains(damage.name) {
        let memory = try pair(sample, file, damage.bytes)
        if try FsckSample.fsck(memory).isClean { continue }
        let made = try repair(memory, from: Self.other)
        let report = try FsckSample.fsck(memory)
        #expect(made.failures.isEmpty, "\(file) \(damage.name)")
        #expect(report.reachable.isSuperset(of: sound.reachable), "\(file) \(damage.name): something is lost")
        if !report.isClean { left.append("\(file) \(damage.name): \(FsckSample.words(report.findings))") }
        try expectKept(file, damage.bytes, memory, made)
      }
    }
    // Of the operations log there is no second copy: what it lacks goes on being told.
    #expect(left.filter { !$0.hasPrefix("operations/log ") } == [])
  }

  /// A damaged file that was taken away or replaced is in `lost+found`.
  private func expectKept(_ file: String, _ bytes: [UInt8]?, _ files: MemoryFileSystem, _ made: Repair) throws {
    guard let bytes, try files.readIfPresent(FsckSample.root + "/" + file) != bytes else { return }
    let kept = try files.readIfPresent("\(FsckSample.root)/\(made.folder)/\(file)")
    #expect(kept == bytes, "\(file) is not kept")
  }

  @Test("sound objects in a damaged pack are rescued first, without another copy")
  func saved() throws {
    let sample = try FsckSample(.sha1)
    let name = try #require(
      sample.files.keys.filter { $0.hasSuffix(".pack") }.max {
        sample.files[$0]?.count ?? 0 < sample.files[$1]?.count ?? 0
      })
    var bytes = try #require(sample.files[name])
    bytes[bytes.count / 2] ^= 0x20
    let memory = try sample.memory(name, bytes)
    let before = try FsckSample.fsck(memory)
    let made = try repair(memory, from: nil)
    let after = try FsckSample.fsck(memory)
    #expect(Set(after.table.entries.keys) == Set(before.table.entries.keys))
    #expect(!after.findings.contains { $0.kind == .packDamaged })
    #expect(made.steps.contains(.setAside(file: name)))
    #expect(try memory.read("\(FsckSample.root)/\(made.folder)/\(name)") == bytes)
  }

  @Test("a lost index is rebuilt from its pack byte for byte")
  func index() throws {
    let sample = try FsckSample(.sha256)
    for (name, bytes) in sample.files where name.hasSuffix(".idx") {
      let memory = try sample.memory(name, nil)
      _ = try repair(memory, from: nil)
      #expect(try memory.read(FsckSample.root + "/" + name) == bytes)
      #expect(FsckSample.words(try FsckSample.fsck(memory).findings) == [])
    }
  }

  @Test("a sound archive is unchanged")
  func sound() throws {
    let sample = try FsckSample(.sha1)
    let memory = try sample.memory()
    #expect(try repair(memory, from: nil).steps.isEmpty)
    #expect(try memory.status(of: FsckSample.root + "/lost+found") == nil)
  }

  @Test("a copy with another hash is refused with the reason")
  func otherFormat() throws {
    let sample = try FsckSample(.sha1)
    let memory = try sample.memory()
    let fixture = try Fixture(.sha256)
    let place = try #require(ArchivePlace(FsckSample.root, in: memory))
    let other = try #require(ArchivePlace(fixture.path, in: RealFileSystem()))
    let repairing = Repairing(place, Fixture.context(memory), textconv: "cat", seconds: 0)
    #expect(throws: StorageError.self) { try repairing.plan(FsckSample.fsck(memory), from: other) }
  }

  @Test("a repair interrupted anywhere loses nothing, and the next one completes it")
  func cutOff() throws {
    let sample = try FsckSample(.sha1)
    let name = try #require(sample.files.keys.filter { $0.hasSuffix(".pack") }.sorted().first)
    var bytes = try #require(sample.files[name])
    bytes[bytes.count / 2] ^= 0x20
    var count = 0
    while true {
      let memory = try pair(sample, name, bytes)
      try memory.remove(FsckSample.root + "/refs/heads/main")
      let before = try FsckSample.fsck(memory)
      let files = StoppingFileSystem(memory)
      files.stop(after: count)
      var isDone = true
      do { if try !repair(files, from: Self.other).failures.isEmpty { isDone = false } } catch { isDone = false }
      let after = try FsckSample.fsck(memory)
      #expect(Set(after.table.entries.keys).isSuperset(of: before.table.entries.keys), "stopped after \(count) calls")
      if isDone { break }
      // The process is gone, and its locks with it.
      for lock in ["operations/packs", "operations/log", "packed-refs", "config", "refs/heads/main"].map({
        $0 + ".lock"
      }) {
        if try memory.isFile(FsckSample.root + "/" + lock) { try memory.remove(FsckSample.root + "/" + lock) }
      }
      _ = try repair(memory, from: Self.other)
      let last = try FsckSample.fsck(memory)
      #expect(last.isClean, "stopped after \(count) calls: \(FsckSample.words(last.findings))")
      count += 1
    }
    #expect(count > 20)
  }

  @Test("a mirror with a lost pack keeps its packed refs, and a copy restores their objects")
  func packedRefsStay() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    try fixture.git("tag", "-a", "-m", "gig", "gig", id.hex)
    let (files, mirror, copy) = (RealFileSystem(), fixture.folder("mirror"), fixture.folder("copy"))
    for path in [mirror, copy] {
      try fixture.git("clone", "-q", "--mirror", fixture.path, path)
      var git = fixture.git
      git.environment["GIT_DIR"] = path
      try git("repack", "-adq")
      try git("pack-refs", "--all")
    }
    let packed = try files.read(mirror + "/packed-refs")
    for name in try files.list(mirror + "/objects/pack") { try files.remove(mirror + "/objects/pack/" + name) }
    let place = try #require(ArchivePlace(mirror, in: files))
    let repairing = Repairing(place, Fixture.context(files), textconv: "cat", seconds: 1_700_000_000)
    for other in [nil, ArchivePlace(copy, in: files)] {
      let made = try repairing.run(from: other) { Fsck.run(place, lockContext: .current(command: "test")) }
      #expect(made.failures.isEmpty)
      #expect(try files.read(mirror + "/packed-refs") == packed)
    }
    let last = try FsckSample.fsck(files, mirror)
    #expect(!last.findings.contains { $0.severity >= .suspicious }, "\(FsckSample.words(last.findings))")
    #expect(try Repository(opening: mirror, Fixture.context(files)).refs.list().count == 2)
  }

  @Test("an unreadable loose object stays in place")
  func unreadable() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    let hex = try fixture.git("hash-object", "-w", "--stdin", input: Array("loose".utf8)).trimmed
    let path = "\(fixture.path)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
    let files = AlteredFileSystem(RealFileSystem()) { (opened, file) throws(FileError) in
      if opened == path { throw FileError(.open, path, code: ErrorCode.denied) }
      return file
    }
    let place = try #require(ArchivePlace(fixture.path, in: files))
    let made = try Repairing(place, Fixture.context(files), textconv: "cat", seconds: 1_700_000_000).run(from: nil) {
      Fsck.run(place, lockContext: .current(command: "test"))
    }
    #expect(made.steps == [])
    #expect(try RealFileSystem().isFile(path))
  }

  @Test("restored objects are read from the new pack, not the damaged one")
  func readBack() throws {
    let sample = try FsckSample(.sha1)
    let name = try #require(sample.files.keys.filter { $0.hasSuffix(".pack") }.min())
    var bytes = try #require(sample.files[name])
    bytes[bytes.count - 1] ^= 0x20
    let memory = try sample.memory(name, bytes)
    let files = AlteredFileSystem(memory) { (path, file) in
      let isNew = path.hasSuffix(".pack") && !sample.files.keys.contains { FsckSample.root + "/" + $0 == path }
      return isNew ? FlippedFile(file, at: file.size / 2) : file
    }
    #expect(throws: StorageError.self) { try repair(files, from: nil) }
    #expect(try memory.read(FsckSample.root + "/" + name) == bytes)
  }

  @Test("files rewritten by other commands are changed only under their locks")
  func locks() throws {
    let sample = try FsckSample(.sha1)
    let bare = Array("[core]\n\trepositoryformatversion = 0\n\tbare = true\n".utf8)
    let refs = try #require(sample.files["packed-refs"]) + Array("junk\n".utf8)
    for (file, bytes) in [("config", bare), ("packed-refs", refs)] {
      let memory = try sample.memory(file, bytes)
      let lock = "\(FsckSample.root)/\(file).lock"
      try memory.create(lock, permissions: 0o644).close()
      let refused = try repair(memory, from: nil)
      #expect(refused.failures.map(\.step) == [.rewrite(file: file)], "\(file): \(refused.failures)")
      #expect(try memory.read(FsckSample.root + "/" + file) == bytes)
      try memory.remove(lock)
      #expect(try repair(memory, from: nil).failures.isEmpty)
      #expect(try memory.read(FsckSample.root + "/" + file) != bytes)
      #expect(try memory.list(FsckSample.root).allSatisfy { !$0.hasSuffix(".lock") })
    }
    let memory = try sample.memory("config", bare)
    try memory.create(FsckSample.root + "/operations/packs.lock", permissions: 0o644).close()
    #expect {
      try repair(memory, from: nil)
    } throws: { error in
      if case StorageError.locked = error { true } else { false }
    }
  }
}
