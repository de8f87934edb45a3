import Testing

@testable import Presentation

@Suite("Confirmation questions")
struct AskTests {
  @Test("yes continues", arguments: ["y", "Yes", " YES "])
  func yes(answer: String) {
    let fake = Fake(terminal: true, answers: [answer])
    #expect(fake.run("play", "kit", "--ask", "--color=never") == .done)
    #expect(fake.notes.text == "play kit? [y/N] playing\n")
  }

  @Test("any other answer, or none, means no", arguments: [["n"], [""], ["yo"], []])
  func no(answers: [String]) {
    let fake = Fake(terminal: true, answers: answers)
    #expect(fake.run("play", "kit", "--ask") == .refused)
    #expect(fake.results.text == "")
  }

  @Test("--yes answers in advance, with or without a terminal", arguments: [true, false])
  func beforehand(terminal: Bool) {
    let fake = Fake(terminal: terminal)
    #expect(fake.run("play", "kit", "--ask", "--yes", "--quiet") == .done)
    #expect(fake.notes.text == "")
  }

  @Test("without a terminal, or with --json, the question is refused")
  func refused() {
    let fake = Fake(answers: ["y"])
    #expect(fake.run("play", "kit", "--ask") == .refused)
    #expect(
      fake.notes.text
        == "error: cannot ask 'play kit' without a terminal\nhint:  use '--yes' to answer yes beforehand\n")
    #expect(Fake(terminal: true, answers: ["y"]).run("play", "kit", "--ask", "--json") == .refused)
  }

  @Test("a signal while waiting for the answer ends the program with 128 + n")
  func interrupted() {
    #expect(Fake(terminal: true, signal: 2).run("play", "kit", "--ask") == .signal(2))
  }
}
