import ArgumentParser
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

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
    #expect(Program(root: root).run(words, in: fake.process) == .done)
    return fake.results.text
  }

  @Test("every help page of synvc matches its golden file")
  func pages() {
    for (words, _) in tree(Synvc.self) {
      expectGolden(help(Synvc.self, ["help"] + words), (["help"] + words).joined(separator: "-"))
    }
  }

  @Test("a command's page has examples, and statuses in rising order")
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
        #expect(page.contains("\nGLOBAL OPTIONS:\n  --archive, "), "\(words)")
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

  @Test("options shared by all commands come last on every page")
  func order() {
    for (words, _) in tree(Synvc.self) {
      let page = help(Synvc.self, ["help"] + words)
      let titles = page.split(separator: "\n").compactMap { line -> String? in
        guard let end = line.firstIndex(of: ":"), line[..<end].allSatisfy({ $0.isUppercase || $0 == " " }) else {
          return nil
        }
        return String(line[..<end])
      }.filter { !$0.hasPrefix(" ") }
      #expect(titles.first == "OVERVIEW" && titles.dropFirst().first == "USAGE", "\(words): \(titles)")
      #expect(titles.last == "GLOBAL OPTIONS" && Set(titles).count == titles.count, "\(words): \(titles)")
      #expect(!page.contains("\n  -h, --help"), "\(words)")
    }
  }

  @Test("'help options' explains every option that the pages only mention")
  func options() {
    let page = help(Synvc.self, ["help", "options"])
    expectGolden(page, "help-options")
    let names = help(Synvc.self, ["help", "log"]).split { " ,\n".contains($0) }.filter { $0.hasPrefix("--") }
    for name in ["--archive", "--wire-log", "--version", "--help"] { #expect(names.contains { $0 == name }) }
    for name in names.suffix(11) { #expect(page.contains("\(name) "), "\(name)") }
    for status in ExitStatus.fixed { #expect(page.contains(" \(status.code)  \(status.meaning)\n")) }
  }

  @Test("help lines fit the terminal, except commands to copy", arguments: [60, 120])
  func width(columns: Int) {
    for (words, _) in tree(Synvc.self) {
      var fake = Fake(terminal: true)
      fake.process.columns = { columns }
      #expect(Program(root: Synvc.self).run(["help"] + words, in: fake.process) == .done)
      for line in fake.results.text.split(separator: "\n") where !line.hasPrefix("  synvc ") {
        #expect(displayWidth(line) <= columns, "\(words): \(line)")
      }
    }
  }

  @Test("a wrapped line continues under the column where its text begins")
  func hanging() {
    var fake = Fake(terminal: true)
    fake.process.columns = { 60 }
    #expect(Program(root: Synvc.self).run(["help", "diff"], in: fake.process) == .done)
    #expect(
      fake.results.text.contains(
        "\n  14  with '--live': reading selects programs on a device,\n      which needs a terminal or '--yes'\n"))
    #expect(fake.results.text.contains("\n  --name-only             Print only the names of the slots.\n"))
  }

  @Test("usage lines abbreviate the global options to two words")
  func usage() {
    #expect(help(Sample.self, ["play", "--help"]).contains("USAGE: synvc play [global options] <slot>"))
  }
}
