import Files
import Objects
import Maintenance
import Repository
import TestSupport
import RepositoryFixtures
import Testing

/// A small archive with everything that fsck looks at: loose objects, a pack made by git with deltas, packed and loose
/// refs, an annotated tag, a deleted branch, reflogs, the operations log.
struct FsckSample {
  /// Files below the archive by their names.
  private(set) var files: [String: [UInt8]] = [:]
  private(set) var folders: Set<String> = []
  let format: ObjectFormat
  /// Oldest first.
  let commits: [ObjectID]

  static let root = "/a"

  init(_ format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    var commits: [ObjectID] = []
    var kits = ["order": "kit/001.syx\nkit/002.syx\n"]
    for number in 0..<3 {
      kits["kit\(number)"] = String(repeating: "F0 kit \(number % 2) F7 ", count: 12) + "\(number)"
      commits.append(
        try fixture.commit(kits, "snapshot \(number)", seconds: 1_700_000_000 + number * 60, verb: "snapshot"))
      if number == 1 { try FsckSample.pack(fixture, commits) }
    }
    self.format = format
    self.commits = commits
    try load(fixture.path, "")
  }

  /// Tags, a branch made and deleted, then all of it packed by git.
  private static func pack(_ fixture: Fixture, _ commits: [ObjectID]) throws {
    let archive = fixture.archive
    var writer = archive.objectWriter()
    let tag = Tag(target: commits[0], kind: .commit, name: "gig", tagger: Fixture.who(), message: Array("gig\n".utf8))
    let object = try writer.add(tag)
    _ = try writer.finish()
    for (name, value) in [("refs/tags/gig", object), ("refs/heads/live", commits[0])] {
      try archive.update(
        [RefChange(try #require(RefName(name)), expecting: .value(nil), to: .id(value))], message: "tag: created",
        who: Fixture.who(1_700_000_030), operation: OperationRecord(arguments: ["tag", name]))
    }
    try fixture.git("repack", "-a", "-d", "-q", "--depth=5", "--window=5")
    try fixture.git("prune-packed", "-q")
    try fixture.git("pack-refs", "--all")
    let other = try #require(RefName("refs/heads/other"))
    for value in [RefValue.id(commits[1]), nil] {
      try archive.update(
        [RefChange(other, expecting: .anything, to: value)], message: "branch: created",
        who: Fixture.who(1_700_000_100), operation: OperationRecord(arguments: ["branch", "other"]))
    }
  }

  private mutating func load(_ path: String, _ name: String) throws {
    let real = RealFileSystem()
    for entry in try real.list(path) {
      let (below, relative) = (path + "/" + entry, name.isEmpty ? entry : name + "/" + entry)
      if try real.isFolder(below) {
        folders.insert(relative)
        try load(below, relative)
      } else {
        files[relative] = try real.read(below)
      }
    }
  }

  /// The archive with one file changed; nil takes it away.
  func memory(_ name: String? = nil, _ bytes: [UInt8]? = nil) throws -> MemoryFileSystem {
    let memory = MemoryFileSystem()
    try memory.makeFolder(FsckSample.root)
    for folder in folders.sorted() { try memory.makeFolder(FsckSample.root + "/" + folder) }
    for (file, content) in files {
      if file == name, bytes == nil { continue }
      try memory.create(FsckSample.root + "/" + file, permissions: 0o644).write(file == name ? bytes ?? [] : content)
    }
    return memory
  }

  static func fsck(_ files: any FileSystem, _ folder: String = root, holding: Int = .max) throws -> FsckReport {
    let place = try #require(ArchivePlace(folder, in: files))
    return Fsck.run(place, lockContext: .current(command: "test"), holding: holding)
  }

  static func words(_ findings: [Finding]) -> [String] {
    findings.map { "\($0.severity) \($0.kind.rawValue) \($0.file ?? "-") \($0.ref ?? "-") \($0.evidence)" }
  }
}
