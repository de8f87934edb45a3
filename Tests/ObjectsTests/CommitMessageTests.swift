import Objects
import TestSupport
import Testing

@Suite("commit messages")
struct CommitMessageTests {
  static let facts = [
    Trailer("Synvc-Device", "mono elektron-monomachine"), Trailer("Synvc-Read", "kit 128\npattern 128"),
    Trailer("Synvc-Sequence", "7"),
  ]
  /// Texts that users may write, among them those that look like facts or end a message for git.
  static let texts = [
    "before gig", "fix: bass", "subject\n\nfix: bass", "subject\n\nbody\nmore\n\nKey: value\nOther: value",
    "subject\n\n---\nafter the line", "---", "--- a\nb", "---\n---\n---", "\\---\n\\\\---\n\\no", "a\n\n---x\n----",
    "# ------------------------ >8 ------------------------\nhidden?", "a\n# comment", "# all comment", "a\n\n\n\nb",
    "ends with a colon:", "ünïcödé\u{2028}line", "a\n\n Synvc-Not: a fact", "x\n\nSynvc-Looks: like one\nbut no",
    "Conflicts:\n\tkit/005", "(cherry picked from commit 1234567)", "a\n\nSigned-off-by: me <me@example.com>", "-",
    "tab\tin\ttext", "cr\r\nlf",
  ]

  @Test("text and trailers round-trip", arguments: texts)
  func roundTrip(text: String) {
    let message = CommitMessage(text, facts: Self.facts)
    let read = CommitMessage(parsing: message.encoded)
    #expect(read == message)
    #expect(read.facts == Self.facts)
    #expect(CommitMessage(parsing: CommitMessage(text).encoded) == CommitMessage(text))
  }

  @Test("git finds exactly the trailers", arguments: texts)
  func judge(text: String) throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    let message = CommitMessage(text, facts: Self.facts).encoded
    let found = try git("interpret-trailers", "--parse", input: Array(message.utf8))
    #expect(
      found == "Synvc-Device: mono elektron-monomachine\nSynvc-Read: kit 128 pattern 128\nSynvc-Sequence: 7\n",
      "\(message)")
  }

  @Test(
    "trailers of any message match git's",
    arguments: texts + [
      "s\n\na: b\n c\n\td\nE-f  :  g\n", "s\n\na: b\nno trailer", "s\n\na: b\n---\nc: d", "s\n\na: b\n\n# comment\n",
      "a: b", "s\n\n: b", "s\n\na b: c", "s\n\na:\nb:", "\n\na: b\n\nc: d",
    ])
  func trailers(message: String) throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    let found = try git("interpret-trailers", "--parse", input: Array((message + "\n").utf8))
    // Git takes a paragraph with a sign-off even when other lines of it are no trailers; synvc writes none of those.
    guard !message.contains("cherry picked") else { return }
    let own = CommitMessage.trailers(of: message).map {
      "\($0.key): \($0.value.split(separator: "\n").joined(separator: " "))\n"
    }
    #expect(own.joined() == found)
  }

  @Test("the subject is the first paragraph on one line, the body is the rest")
  func parts() {
    let message = CommitMessage("\n one\ntwo\n\nthree\n\nfour\n", facts: Self.facts)
    #expect(message.subject == "one two")
    #expect(message.body == "three\n\nfour")
    #expect(CommitMessage("").subject == "")
  }

  @Test("a user's trailer-like paragraph stays text, with or without trailers")
  func ownTrailers() {
    let read = CommitMessage(parsing: "fix: bass\n\nReviewed-by: me\n")
    #expect(read.facts.isEmpty && read.subject == "fix: bass" && read.body == "Reviewed-by: me")
    #expect(CommitMessage(parsing: "Synvc-Device: x\n").facts.isEmpty)
  }
}
