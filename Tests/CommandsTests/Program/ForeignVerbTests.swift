import ArgumentParser
import Testing

@testable import Commands
@testable import Presentation

@Suite("Commands of other programs")
struct ForeignVerbTests {
  private func run(_ words: [String]) -> (status: ExitStatus, notes: String) {
    let fake = Fake()
    let status = Program(root: Synvc.self).run(words, in: fake.process)
    return (status, fake.notes.text)
  }

  @Test("each foreign command is answered with its synvc equivalent and the wrong-usage status")
  func answers() {
    for (word, parent) in ForeignVerbs.all where Self.isUnknown(word, parent) {
      let (status, notes) = run(parent + [word, "kit/005"])
      #expect(status == .usage, "\(word)")
      #expect(notes.hasPrefix("error: '\(word)' is not a command of '"), "\(word): \(notes)")
      #expect(notes.contains("\nhint:  ") && notes.contains("'synvc ") || notes.contains("'git "), "\(word): \(notes)")
      #expect(!notes.contains("did you mean"), "\(word): \(notes)")
    }
  }

  @Test(
    "users of git or a patch librarian find the equivalent command",
    arguments: [
      ("restore", "'synvc checkout SLOT --send'"), ("push", "'synvc git push URL main'"),
      ("backup", "'synvc snapshot -m TEXT'"), ("commit", "'synvc snapshot -m TEXT'"), ("compare", "'synvc diff'"),
      ("blame", "'synvc log SLOT'"), ("scan", "'synvc devices'"), ("RESTORE", "'synvc checkout SLOT --send'"),
      ("rev-parse", "'synvc git rev-parse'"), ("version", "'synvc --version'"),
    ])
  func examples(word: String, command: String) {
    #expect(run([word]).notes.contains(command), "\(run([word]).notes)")
  }

  @Test("a misspelt command gets the nearest synvc command, not another program's")
  func misspelt() {
    #expect(run(["snapshto"]).notes.contains("did you mean 'snapshot'?"))
    #expect(run(["statsu"]).notes.contains("did you mean 'status'?"))
  }

  @Test("every suggested command exists and takes the suggested options")
  func commands() throws {
    for (word, parent) in ForeignVerbs.all {
      let advice = try #require(ForeignVerbs.advice(for: word, parent: parent))
      for command in Self.quoted(in: advice) where command.hasPrefix("synvc ") && !command.hasPrefix("synvc --") {
        let words = command.split(separator: " ").dropFirst().map(String.init)
        if words.first == "git" || words.first == "help" { continue }
        #expect(throws: Never.self, "\(word): \(command)") { _ = try Synvc.parseAsRoot(words) }
      }
    }
  }

  /// Whether synvc has no command of that name.
  private static func isUnknown(_ word: String, _ parent: [String]) -> Bool {
    let group: any ParsableCommand.Type = parent.first.flatMap { Synvc.child(named: $0) } ?? Synvc.self
    return group.child(named: word) == nil
  }

  /// What stands in single quotes.
  private static func quoted(in text: String) -> [String] {
    text.split(separator: "'", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
      .map { String($0.element) }
  }
}
