import Files
import Objects
import Repository
import TestSupport
import RepositoryFixtures
import Testing

@Suite("revisions")
struct RevisionTests {
  static let now = Timestamp(seconds: 1_700_400_000, zoneMinutes: 0)

  /// A history with merges, branches, both kinds of tag and two reflogs, made by git.
  static func history(_ format: ObjectFormat, seed: UInt64) throws -> Fixture {
    let fixture = try Fixture(format)
    var git = fixture.git
    git.environment["GIT_DIR"] = nil
    try git("clone", "-q", fixture.path, "work")
    var work = Git(in: fixture.folder("work"), home: fixture.folder.path)
    var numbers = SeededNumbers(seed: seed)
    var branches = ["main"]
    try work("checkout", "-q", "-b", "main")
    for index in 0..<40 {
      let date = "\(1_700_000_000 + index * 10_000) +0000"
      work.environment["GIT_COMMITTER_DATE"] = date
      work.environment["GIT_AUTHOR_DATE"] = date
      let choice = Int.random(in: 0..<10, using: &numbers)
      let other = branches[Int.random(in: 0..<branches.count, using: &numbers)]
      if index > 3, choice == 0, branches.count < 5 {
        try work("checkout", "-q", "-b", "side/\(index)")
        branches.append("side/\(index)")
      } else if index > 3, choice < 3 {
        try work("checkout", "-q", other)
      } else if index > 3, choice < 5 {
        try work("merge", "-q", "-s", "ours", "--no-ff", "--allow-unrelated-histories", "-m", "merge \(other)", other)
      }
      try work("commit", "-q", "--allow-empty", "-m", "number \(index)\n\nwith text \(index % 7)")
      if index % 9 == 0 { try work("tag", "-a", "-m", "tagged \(index)", "v\(index)") }
      if index % 13 == 0 { try work("tag", "light\(index)") }
    }
    try work("tag", "-a", "-m", "tag of a tag", "nested", "v9")
    try work("tag", "blob-tag", try work("hash-object", "-w", "--stdin", input: [1, 2]).trimmed)
    return fixture
  }

  @Test("every revision resolves as in git", arguments: ObjectFormat.allCases, [21, 22] as [UInt64])
  func judge(format: ObjectFormat, seed: UInt64) throws {
    let fixture = try Self.history(format, seed: seed)
    var git = Git(in: fixture.folder("work"), home: fixture.folder.path)
    git.environment["GIT_TEST_DATE_NOW"] = "\(Self.now.seconds)"
    let archive = try Repository(opening: fixture.folder("work/.git"), Fixture.context(RealFileSystem()))
    let revisions = Revisions(archive, now: Self.now)
    let ids = try git.lines("rev-list", "--all")
    var texts = [
      "HEAD", "@", "@~3", "main", "heads/main", "refs/heads/main", "v9", "tags/v9", "v9^{}", "v9^{commit}", "v9^{tree}",
      "v9^{tag}", "nested", "nested^{}", "nested^0", "nested^{tag}", "light0", "light13~1", "HEAD^", "HEAD^1", "HEAD^2",
      "HEAD^3", "HEAD~", "HEAD~0", "HEAD~2^2~1", "HEAD^^", "HEAD~100", "main~5", "HEAD@{0}", "HEAD@{1}", "HEAD@{5}",
      "main@{1}", "@{0}", "@{1}", "@{2}^", "HEAD@{1000}", "@{-1}", "@{-2}", "@{-99}", "HEAD@{yesterday}",
      "HEAD@{2 days ago}", "HEAD@{1.day.ago}", "HEAD@{2023-11-16}", "HEAD@{2023-11-16 12:00:00}",
      "HEAD@{2023-11-16T12:00:00Z}", "HEAD@{2023-11-16 12:00 +0200}", "HEAD@{noon}", "HEAD@{yesterday noon}",
      "HEAD@{midnight}", "HEAD@{1 week ago}", "HEAD@{3 hours ago}", "HEAD@{1700200000}", "HEAD@{1700200000 +0000}",
      "HEAD@{last week}", "HEAD@{now}", "HEAD@{1 month ago}", "main@{1 year ago}", ":/number 1", ":/number 1$",
      ":/^number [3-5]\\b", ":/text 3", ":/nothing like it", ":/!-number 3", "HEAD^{/number 2}", "v27^{/text 1}",
      "HEAD^{object}", "HEAD^{tree}", "blob-tag", "blob-tag^{commit}", "HEAD^{blob}", "nowhere", "", "HEAD~x",
      "HEAD@{", "refs/heads", "main@{upstream}", "HEAD^{nothing}", "v9-3-g\(ids[4].prefix(9))", "side", "..", "~1",
    ]
    for id in ids.prefix(15) { texts += [id, String(id.prefix(8)), String(id.prefix(12)), "\(id.prefix(10))~1^2"] }
    texts += try git.lines("for-each-ref", "--format=%(refname:short)")
    for text in texts {
      let expected = try? git("rev-parse", "--verify", "-q", text, "--").trimmed
      #expect((try? revisions.resolve(text).hex) == expected, "\(text), seed \(seed)")
    }
  }

