import TestSupport
import Testing

@testable import Presentation

@Suite("Wrapping")
struct LineWrapTests {
  private func wrapped(_ line: StyledText, _ columns: Int, indent: Int? = nil) -> [String] {
    line.wrapped(to: columns, indent: indent).map(\.plain)
  }

  @Test("a fitting line keeps all its spaces")
  func fits() {
    let line: StyledText = "  mono   3 slots  "
    #expect(line.wrapped(to: 80) == [line])
  }

  @Test("long lines break between words with an indent")
  func breaks() {
    let line: StyledText = "error: the archive in '/home/user/synths' is used by another command"
    #expect(
      wrapped(line, 40, indent: 7) == [
        "error: the archive in", "       '/home/user/synths' is used by", "       another command",
      ])
  }

  @Test("a command in quotes is not broken, even where it is wider than the terminal")
  func quotes() {
    let command = "synvc checkout 91bd0e2 mono/kit/005 --send --no-backup"
    let line: StyledText = "hint:  bring the instrument's state back with '\(command)', then look at 'synvc status'"
    let lines = wrapped(line, 40, indent: 7)
    #expect(lines.contains { $0 == "       '\(command)', then" || $0 == "       '\(command)'," })
    #expect(lines.contains { $0.contains("'synvc status'") })
  }

  @Test("an apostrophe does not start a quotation")
  func apostrophes() {
    let line: StyledText = "the device's own clock and the users' names are no quotations for the one who breaks a line"
    for text in wrapped(line, 40) { #expect(displayWidth(text) <= 40) }
  }

  @Test("colours continue after a break")
  func colours() {
    let name = "one two three four five six seven eight nine ten eleven"
    let lines = StyledText("\(name, .new)").wrapped(to: 40)
    #expect(lines.count == 2)
    for line in lines { #expect(line.spans.last?.meaning == .new) }
  }

  @Test("every word is kept and every line has minimal width")
  func random() {
    let seed: UInt64 = 11
    var random = SeededNumbers(seed: seed)
    let pieces = ["a", "kit/005", "'synvc log -n 5'", "it's", "日本語", "unquestionable", "–", "'"]
    for round in 0..<300 {
      let words = (0..<Int(random.next() % 40)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
      let columns = 40 + Int(random.next() % 60)
      let text = words.joined(separator: " ")
      let lines = wrapped("\(text)", columns)
      #expect(lines.flatMap { $0.split(separator: " ") } == text.split(separator: " "), "seed \(seed), round \(round)")
      for line in lines where !line.contains("'") { #expect(displayWidth(line) <= columns, "round \(round)") }
    }
  }

  @Test("notes, warnings, errors and questions are wrapped on a terminal only")
  func channels() {
    let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    for isTerminal in [true, false] {
      let fixture = OutputFixture(terminal: isTerminal, term: "dumb")
      let output = fixture.output
      output.note("\(long)")
      output.warning("\(long)")
      output.error(Report(.failed, "\(long)", hint: "\(long)"))
      output.ask("\(long)?")
      _ = output.finish()
      let lines = fixture.notes.text.split(separator: "\n")
      #expect(lines.count == (isTerminal ? 10 : 5))
      if isTerminal {
        for line in lines { #expect(displayWidth(line) <= 60) }
        #expect(lines[3].hasPrefix("         ") && lines[5].hasPrefix("       "))
      }
    }
  }

  @Test("with --json nothing is wrapped")
  func json() throws {
    let fixture = OutputFixture(terminal: true, json: true)
    let output = fixture.output
    output.warning("one two three four five six seven eight nine ten eleven twelve thirteen")
    _ = output.finish()
    #expect(fixture.notes.text.split(separator: "\n").count == 1)
  }
}
