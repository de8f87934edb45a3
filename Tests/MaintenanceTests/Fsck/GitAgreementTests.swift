import Files
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

/// Archives that are wrong in one way each; whatever git calls an error fsck must find too.
@Suite("fsck compared with git fsck")
struct GitAgreementTests {
  /// A way to break an archive, and the finding that names it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: FindingKind
    /// Git says nothing of it, and fsck does.
    var isOurs = false
    let make: @Sendable (Broken) throws -> Void

    init(_ name: String, _ kind: FindingKind, isOurs: Bool = false, _ make: @escaping @Sendable (Broken) throws -> Void)
    {
      (testDescription, self.kind, self.isOurs, self.make) = (name, kind, isOurs, make)
    }
  }

  /// An archive with one commit, to be broken.
  struct Broken {
    let fixture: Fixture
    let commit: ObjectID

    var tree: ObjectID { get throws { try fixture.archive.objects.commit(commit).tree } }
    var blob: ObjectID { get throws { try #require(try fixture.archive.objects.tree(tree)["a"]).id } }

    /// Stores an object whatever it says.
    func store(_ kind: String, _ bytes: [UInt8]) throws -> String {
      try fixture.git("hash-object", "--literally", "-w", "-t", kind, "--stdin", input: bytes).filter { !$0.isNewline }
    }

    func point(_ id: String, at ref: String = "refs/heads/broken") throws {
      let path = fixture.path + "/" + ref
      try RealFileSystem().makeFolderDurably(Path.parent(path)) { _ in }
      try replace(ref, with: Array("\(id)\n".utf8))
    }

    func replace(_ name: String, with bytes: [UInt8]) throws {
      let path = fixture.path + "/" + name
      if try RealFileSystem().isFile(path) { try RealFileSystem().remove(path) }
      let file = try RealFileSystem().create(path, permissions: 0o644)
      try file.write(bytes)
      try file.close()
    }

    func path(_ id: ObjectID) -> String { "objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))" }

    func remove(_ id: ObjectID) throws { try RealFileSystem().remove(fixture.path + "/" + path(id)) }

    /// A tree of entries as given, with a commit on it that a branch leads to.
    func commit(tree entries: [(mode: String, name: [UInt8], id: ObjectID)]) throws {
      var bytes: [UInt8] = []
      for entry in entries { bytes += Array("\(entry.mode) ".utf8) + entry.name + [0] + entry.id.bytes }
      let tree = try store("tree", bytes)
      try commit("tree \(tree)\n\(Broken.who)\n\nm\n")
    }

    func commit(_ text: String) throws { try point(try store("commit", Array(text.utf8))) }

    func commit(changing change: (String) -> String) throws {
      try commit(change("tree \(try tree)\nparent \(commit)\n\(Broken.who)\n\nm\n"))
    }

    static let who =
      "author A U Thor <a@example.com> 1700000000 +0000\ncommitter A U Thor <a@example.com> 1700000000 +0000"
  }

  static let objects: [Case] = [
    Case("a loose object of garbage", .objectDamaged) {
      try $0.replace($0.path(try $0.blob), with: Array("junk".utf8))
    },
    Case("an empty loose object", .fileEmpty) { try $0.replace($0.path(try $0.blob), with: []) },
    Case("a loose object under another's name", .objectDamaged) { broken in
      let other = try RealFileSystem().read(broken.fixture.path + "/" + broken.path(try broken.tree))
      try broken.replace(broken.path(try broken.blob), with: other)
    },
    Case("bytes after the end of a loose object", .objectDamaged) { broken in
      let bytes = try RealFileSystem().read(broken.fixture.path + "/" + broken.path(try broken.blob))
      try broken.replace(broken.path(try broken.blob), with: bytes + [0x41])
    },
    Case("a missing blob", .objectMissing) { try $0.remove(try $0.blob) },
    Case("a missing tree", .objectMissing) { try $0.remove(try $0.tree) },
    Case("a missing commit", .objectMissing) { try $0.remove($0.commit) },
    Case("a commit without its tree", .objectMissing) { broken in
      let id = try broken.tree
      try broken.commit { $0.replacing("tree \(id)", with: "tree " + String(repeating: "1", count: 40)) }
    },
    Case("a commit without its parent", .objectMissing) { broken in
      try broken.commit { $0.replacing("parent \(broken.commit)", with: "parent " + String(repeating: "1", count: 40)) }
    },
    Case("a commit on a blob", .objectKind) { broken in
      let (tree, blob) = (try broken.tree, try broken.blob)
      try broken.commit { $0.replacing("tree \(tree)", with: "tree \(blob)") }
    },
    Case("a parent that is a tree", .objectKind) { broken in
      let tree = try broken.tree
      try broken.commit { $0.replacing("parent \(broken.commit)", with: "parent \(tree)") }
    },
  ]

  static let headers: [Case] = [
    Case("a commit without author", .objectMalformed) {
      try $0.commit { $0.replacing("author A U Thor", with: "autor A") }
    },
    Case("no name before the email", .objectMalformed) {
      try $0.commit { $0.replacing("author A U Thor <", with: "author <") }
    },
    Case("no email", .objectMalformed) {
      try $0.commit { $0.replacing("author A U Thor <a@example.com>", with: "author A") }
    },
    Case("a > in the name", .objectMalformed) { try $0.commit { $0.replacing("author A U", with: "author A >U") } },
    Case("no blank before the email", .objectMalformed) { try $0.commit { $0.replacing("Thor <", with: "Thor<") } },
    Case("a date of too many digits", .objectMalformed) {
      try $0.commit { $0.replacing("1700000000 +0000\n\n", with: "18446744073709551617 +0000\n\n") }
    },
    Case("a date with a zero before it", .objectMalformed) { try $0.commit { $0.replacing("> 17", with: "> 017") } },
    Case("a date that is a word", .objectMalformed) { try $0.commit { $0.replacing("> 1700000000", with: "> today") } },
    Case("a zone of three digits", .objectMalformed) { try $0.commit { $0.replacing("+0000", with: "+000") } },
    Case("two authors", .objectMalformed) {
      try $0.commit { $0.replacing("committer", with: "author B <b@example.com> 1 +0000\ncommitter") }
    },
    Case("a zero byte in the header", .objectMalformed) {
      try $0.commit { $0.replacing("author A U", with: "author A\0U") }
    },
    Case("a zero byte in the message", .objectUnusual) { try $0.commit { $0 + "m\0m\n" } },
    Case("a header without end", .objectMalformed) { broken in
      try broken.commit { String($0.dropLast("\n\nm\n".count)) }
    },
    Case("a tree id that is no id", .objectMalformed) { try $0.commit { $0.replacing("tree ", with: "tree z") } },
    Case("a commit before its parent", .commitDate, isOurs: true) {
      try $0.commit { $0.replacing("1700000000", with: "1600000000") }
    },
    Case("a tag of a missing object", .objectMissing) { broken in
      let id = String(repeating: "1", count: 40)
      try broken.point(
        try broken.store("tag", Array("object \(id)\ntype commit\ntag x\ntagger A <a@b> 1 +0000\n\nm\n".utf8)),
        at: "refs/tags/x")
    },
    Case("a tag that says another kind", .objectKind) { broken in
      try broken.point(
        try broken.store(
          "tag", Array("object \(broken.commit)\ntype tree\ntag x\ntagger A <a@b> 1 +0000\n\nm\n".utf8)),
        at: "refs/tags/x")
    },
    Case("a tag without kind", .objectMalformed) { broken in
      try broken.point(
        try broken.store("tag", Array("object \(broken.commit)\ntag x\ntagger A <a@b> 1 +0000\n\nm\n".utf8)),
        at: "refs/tags/x")
    },
  ]

  private static func named(_ name: String, mode: String = "100644") -> @Sendable (Broken) throws -> Void {
    { try $0.commit(tree: [(mode, Array(name.utf8), try $0.blob)]) }
  }

  static let trees: [Case] = [
    Case("the same name twice", .treeDuplicate) { broken in
      let blob = try broken.blob
      try broken.commit(tree: [("100644", Array("x".utf8), blob), ("100644", Array("x".utf8), blob)])
    },
    Case("a file and a folder of one name", .treeDuplicate) { broken in
      let (blob, tree) = (try broken.blob, try broken.tree)
      try broken.commit(
        tree: [
          ("100644", Array("x".utf8), blob), ("100644", Array("x.1".utf8), blob), ("40000", Array("x".utf8), tree),
        ])
    },
    Case("names out of order", .treeOrder) { broken in
      let blob = try broken.blob
      try broken.commit(tree: [("100644", Array("b".utf8), blob), ("100644", Array("a".utf8), blob)])
    },
    Case("a mode that is none", .treeMode, isOurs: true, named("x", mode: "100640")),
    Case("a mode with a zero before it", .treeMode, named("x", mode: "0100644")),
    Case("no name", .treeName, named("")),
    Case("a name with a slash", .treeName, named("a/b")),
    Case("the name .", .treeName, named(".")), Case("the name ..", .treeName, named("..")),
    Case("the name .git", .treeName, named(".git")), Case("the name .GIT", .treeName, named(".GIT")),
    Case("git's short name on NTFS", .treeName, named("git~1")),
    Case("the name .git with a blank after it", .treeName, named(".git ")),
    Case("the name .git with what HFS+ does not see", .treeName, named(".g\u{200C}it")),
    Case("the name of a device", .treeName, isOurs: true, named("aux.syx")),
    Case("a zero id", .treeName) { broken in
      try broken.commit(tree: [("100644", Array("x".utf8), ObjectFormat.sha1.zero)])
    },
    Case("a file that is a tree", .objectKind) { broken in
      try broken.commit(tree: [("100644", Array("x".utf8), try broken.tree)])
    },
    Case("a folder that is a file", .objectKind) { broken in
      try broken.commit(tree: [("40000", Array("x".utf8), try broken.blob)])
    },
    Case("a tree cut in the middle of an id", .objectMalformed) { broken in
      let tree = try broken.store("tree", Array("100644 x\0short".utf8))
      try broken.commit("tree \(tree)\n\(Broken.who)\n\nm\n")
    },
  ]

  static let refs: [Case] = [
    Case("HEAD in a funny place", .refDamaged) { try $0.replace("HEAD", with: Array("ref: refs/funny/place\n".utf8)) },
    Case("HEAD of junk", .refDamaged) { try $0.replace("HEAD", with: Array("junk\n".utf8)) },
    Case("a HEAD of zeros", .refDamaged) {
      try $0.replace("HEAD", with: Array((String(repeating: "0", count: 40) + "\n").utf8))
    },
    Case("a branch of junk", .refDamaged) { try $0.point("junk") },
    Case("an empty branch", .fileEmpty) { try $0.replace("refs/heads/broken", with: []) },
    Case("a branch to nothing", .objectMissing) { try $0.point(String(repeating: "1", count: 40)) },
    Case("a branch to a blob", .refKind) { try $0.point(try $0.blob.hex) },
    Case("a tag to nothing", .objectMissing) { try $0.point(String(repeating: "1", count: 40), at: "refs/tags/x") },
    Case("a reflog that names nothing", .objectMissing) { broken in
      let path = broken.fixture.path + "/logs/refs/heads/main"
      let text = String(decoding: try RealFileSystem().read(path), as: UTF8.self)
      let one = String(repeating: "1", count: 40)
      try broken.replace(
        "logs/refs/heads/main", with: Array((text + "\(broken.commit) \(one) A <a@b> 1 +0000\tx\n").utf8))
    },
    Case("packed refs of junk", .packedRefs) { try $0.replace("packed-refs", with: Array("junk\n".utf8)) },
  ]

  @Test("every error of git is found under git's name", arguments: objects + headers + trees + refs)
  func agrees(wrong: Case) throws {
    let fixture = try Fixture()
    let commit = try fixture.commit(["a": "one\n"], "first")
    // Loose objects can be broken one by one.
    let pack = fixture.path + "/objects/pack"
    for name in try RealFileSystem().list(pack) where name.hasSuffix(".pack") {
      let bytes = try RealFileSystem().read(pack + "/" + name)
      try RealFileSystem().remove(pack + "/" + name)
      try RealFileSystem().remove(pack + "/" + name.dropLast(4) + "idx")
      try fixture.git("unpack-objects", "-q", input: bytes)
    }
    try #require(try FsckSample.fsck(RealFileSystem(), fixture.path).isClean)
    try wrong.make(Broken(fixture: fixture, commit: commit))
    let report = try FsckSample.fsck(RealFileSystem(), fixture.path)
    #expect(report.findings.contains { $0.kind == wrong.kind }, "\(FsckSample.words(report.findings))")
    #expect(!report.isClean)
    var isGitContent = true
    do { try fixture.git("fsck", "--strict") } catch { isGitContent = false }
    #expect(isGitContent == wrong.isOurs, "git's verdict")
  }

  @Test("a wrong index entry checksum and missing entries are found")
  func index() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "one\n", "b": "two\n"], "first")
    let pack = fixture.path + "/objects/pack/"
    let name = try #require(RealFileSystem().list(pack).first { $0.hasSuffix(".idx") })
    var bytes = try RealFileSystem().read(pack + name)
    let sum = 1032 + 4 * 20
    bytes[sum] ^= 1
    var digest = Digest(.sha1)
    digest.update(bytes[..<(bytes.count - 20)])
    bytes.replaceSubrange((bytes.count - 20)..., with: digest.finish().bytes)
    try RealFileSystem().remove(pack + name)
    try RealFileSystem().create(pack + name, permissions: 0o444).write(bytes)
    let report = try FsckSample.fsck(RealFileSystem(), fixture.path)
    #expect(report.findings.map(\.kind) == [.indexWrong])
  }
}
