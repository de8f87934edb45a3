import Files
import Glibc
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

/// Refs whose names are not UTF-8, or are one text in two spellings: git tells them apart by their bytes.
@Suite("ref names as bytes")
struct StrangeNameTests {
  /// `refs/heads/café` in Latin-1.
  private static let latin = Array("refs/heads/caf".utf8) + [0xE9]

  /// Writes a loose ref of any name, as git does.
  private static func write(_ name: [UInt8], _ id: ObjectID, in folder: String) throws {
    let path = (Array((folder + "/").utf8) + name + [0]).map { CChar(bitPattern: $0) }
    let file = try #require(fopen(path, "w"))
    fputs("\(id)\n", file)
    fclose(file)
  }

  /// A commit that only a branch in Latin-1 leads to, and one of the main branch.
  private static func scene() throws -> (fixture: Fixture, main: ObjectID, latin: ObjectID) {
    let fixture = try Fixture()
    let main = try fixture.commit(["a": "1"], "one")
    let text = "tree \(try fixture.git("rev-parse", "main^{tree}").trimmed)\nauthor A <a@b> 1 +0000\n"
    let commit = text + "committer A <a@b> 1 +0000\n\nonly here\n"
    let hex = try fixture.git("hash-object", "-w", "-t", "commit", "--stdin", input: Array(commit.utf8)).trimmed
    let id = try #require(ObjectID(.sha1, hex: hex))
    try write(latin, id, in: fixture.path)
    return (fixture, main, id)
  }

  /// What git says of all refs, as bytes.
  private static func refs(_ fixture: Fixture, _ folder: String) throws -> [[UInt8]] {
    var git = fixture.git
    git.environment["GIT_DIR"] = folder
    return try git.bytes(["for-each-ref", "--format=%(refname)"]).split(separator: 0x0A).map { Array($0) }
  }

  @Test("a name whose slash starts a combined character is a normal branch, loose and packed")
  func combining() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    let name = try #require(RefName(branch: "\u{301}x"))
    #expect(name.isBranch && !name.isTag)
    try fixture.git("update-ref", name.text, id.hex)
    for isPacked in [false, true] {
      if isPacked { try fixture.git("pack-refs", "--all") }
      #expect(try fixture.reopened().refs.list("refs/heads/").map(\.name).contains(name), "packed: \(isPacked)")
    }
  }

  @Test("gc keeps objects only reachable from a Latin-1 branch, loose and packed")
  func collected() throws {
    for isPacked in [false, true] {
      let (fixture, main, id) = try Self.scene()
      if isPacked { try fixture.git("pack-refs", "--all") }
      _ = try fixture.reopened().collect(
        CollectionRequest(now: 4_000_000_000, cutoff: 3_999_999_999, isDryRun: false), who: Fixture.who(),
        operation: OperationRecord(arguments: ["gc"]))
      #expect(try fixture.reopened().objects.contains(id), "packed: \(isPacked)")
      #expect(try fixture.reopened().refs.list().map(\.id) == [id, main])
    }
  }

  @Test("fsck names a Latin-1 branch, checks its objects, and repairs none of them")
  func checked() throws {
    for isPacked in [false, true] {
      let (fixture, _, id) = try Self.scene()
      if isPacked { try fixture.git("pack-refs", "--all") }
      let report = try FsckSample.fsck(RealFileSystem(), fixture.path)
      let findings = report.findings.filter { $0.severity >= .suspicious }
      // Nor is it in any log.
      #expect(findings.map(\.kind) == [.refName, .refUnknown], "\(FsckSample.words(findings))")
      #expect(report.reachable.contains(id))
      let place = try #require(ArchivePlace(fixture.path, in: RealFileSystem()))
      let repairing = Repairing(place, Fixture.context(RealFileSystem()), textconv: "cat", seconds: 1_700_000_000)
      #expect(try repairing.plan(report, from: nil).steps == [])
    }
  }

  @Test("a conversion keeps the name byte for byte, and both spellings of another")
  func converted() throws {
    let (fixture, main, id) = try Self.scene()
    let spellings = ["refs/heads/caf\u{E9}", "refs/heads/cafe\u{301}"].map { Array($0.utf8) }
    try Self.write(spellings[0], main, in: fixture.path)
    try Self.write(spellings[1], id, in: fixture.path)
    #expect(try fixture.reopened().refs.list().count == 4)
    let before = try Self.refs(fixture, fixture.path)
    #expect(Set(before) == Set([Self.latin, Array("refs/heads/main".utf8)] + spellings))
    let there = fixture.folder("there")
    _ = try ArchiveConverter(try fixture.reopened(), to: .sha256, into: there) { _ in }
      .run(isRehearsal: false) { (_) throws(StorageError) in }
    #expect(try Self.refs(fixture, there) == before)
  }

  @Test("deleting a packed ref leaves all other lines unchanged")
  func deleted() throws {
    let (fixture, main, _) = try Self.scene()
    let side = try #require(RefName(branch: "side"))
    try fixture.git("update-ref", side.text, main.hex)
    try fixture.git("tag", "-a", "-m", "gig", "gig", main.hex)
    try fixture.git("pack-refs", "--all")
    let path = fixture.path + "/packed-refs"
    let lines = try RealFileSystem().read(path).split(separator: 0x0A)
    try fixture.reopened().update(
      [RefChange(side, expecting: .value(.id(main)), to: nil)], message: "branch: deleted", who: Fixture.who(),
      operation: OperationRecord(arguments: ["branch"]))
    let left = lines.filter { !$0.elementsEqual(Array("\(main) \(side)".utf8)) }
    #expect(left.count == lines.count - 1)
    #expect(try RealFileSystem().read(path) == left.flatMap { $0 + [0x0A] })
  }

  @Test("fsck checks both spellings of a name")
  func spellings() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    let lost = try #require(ObjectID(.sha1, hex: String(repeating: "1", count: 40)))
    for (name, id) in [("refs/heads/caf\u{E9}", id), ("refs/heads/cafe\u{301}", lost)] {
      try Self.write(Array(name.utf8), id, in: fixture.path)
    }
    let findings = try FsckSample.fsck(RealFileSystem(), fixture.path).findings
    #expect(findings.contains { $0.kind == .objectMissing && $0.object == lost })
    let one = try #require(RefName("refs/heads/caf\u{E9}"))
    let other = try #require(RefName("refs/heads/cafe\u{301}"))
    #expect(one != other && Set([one, other]).count == 2 && other < one)
  }
}
