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

  @Test("the subject is the first paragraph on one line")
  func parts() {
    let message = CommitMessage("\n one\ntwo\n\nthree\n\nfour\n", facts: Self.facts)
    #expect(message.subject == "one two")
    #expect(CommitMessage("").subject == "")
  }

  @Test("a user's trailer-like paragraph stays text, with or without trailers")
  func ownTrailers() {
    let read = CommitMessage(parsing: "fix: bass\n\nReviewed-by: me\n")
    #expect(read.facts.isEmpty && read.text == "fix: bass\n\nReviewed-by: me")
    #expect(CommitMessage(parsing: "Synvc-Device: x\n").facts.isEmpty)
  }
}
