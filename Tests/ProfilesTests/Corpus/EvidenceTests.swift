import Profiles
import Testing

/// What is known and what is guessed, and that both are said.
@Suite("sources of profile claims")
struct EvidenceTests {
  static let devices = ["elektron-monomachine", "elektron-digitone"]

  @Test("shipped profiles have no errors, unsourced claims or duplicate paths", arguments: devices)
  func clean(device: String) throws {
    let check = ProfileCheck(text: try Shipped.text(device))
    #expect(check.error == nil && check.withoutSource.isEmpty && check.pathProblems.isEmpty)
    #expect(check.unexercised.isEmpty, "without messages nothing is said of them")
  }

  @Test("every field without a real dump is marked as a guess", .needsCorpus, arguments: devices)
  func unexercised(device: String) throws {
    let samples = try Corpus.messages(device).map(\.message)
    try #require(!samples.isEmpty)
    let check = ProfileCheck(text: try Shipped.text(device), samples: samples)
    #expect(check.findings.isEmpty)
    let open = check.unexercised.filter { !$0.isGuess }.map { "\($0.kind ?? "") \($0.subject)" }
    #expect(open.isEmpty)
    #expect(!check.unexercised.isEmpty)
  }

  @Test("the device pages list every guess of their profile", arguments: devices)
  func pages(device: String) throws {
    let guesses = ProfileCheck(text: try Shipped.text(device)).guesses
    try #require(!guesses.isEmpty)
    try DevicePage(device).expect(Self.table(guesses))
  }

  /// One row for every kind and source.
  private static func table(_ facts: [ProfileClaim]) -> String {
    var rows: [(kind: String, source: String, subjects: [String])] = []
    for fact in facts {
      let (kind, source) = (fact.kind ?? "the model", fact.source ?? "")
      let text = String(source.dropFirst("guess: ".count))
      if let row = rows.firstIndex(where: { $0.kind == kind && $0.source == text }) {
        if !rows[row].subjects.contains(fact.subject) { rows[row].subjects.append(fact.subject) }
      } else {
        rows.append((kind, text, [fact.subject]))
      }
    }
    let lines = rows.map { "| \($0.kind) | \($0.subjects.map { "`\($0)`" }.joined(separator: ", ")) | \($0.source) |" }
    return (["| kind | what | why it is a guess |", "|---|---|---|"] + lines).joined(separator: "\n")
  }
}
