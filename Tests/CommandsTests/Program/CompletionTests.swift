import Testing

@testable import Commands
@testable import Presentation

/// One after the other: the parser keeps the shell that asked for the whole process.
@Suite("Completion", .serialized)
struct CompletionTests {
  /// The lines offered, without the blank one that some shells are sent at the end.
  private static func candidates(_ fake: Fake) -> [String] {
    fake.results.text.split(separator: "\n").map(String.init).filter { $0 != " " }
  }

  @Test("each shell's script is generated and calls the program", arguments: ["bash", "zsh", "fish"])
  func scripts(shell: String) {
    let fake = Fake()
    #expect(fake.run("--generate-completion-script", shell) == .done)
    #expect(fake.results.text.contains("---completion play -- positional@0"))
  }

  @Test("slots come from the provider, filtered by prefix and without control characters")
  func slots() {
    let fake = Fake()
    #expect(fake.run("---completion", "play", "--", "positional@0", "1", "5", "play", "kit/0") == .done)
    #expect(Self.candidates(fake) == ["kit/001", "kit/002"])
  }

  @Test("the provider receives the environment and the named archive")
  func context() {
    for archive in [["--archive", "/a"], ["--archive=/a"]] {
      let fake = Fake()
      let words = ["play", "---", "kit", "--times", ""]
      let all = ["---completion", "play", "--", "--times", "5", "0"] + archive + words
      #expect(Program(root: Sample.self, completions: Sample.complete).run(all, in: fake.process) == .done)
      #expect(Self.candidates(fake) == ["/a", "/home/user"])
    }
  }

  @Test("without a provider there are no candidates and no error")
  func none() {
    let fake = Fake()
    let words = ["---completion", "play", "--", "positional@0", "1", "0", "play", ""]
    #expect(Program(root: Sample.self).run(words, in: fake.process) == .done)
    #expect(Self.candidates(fake).isEmpty)
  }
}
