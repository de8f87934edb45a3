import Bytes
import Objects
import Testing

@Suite("trees, commits and tags")
struct CodingTests {
  static let id = ObjectID(of: StoredObject(.blob, [1]), in: .sha1)
  static let who = Signature(name: "Ada", email: "ada@example.com", seconds: 1_700_000_000, zone: "-0330")

  @Test("a folder is sorted as if its name ended in a slash")
  func treeOrder() throws {
    let tree = try Tree([
      TreeEntry(.file, "a0", Self.id), TreeEntry(.folder, "a", Self.id), TreeEntry(.file, "a.b", Self.id),
      TreeEntry(.file, "a-b", Self.id),
    ])
    #expect(tree.entries.map(\.text) == ["a-b", "a.b", "a", "a0"])
    #expect(try Tree(parsing: tree.encoded, format: .sha1) == tree)
    #expect(tree["a.b"]?.mode == .file && tree["b"] == nil)
  }

  @Test("names that leave the folder, are reserved by git, or are duplicated are refused on write and read")
  func treeNames() throws {
    for name in ["", ".", "..", ".git", ".GIT", "a/b", "a\0"] {
      #expect(throws: FormatError.self, "\(name)") { try Tree([TreeEntry(.file, name, Self.id)]) }
      let bytes = Array("100644 \(name)\0".utf8) + Self.id.bytes
      #expect(throws: FormatError.self, "\(name)") { try Tree(parsing: bytes, format: .sha1) }
    }
    let twice = [TreeEntry(.file, "a", Self.id), TreeEntry(.file, "a.b", Self.id), TreeEntry(.folder, "a", Self.id)]
    #expect(throws: FormatError(.malformed("entry twice"), at: 2)) { try Tree(twice) }
    let bytes = twice.flatMap { Array("\($0.mode.rawValue) \($0.text)\0".utf8) + $0.id.bytes }
    #expect(throws: FormatError.self) { try Tree(parsing: bytes, format: .sha1) }
  }

  @Test("modes unknown to git and unsorted entries are refused")
  func treeStrict() {
    for mode in ["100664", "040000", "0", "", "1000644"] {
      let bytes = Array("\(mode) a\0".utf8) + Self.id.bytes
      #expect(throws: FormatError(.malformed("entry mode"), at: 0), "\(mode)") {
        try Tree(parsing: bytes, format: .sha1)
      }
    }
    let one = Array("100644 a\0".utf8) + Self.id.bytes
    let two = Array("100644 b\0".utf8) + Self.id.bytes
    #expect(throws: FormatError(.malformed("entry order"), at: one.count)) {
      try Tree(parsing: two + one, format: .sha1)
    }
  }

  @Test("a commit with every kind of header round-trips byte for byte")
  func commit() throws {
    let headers = [
      Header("encoding", Array("ISO-8859-1".utf8)), Header("gpgsig", Array("-----BEGIN\n\nabc\n-----END".utf8)),
      Header("x-new", []),
    ]
    let commit = Commit(
      tree: Self.id, parents: [Self.id, Self.id], author: Self.who, committer: Self.who.dated(1_700_000_001),
      headers: headers, message: [0xE9, 0x0A, 0])
    let read = try Commit(parsing: commit.encoded, format: .sha1)
    #expect(read == commit)
    #expect(read.author.zoneMinutes == -210 && read.author.name == "Ada")
    let empty = Commit(tree: Self.id, parents: [], author: Self.who, committer: Self.who, message: [])
    #expect(try Commit(parsing: empty.encoded, format: .sha1) == empty)
  }

  @Test("a tag round-trips byte for byte, with and without a tagger")
  func tag() throws {
    var tag = Tag(target: Self.id, kind: .commit, name: "v1", tagger: Self.who, message: Array("text\n".utf8))
    #expect(try Tag(parsing: tag.encoded, format: .sha1) == tag)
    tag.tagger = nil
    #expect(try Tag(parsing: tag.encoded, format: .sha1) == tag)
  }

  @Test("truncated or flipped bytes fail or encode as read")
  func damage() throws {
    let commit = Commit(
      tree: Self.id, parents: [Self.id], author: Self.who, committer: Self.who,
      headers: [Header("gpgsig", Array("a\nb".utf8))], message: Array("text\n".utf8))
    let tag = Tag(target: Self.id, kind: .blob, name: "v", tagger: Self.who, message: Array("m\n".utf8))
    let tree = try Tree([TreeEntry(.file, "a", Self.id), TreeEntry(.folder, "b", Self.id)])
    check(commit.encoded) { try Commit(parsing: $0, format: .sha1).encoded }
    check(tag.encoded) { try Tag(parsing: $0, format: .sha1).encoded }
    check(tree.encoded) { try Tree(parsing: $0, format: .sha1).encoded }
  }

  private func check(_ bytes: [UInt8], _ reencode: ([UInt8]) throws -> [UInt8]) {
    var samples = (0..<bytes.count).map { Array(bytes[..<$0]) }
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      samples.append(flipped)
    }
    for sample in samples {
      // An error is what damage should give; anything else must lose nothing.
      guard let again = try? reencode(sample) else { continue }
      #expect(again == sample, "\(sample)")
    }
  }

  @Test("a signature is cleaned like git's, and unusual ones are kept as read")
  func signatures() throws {
    let odd = Signature(name: " .A <b>\n", email: "<x@y>", seconds: -5, zone: "+0000")
    #expect(odd.encoded == Array("A b <x@y> 0 +0000".utf8))
    for line in ["<a@b> 1 +0000", " <> 1 -0000", "A  <b> 12345678901 +051800", "A <b <c> 1 +1"] {
      #expect(try Signature(parsing: Array(line.utf8)[...]).encoded == Array(line.utf8), "\(line)")
    }
    for line in ["", "A", "A <b>", "A <b> x +0000", "A <b> 1", "A <b> 1 0000", "A <b> 01 +0000", "A <b> -1 +0000"] {
      #expect(throws: FormatError.self, "\(line)") { try Signature(parsing: Array(line.utf8)[...]) }
    }
    #expect([0, 60, -210, 765].map { Signature.zone(minutes: $0) } == ["+0000", "+0100", "-0330", "+1245"])
  }
}
