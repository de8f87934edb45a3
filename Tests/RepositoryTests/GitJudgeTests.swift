import Bytes
import Files
import Objects
import Repository
import TestSupport
import RepositoryFixtures
import Testing

@Suite("checks by git")
struct GitJudgeTests {
  @Test("git finds nothing wrong in a new archive, and its log is empty", arguments: ObjectFormat.allCases)
  func newArchive(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    try fixture.git("fsck", "--strict")
    #expect(try fixture.git("rev-parse", "--show-object-format") == "\(format.rawValue)\n")
    #expect(try fixture.git("symbolic-ref", "HEAD") == "refs/heads/main\n")
    #expect(try fixture.git("rev-parse", "--is-bare-repository") == "true\n")
    #expect(try fixture.git("config", "core.logAllRefUpdates") == "always\n")
  }

  @Test(
    "git reads commits, trees, blobs, a single loose object and reflogs as written",
    arguments: ObjectFormat.allCases)
  func loose(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    let first = try fixture.commit(["a": "one\n", "b.syx": "two\n"], "first")
    let second = try fixture.commit(["a": "three\n", "b.syx": "two\n"], "second", seconds: 1_700_000_100)
    try fixture.git("fsck", "--strict", "--full")
    #expect(
      try fixture.git.lines("log", "--format=%H %s %an %ae %at") == [
        "\(second) second A U Thor author@example.com 1700000100",
        "\(first) first A U Thor author@example.com 1700000000",
      ])
    #expect(try fixture.git("cat-file", "blob", "HEAD:b.syx") == "two\n")
    #expect(try fixture.git("show", "HEAD~1:a") == "one\n")
    #expect(
      try fixture.git.lines("reflog", "--format=%H %gs") == ["\(second) commit: second", "\(first) commit: first"])
    #expect(try fixture.git.lines("reflog", "main", "--format=%gs") == ["commit: second", "commit: first"])
    #expect(try fixture.git.lines("count-objects")[0].hasPrefix("0 objects"))
    var writer = fixture.archive.objectWriter()
    let alone = try writer.add(blob: Array("alone".utf8))
    _ = try writer.finish()
    #expect(try fixture.git.lines("count-objects")[0].hasPrefix("1 objects"))
    #expect(try fixture.git("cat-file", "blob", alone.hex) == "alone")
  }

  @Test("many new objects become one pack that git verifies", arguments: ObjectFormat.allCases)
  func pack(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    var numbers = SeededNumbers(seed: 11)
    var files: [String: String] = [:]
    for index in 0..<288 {
      files["\(index).syx"] = Hex.compact(numbers.bytes(Int.random(in: 0...2000, using: &numbers)))
    }
    let commit = try fixture.commit(files, "all")
    #expect(try fixture.git.lines("count-objects", "-v").contains("in-pack: 290"))
    #expect(try fixture.git.lines("count-objects", "-v").contains("packs: 1"))
    try fixture.git("fsck", "--strict", "--full")
    let archive = try fixture.reopened()
    let tree = try archive.objects.tree(archive.objects.commit(commit).tree)
    let blobs = try archive.objects.read(tree.entries.map(\.id))
    #expect(
      Dictionary(
        uniqueKeysWithValues: zip(tree.entries.map(\.text), blobs.map { String(decoding: $0.bytes, as: UTF8.self) }))
        == files)
  }

  @Test("git clones the archive completely, and synvc reads the clone", arguments: ObjectFormat.allCases)
  func clone(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    let commit = try fixture.commit(["a": "one"], "first")
    var git = fixture.git
    git.environment["GIT_DIR"] = nil
    try git("clone", "-q", fixture.path, "copy")
    let copy = try Repository(opening: fixture.folder("copy/.git"), Fixture.context(RealFileSystem()))
    #expect(copy.format == format)
    #expect(try copy.refs.id(.head) == commit)
    #expect(try copy.refs.id(#require(RefName("refs/remotes/origin/HEAD"))) == commit)
    #expect(try copy.objects.commit(commit).text == "first\n")
  }

  @Test("git's deltas and packed refs are read like before", arguments: ObjectFormat.allCases)
  func collected(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    var numbers = SeededNumbers(seed: 5)
    var text = Hex.compact(numbers.bytes(3000))
    var commits: [ObjectID] = []
    for index in 0..<60 {
      text = String(text.dropFirst(7)) + "\(index) and more"
      commits.append(
        try fixture.commit(["a": text, "b": "\(index)"], "number \(index)", seconds: 1_700_000_000 + index))
    }
    let archive = try fixture.reopened()
    let everything = try fixture.git.lines("rev-list", "--objects", "--all").compactMap {
      ObjectID(format, hex: $0.prefix(format.digits))
    }
    let before = try archive.objects.read(everything)
    try fixture.git("tag", "-a", "-m", "marked", "v1")
    try fixture.git("gc", "-q", "--aggressive", "--prune=now")
    try fixture.git("pack-refs", "--all")
    #expect(try fixture.git.lines("count-objects")[0].hasPrefix("0 objects"))
    #expect(try archive.objects.read(everything) == before, "an archive open meanwhile")
    #expect(try fixture.reopened().objects.read(everything.reversed()) == before.reversed())
    #expect(try fixture.reopened().refs.id(.head) == commits.last)
    let name = try #require(RefName(tag: "v1"))
    let tag = try #require(try archive.refs.id(name))
    #expect(try archive.objects.peel(tag).id == commits.last)
    #expect(try archive.objects.tag(tag).encoded == archive.objects.read(tag).bytes)
    let packs = fixture.path + "/objects/pack"
    let index = try #require(RealFileSystem().list(packs).first { $0.hasSuffix(".idx") })
    let chains = try fixture.git.lines("verify-pack", "-s", "\(packs)/\(index)")
    #expect(chains.contains { $0.hasPrefix("chain length = 2") }, "the pack has chains of deltas")
  }

  @Test("git's commits round-trip byte for byte", arguments: ObjectFormat.allCases)
  func gitCommits(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    let blob = try fixture.git("hash-object", "-w", "--stdin", input: Array("text".utf8)).dropLast()
    let tree = try fixture.git(
      "mktree", input: Array("100644 blob \(blob)\ta b\n100755 blob \(blob)\tx\n120000 blob \(blob)\tl\n".utf8)
    ).dropLast()
    let outer = try fixture.git(
      "mktree", input: Array("040000 tree \(tree)\ta\n100644 blob \(blob)\ta.b\n100644 blob \(blob)\ta-b\n".utf8)
    ).dropLast()
    var git = fixture.git
    git.environment["GIT_AUTHOR_DATE"] = "1500000000 -0330"
    let first = try git(
      "-c", "i18n.commitEncoding=ISO-8859-1", "commit-tree", String(outer), input: Array("line\n\nbody\n".utf8)
    ).dropLast()
    let second = try git("commit-tree", String(tree), "-p", String(first), input: Array("merge".utf8)).dropLast()
    for hex in [first, second] {
      let id = try #require(ObjectID(format, hex: hex))
      let commit = try fixture.archive.objects.commit(id)
      #expect(ObjectID(of: StoredObject(.commit, commit.encoded), in: format) == id)
      #expect(commit.author.zoneMinutes == -210)
    }
    for hex in [tree, outer] {
      let id = try #require(ObjectID(format, hex: hex))
      let parsed = try fixture.archive.objects.tree(id)
      #expect(ObjectID(of: StoredObject(.tree, parsed.encoded), in: format) == id)
      #expect(try Tree(parsed.entries.shuffled()) == parsed)
    }
  }

  @Test("git log -p uses the textconv")
  func textconv() throws {
    let fixture = try Fixture()
    try fixture.archive.changeConfig { (config) throws(ConfigError) in
      try config.set("diff.synvc.textconv", to: "sed s/kit/KIT/")
    }
    try fixture.commit(["a.syx": "kit one\n"], "first")
    try fixture.commit(["a.syx": "kit two\n"], "second")
    let log = try fixture.git("--git-dir=\(fixture.path)", "log", "-p")
    #expect(log.contains("-KIT one") && log.contains("+KIT two"), "\(log)")
  }
}
