import ArgumentParser
import TestSupport
import Testing

@testable import Commands

@Suite("Help")
struct HelpTests {
  /// Every command of a program with the words that call it.
  private func tree(
    _ command: any ParsableCommand.Type, _ words: [String] = []
  ) -> [(words: [String], command: any ParsableCommand.Type)] {
    [(words, command)]
      + command.configuration.subcommands.flatMap { tree($0, words + [$0.synvcName]) }
  }

  private func help(_ root: any ParsableCommand.Type, _ words: [String]) -> String {
    let fake = Fake()
    #expect(Program(root: root).run(words, in: fake.surroundings) == .done)
    return fake.results.text
  }

  @Test("every help page of synvc is the one that is kept")
  func pages() {
    for (words, _) in tree(Synvc.self) {
      expectGolden(help(Synvc.self, ["help"] + words), (["help"] + words).joined(separator: "-"))
    }
  }

  @Test("the page of a command has its examples and its statuses in rising order")
  func samplePage() {
    expectGolden(help(Sample.self, ["play", "--help"]), "sample-help-play")
  }

  @Test("every command has an abstract without a full stop, an example, statuses and the global options")
  func complete() {
    for root in [Sample.self, Synvc.self] as [any ParsableCommand.Type] {
      for (words, command) in tree(root) {
        let configuration = command.configuration
        #expect(!configuration.abstract.isEmpty && !configuration.abstract.hasSuffix("."), "\(words)")
        let page = help(root, ["help"] + words)
        #expect(page.contains("--archive <dir>"), "\(words)")
        guard command is any SynvcCommand.Type else { continue }
        #expect(page.contains("EXAMPLES:\n  synvc \(words.joined(separator: " "))"), "\(words)")
        #expect(page.contains("EXIT STATUS:\n   0  done\n"), "\(words)")
      }
    }
  }

  @Test("'help X', 'X --help', 'X -h' and '--help X' show the same page")
  func spellings() {
    let page = help(Sample.self, ["device", "add", "--help"])
    #expect(page.contains("USAGE: synvc device add"))
    for words in [["help", "device", "add"], ["device", "add", "-h"], ["--help", "device", "add"]] {
      #expect(help(Sample.self, words) == page)
    }
    let wholePage = help(Sample.self, [])
    #expect(wholePage.contains("USAGE: synvc"))
    for words in [["help"], ["--help"], ["--json", "help"]] { #expect(help(Sample.self, words) == wholePage) }
  }

  @Test("no line of a help page is wider than the terminal")
  func width() {
    let fake = Fake(terminal: true)
    #expect(fake.run("play", "--help") == .done)
    for line in fake.results.text.split(separator: "\n") { #expect(displayWidth(line) <= 60, "\(line)") }
    #expect(fake.results.text.contains("USAGE: synvc play [global options] <slot>"))
  }
}