  @Test("history is walked in git's order, completely and along first parents", arguments: [31, 32] as [UInt64])
  func walk(seed: UInt64) throws {
    let fixture = try Self.history(.sha1, seed: seed)
    let git = Git(in: fixture.folder("work"), home: fixture.folder.path)
    let archive = try Repository(opening: fixture.folder("work/.git"), Fixture.context(RealFileSystem()))
    let head = try #require(try archive.refs.id(.head))
    for firstParent in [false, true] {
      var walk = HistoryWalk(archive.objects, from: [head], firstParentOnly: firstParent)
      var ids: [String] = []
      while let next = try walk.next() { ids.append(next.id.hex) }
      #expect(try ids == git.lines("rev-list", firstParent ? "--first-parent" : "--date-order", "HEAD"), "seed \(seed)")
    }
  }

  @Test("an ambiguous id lists its candidates, and each shortest name is unique")
  func ambiguous() throws {
    let fixture = try Fixture()
    var writer = fixture.archive.objectWriter()
    for index in 0..<1200 { _ = try writer.add(blob: Array("\(index)".utf8)) }
    let ids = try writer.finish()
    let archive = try fixture.reopened()
    let groups = Dictionary(grouping: ids) { $0.hex.prefix(4) }
    let shared = try #require(groups.first { $0.value.count > 1 })
    let revisions = Revisions(archive, now: Self.now)
    let error = #expect(throws: RevisionError.self) { try revisions.resolve(String(shared.key)) }
    guard case .ambiguous(_, let candidates) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(Set(candidates.map(\.id)) == Set(shared.value))
    for id in ids {
      let short = try archive.objects.abbreviation(of: id, minimum: 4)
      #expect(try revisions.resolve(short) == id)
    }
    let short = try archive.objects.abbreviation(of: shared.value[0], minimum: 4)
    #expect(try fixture.git("rev-parse", "--short=4", shared.value[0].hex).trimmed == short)
  }

  @Test("an exact subject finds a snapshot; several are listed, none suggests similar ones")
  func subjects() throws {
    let fixture = try Fixture()
    let first = try fixture.commit(["a": "1"], "before gig")
    let second = try fixture.commit(["a": "2"], "rehearsal")
    let third = try fixture.commit(["a": "3"], "rehearsal\n\nwith notes", seconds: 1_700_000_050)
    let revisions = Revisions(fixture.archive, now: Self.now)
    #expect(try revisions.named("before gig") == first)
    let error = #expect(throws: RevisionError.self) { try revisions.named("rehearsal") }
    guard case .ambiguous("rehearsal", let candidates) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(candidates.map(\.id) == [third, second])
    #expect(throws: RevisionError.unknown("Before gigs", near: ["before gig"])) { try revisions.named("Before gigs") }
    #expect(throws: RevisionError.unknown("mian", near: ["main"])) { try revisions.named("mian") }
    #expect(throws: RevisionError.unknown("nothing like this", near: [])) { try revisions.named("nothing like this") }
  }

  @Test("subjects under refs/synvc are not searched")
  func safety() throws {
    let fixture = try Fixture()
    let base = try fixture.commit(["a": "1"], "one")
    let hidden = try fixture.commit(["a": "2"], "safety")
    let main = try #require(RefName(branch: "main"))
    let kept = try #require(RefName("refs/synvc/safety/1"))
    try fixture.archive.update(
      [
        RefChange(kept, expecting: .value(nil), to: .id(hidden)),
        RefChange(main, expecting: .value(.id(hidden)), to: .id(base)),
      ], message: "back", who: Fixture.who(), operation: OperationRecord(arguments: ["x"]))
    let revisions = Revisions(fixture.archive, now: Self.now)
    #expect(throws: RevisionError.unknown("safety", near: [])) { try revisions.named("safety") }
    #expect(try revisions.resolve(":/safety") == hidden, "as git")
  }
}
